package io.switchhook.sip.core.stun;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.text.Sentences;
import io.switchhook.base.timer.Timed;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.TransactionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Asks the server at the other end of a UDP flow from time to time whether the flow still stands, and where it sees us (RFC 5626 §4.4.2, §8). Used on one loop. */
public final class StunKeepAlive {
    /** RFC 5626 §4.4.2: between 24 and 29 s where the server names no time. */
    public static final Duration USUAL = Duration.ofSeconds(29);

    private static final double SHORTEST_OF_USUAL = 24.0 / 29;
    /** RFC 5626 §4.4. */
    private static final double SHORTEST_OF_NAMED = 0.8;
    /** RFC 8489 §6.2.1. */
    private static final long RTO_NANOS = 500_000_000L;

    private static final int MAX_REQUESTS = 7;
    private static final int LAST_WAIT = 16;

    /** What is to be done now. */
    public enum Step {
        NOTHING,
        /** Send {@link #request}. */
        SEND,
        /** The flow has failed; {@link #failure} says why. */
        FAILED
    }

    private final Duration longest;
    private final double shortest;
    private final Randomness random;
    private Optional<StunMessage> request = Optional.empty();
    private Optional<InetSocketAddress> mapped = Optional.empty();
    private String failure = "";
    private int sent;
    private long deadlineNanos;

    /**
     * Waits one interval before the first question.
     *
     * @param flowTimer how often the server wants to hear of us, at least 1 s; empty when it has not said
     */
    public StunKeepAlive(Optional<Duration> flowTimer, Randomness random, long nowNanos) {
        this.longest = flowTimer.orElse(USUAL);
        this.shortest = flowTimer.isPresent() ? SHORTEST_OF_NAMED : SHORTEST_OF_USUAL;
        if (longest.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "A flow is asked at most once a second, but the interval is " + Sentences.time(longest));
        }
        this.random = random;
        rest(nowNanos);
    }

    private void rest(long nowNanos) {
        request = Optional.empty();
        deadlineNanos = nowNanos + (long) (longest.toNanos() * (shortest + (1 - shortest) * random.nextDouble()));
    }

    /** The question that is open now, the same in each repetition. */
    public Optional<StunMessage> request() {
        return request;
    }

    /** Why the flow has failed; empty while it stands. */
    public String failure() {
        return failure;
    }

    /** Where the server sees us; empty before its first answer. */
    public Optional<InetSocketAddress> mapped() {
        return mapped;
    }

    /** When {@link #onTime} wants to be called; {@link Timed#NEVER} once the flow has failed. */
    public long nextDeadlineNanos() {
        return failure.isEmpty() ? deadlineNanos : Timed.NEVER;
    }

    public Step onTime(long nowNanos) {
        if (!failure.isEmpty() || nowNanos < deadlineNanos) {
            return Step.NOTHING;
        }
        if (request.isEmpty()) {
            request = Optional.of(StunMessage.request(TransactionId.draw(random)));
            sent = 0;
        }
        if (sent == MAX_REQUESTS) {
            return fail("it answered no keep-alive");
        }
        sent++;
        deadlineNanos = nowNanos + (sent == MAX_REQUESTS ? LAST_WAIT * RTO_NANOS : RTO_NANOS << (sent - 1));
        return Step.SEND;
    }

    /** An answer that came over the flow; one to another question changes nothing. */
    public Step onAnswer(StunMessage answer, long nowNanos) {
        if (!failure.isEmpty()
                || request.filter(open -> open.id().equals(answer.id())).isEmpty()) {
            return Step.NOTHING;
        }
        return switch (answer.kind()) {
            case REQUEST, INDICATION -> Step.NOTHING;
            case ERROR -> fail("it refused a keep-alive with " + answer.errorCode());
            case SUCCESS -> onSeen(answer.mapped().orElseThrow(), nowNanos);
        };
    }

    private Step onSeen(InetSocketAddress address, long nowNanos) {
        if (mapped.filter(known -> !known.equals(address)).isPresent()) {
            return fail("it sees us at another address than before");
        }
        mapped = Optional.of(address);
        rest(nowNanos);
        return Step.NOTHING;
    }

    private Step fail(String why) {
        failure = why;
        request = Optional.empty();
        return Step.FAILED;
    }
}
