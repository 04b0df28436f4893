package io.switchhook.ice;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.TransactionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks from time to time whether the other side still wants what is sent to it (RFC 7675). That keeps holes in NATs open too. */
final class Consent {
    /** RFC 7675 §5.1. */
    static final long LASTS_NANOS = Duration.ofSeconds(30).toNanos();

    private static final long PERIOD_NANOS = Duration.ofSeconds(5).toNanos();
    /** More than are asked in the time that one lasts, for two components. */
    private static final int MAX_OPEN = 20;

    /** Sends a new request over a pair. */
    interface Asking {
        StunMessage ask(Pair pair, long nowNanos);
    }

    private final Asking asking;
    private final Randomness random;
    private final Map<TransactionId, Pair> open = new LinkedHashMap<>();
    private long nextNanos = Timed.NEVER;
    private long expiryNanos = Timed.NEVER;

    Consent(Asking asking, Randomness random) {
        this.asking = asking;
        this.random = random;
    }

    /** The first check has succeeded. Doing it again changes nothing. */
    void start(long nowNanos) {
        if (nextNanos == Timed.NEVER) {
            plan(nowNanos);
            expiryNanos = nowNanos + LASTS_NANOS;
        }
    }

    /** RFC 7675 §5.1: 0.8 to 1.2 times the period, so that many do not ask at once. */
    private void plan(long nowNanos) {
        nextNanos = nowNanos + (long) (PERIOD_NANOS * (0.8 + 0.4 * random.nextDouble()));
    }

    boolean isOurs(StunMessage answer) {
        return open.containsKey(answer.id());
    }

    /** A signed answer to a question of ours. True when consent is taken back (RFC 7675 §5.2). */
    boolean onAnswer(StunMessage answer, InetSocketAddress from, long nowNanos) {
        var pair = open.remove(answer.id());
        if (pair == null || !pair.remote().address().equals(from)) {
            return false;
        }
        if (answer.kind() == StunKind.SUCCESS) {
            pair.consentUntil(nowNanos + LASTS_NANOS);
        }
        return answer.errorCode() == 403;
    }

    long nextDeadlineNanos() {
        return Math.min(nextNanos, expiryNanos);
    }

    /**
     * Asks when it is time to.
     *
     * @param used the pairs that media goes over
     * @return whether one of them has lost its consent
     */
    boolean onTime(List<Pair> used, long nowNanos) {
        if (nowNanos >= nextNanos) {
            plan(nowNanos);
            for (var pair : used) {
                forgetOldest();
                open.put(asking.ask(pair, nowNanos).id(), pair);
            }
        }
        expiryNanos = nextNanos == Timed.NEVER ? Timed.NEVER : earliest(used);
        return nowNanos >= expiryNanos;
    }

    private static long earliest(List<Pair> used) {
        long earliest = Timed.NEVER;
        for (var pair : used) {
            earliest = Math.min(earliest, pair.consentUntilNanos());
        }
        return earliest;
    }

    private void forgetOldest() {
        if (open.size() >= MAX_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
    }

    void stop() {
        open.clear();
        nextNanos = Timed.NEVER;
        expiryNanos = Timed.NEVER;
    }
}
