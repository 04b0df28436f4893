package io.switchhook.stack.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ToHeader;

/** The To tag of responses that nobody remembers (RFC 3261 §8.2.7). */
final class StatelessTag {
    private StatelessTag() {}

    static SipResponse applyTo(SipResponse response, SipRequest request) {
        if (response.status() == 100 || request.to().tag().isPresent()) {
            return response;
        }
        var what = request.callId()
                + '\n'
                + request.from().tag().orElse("")
                + '\n'
                + request.topVia().branch().orElse("");
        return response.edit()
                .set(ToHeader.TYPE, request.to().withTag(Integer.toHexString(what.hashCode())))
                .build();
    }
}
