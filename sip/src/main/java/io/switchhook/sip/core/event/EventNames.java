package io.switchhook.sip.core.event;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.EventHeader;

/** RFC 6665 §8.2.1: package and id are compared byte by byte, no other parameter counts, and an id never matches none. */
final class EventNames {
    private EventNames() {}

    static boolean match(EventHeader ours, SipRequest request) {
        return request.firstReadable(EventHeader.TYPE)
                .filter(theirs -> theirs.eventPackage().equals(ours.eventPackage())
                        && theirs.id().equals(ours.id()))
                .isPresent();
    }
}
