package io.switchhook.pbx.internal.number;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.MaxForwardsHeader;

/**
 * How far the requests that come of one request may go. They go on counting where it was, so that a loop through other servers ends (RFC 3261 §20.22, RFC 7332).
 *
 * @param left Max-Forwards of the requests that come of it; -1 when there may be none: 483
 */
public record Hops(int left) {
    /** RFC 3261 §16.6 step 3: where it does not say. */
    private static final int MOST = 70;

    /** RFC 3261 §16.3 step 3, §16.6 step 3. */
    public static Hops after(SipRequest request) {
        return new Hops(request.firstReadable(MaxForwardsHeader.TYPE)
                .map(header -> header.hops() - 1)
                .orElse(MOST));
    }

    public boolean areUsedUp() {
        return left < 0;
    }

    public MaxForwardsHeader header() {
        return new MaxForwardsHeader(left);
    }
}
