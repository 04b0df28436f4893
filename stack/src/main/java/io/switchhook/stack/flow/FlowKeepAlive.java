package io.switchhook.stack.flow;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.text.Sentences;
import io.switchhook.base.timer.Timed;
import java.time.Duration;

/**
 * When a flow that we opened is asked whether it still lives, and when it has to be taken for dead (RFC 5626 §4.4.1). It knows nothing of what is sent: over a stream the
 * question is a double CRLF and the answer a single one. Pure; used on one loop.
 */
public final class FlowKeepAlive {
    /** RFC 5626 §4.4.1: who has not answered by then is gone. */
    public static final Duration PONG_WITHIN = Duration.ofSeconds(10);

    /** RFC 5626 §4.4: how often where the server names no time; idle connections are forgotten by routers after minutes. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(120);

    /** RFC 5626 §4.4: each interval is drawn from 80% to 100%, so that a thousand clients of one restart do not ask in step. */
    private static final double SHORTEST_SHARE = 0.8;

    /** What is to be done now. */
    public enum Step {
        NOTHING,
        /** Ask. */
        PING,
        /** The answer has not come: the flow is dead. */
        FAILED
    }

    private final Duration interval;
    private final Randomness random;
    private final boolean promised;
    private boolean answers;
    private boolean asked;
    private boolean failed;
    private long deadlineNanos;

    /**
     * The first question comes after one interval.
     *
     * @param interval the longest time between two questions, at least 1 s: Flow-Timer, if the server sent one
     * @param answers whether the peer has promised to answer, by {@code outbound} (RFC 5626 §6) for one. Whoever has not may ignore the question (RFC 3261
     *     §7.5), and its silence proves nothing until it has answered once; asking it still makes a broken connection show
     * @throws IllegalArgumentException when the interval is shorter
     */
    public FlowKeepAlive(Duration interval, boolean answers, Randomness random, long nowNanos) {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "A flow is asked at most once a second, but the interval given is " + Sentences.time(interval));
        }
        this.interval = interval;
        this.promised = answers;
        this.answers = answers;
        this.random = random;
        this.deadlineNanos = nowNanos + draw();
    }

    /** Whether who is asked by these rules is asked by this already. */
    boolean suffices(Duration longest, boolean promise) {
        return (promised || !promise) && interval.compareTo(longest) <= 0;
    }

    private long draw() {
        return (long) (interval.toNanos() * (SHORTEST_SHARE + (1 - SHORTEST_SHARE) * random.nextDouble()));
    }

    /**
     * The peer has answered. Whoever says so unasked sends line ends of its own accord, and they are no answers.
     *
     * @return whether it was asked
     */
    public boolean onPong(long nowNanos) {
        boolean answered = asked && !failed;
        answers = asked || promised;
        onSignOfLife(nowNanos);
        return answered;
    }

    /** The peer has sent a keep-alive of its own, a double CRLF: it lives, and whether it answers ours is as open as before. */
    public void onSignOfLife(long nowNanos) {
        if (asked && !failed) {
            asked = false;
            deadlineNanos = nowNanos + draw();
        }
    }

    /** When {@link #onTime} wants to be called; {@link Timed#NEVER} once the flow has failed. */
    public long nextDeadlineNanos() {
        return failed ? Timed.NEVER : deadlineNanos;
    }

    /** Called early it answers {@link Step#NOTHING}. */
    public Step onTime(long nowNanos) {
        if (failed || nowNanos < deadlineNanos) {
            return Step.NOTHING;
        }
        if (!asked) {
            asked = true;
            deadlineNanos = nowNanos + PONG_WITHIN.toNanos();
            return Step.PING;
        }
        if (answers) {
            failed = true;
            return Step.FAILED;
        }
        asked = false;
        deadlineNanos = nowNanos + draw();
        return Step.NOTHING;
    }
}
