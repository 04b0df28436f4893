package io.switchhook.sip.core.proxy;

import io.switchhook.base.text.Sentences;
import java.time.Duration;

/**
 * How a stateful proxy treats the requests it forwards.
 *
 * @param timerC how long an INVITE may ring without news; more than three minutes (RFC 3261 §16.6 item 11)
 * @param recurse whether the addresses of a 3xx are tried by the proxy instead of being told to the caller (§16.7 item 4)
 * @param maxBreadth how many branches of one request there may be at once, here and further on (RFC 5393 §5.3.3)
 * @param narrow what happens when a request may not fork as widely as it should
 */
public record ProxyRules(Duration timerC, boolean recurse, int maxBreadth, Narrow narrow) {
    static final int DEFAULT_BREADTH = 60;

    private static final Duration LEAST_C = Duration.ofMinutes(3);

    /** Three minutes and a bit, no recursion, a breadth of 60, one after the other when the breadth does not suffice. */
    public static final ProxyRules DEFAULT =
            new ProxyRules(Duration.ofSeconds(185), false, DEFAULT_BREADTH, Narrow.SERIALIZE);

    /** What to do when Max-Breadth is smaller than a parallel fork. */
    public enum Narrow {
        /** As many at once as it allows, the others after them. */
        SERIALIZE,
        /** 440 Max-Breadth Exceeded. */
        REFUSE
    }

    public ProxyRules {
        if (timerC.compareTo(LEAST_C) <= 0) {
            throw new IllegalArgumentException("timer C must be more than 3 minutes, but is " + Sentences.time(timerC));
        }
        if (maxBreadth < 1) {
            throw new IllegalArgumentException("a breadth of at least 1 is needed, but it is " + maxBreadth);
        }
    }

    public ProxyRules withTimerC(Duration value) {
        return new ProxyRules(value, recurse, maxBreadth, narrow);
    }

    public ProxyRules withRecursion() {
        return new ProxyRules(timerC, true, maxBreadth, narrow);
    }

    public ProxyRules withMaxBreadth(int value, Narrow whenNarrow) {
        return new ProxyRules(timerC, recurse, value, whenNarrow);
    }
}
