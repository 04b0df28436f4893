package io.switchhook.ice;

import io.switchhook.base.timer.Timed;
import io.switchhook.stun.StunMessage;

/** A request that was sent, and is sent again until it is answered or given up (RFC 8489 §6.2.1). */
final class StunExchange {
    /** RFC 8445 §14.3: no less. */
    static final long SHORTEST_NANOS = 500_000_000L;

    /** RFC 8489 §6.2.2: how long an answer by a stream may take; it is asked for once. */
    private static final long STREAM_NANOS = 39_500_000_000L;

    private static final int MOST = 7;
    private static final int LAST_WAIT = 16;

    enum Step {
        WAIT,
        SEND_AGAIN,
        GIVE_UP
    }

    private final StunMessage request;
    private final long firstWaitNanos;
    private int sent = 1;
    private long deadlineNanos;
    private boolean cancelled;

    StunExchange(StunMessage request, long firstWaitNanos, long nowNanos) {
        this.request = request;
        this.firstWaitNanos = Math.max(SHORTEST_NANOS, firstWaitNanos);
        this.deadlineNanos = nowNanos + this.firstWaitNanos;
    }

    /** One that is sent by a stream. */
    static StunExchange byStream(StunMessage request, long nowNanos) {
        var exchange = new StunExchange(request, STREAM_NANOS, nowNanos);
        exchange.sent = MOST;
        return exchange;
    }

    StunMessage request() {
        return request;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** RFC 8445 §7.3.1.4: it is not sent any more, but an answer counts as long as one could have come. */
    void cancel(long nowNanos) {
        if (!cancelled) {
            cancelled = true;
            deadlineNanos = nowNanos + LAST_WAIT * firstWaitNanos;
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    Step onTime(long nowNanos) {
        if (nowNanos < deadlineNanos || deadlineNanos == Timed.NEVER) {
            return Step.WAIT;
        }
        if (cancelled || sent == MOST) {
            deadlineNanos = Timed.NEVER;
            return Step.GIVE_UP;
        }
        sent++;
        deadlineNanos = nowNanos + (sent == MOST ? LAST_WAIT * firstWaitNanos : firstWaitNanos << (sent - 1));
        return Step.SEND_AGAIN;
    }
}
