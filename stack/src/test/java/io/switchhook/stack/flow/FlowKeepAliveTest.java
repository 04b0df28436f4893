package io.switchhook.stack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.simulation.Simulation;
import io.switchhook.stack.flow.FlowKeepAlive.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 5626 §4.4, §4.4.1. */
class FlowKeepAliveTest {
    private static final long SECOND = 1_000_000_000L;

    private final Randomness random =
            new Simulation(5).host("here", "192.0.2.1").randomness();

    private FlowKeepAlive keepAlive(boolean answers) {
        return new FlowKeepAlive(Duration.ofSeconds(100), answers, random, 0);
    }

    @Test
    void theTimeBetweenTwoQuestionsIsDrawnFrom80To100PerCentOfTheInterval() {
        var keepAlive = keepAlive(true);
        long now = 0;
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        for (int i = 0; i < 200; i++) {
            long wait = keepAlive.nextDeadlineNanos() - now;
            shortest = Math.min(shortest, wait);
            longest = Math.max(longest, wait);
            now = keepAlive.nextDeadlineNanos();
            assertThat(keepAlive.onTime(now - 1)).isEqualTo(Step.NOTHING);
            assertThat(keepAlive.onTime(now)).isEqualTo(Step.PING);
            keepAlive.onPong(now);
        }
        assertThat(shortest).isBetween(80 * SECOND, 82 * SECOND);
        assertThat(longest).isBetween(98 * SECOND, 100 * SECOND);
    }

    @Test
    void whoDoesNotAnswerIn10SecondsIsDead() {
        var keepAlive = keepAlive(true);
        long asked = keepAlive.nextDeadlineNanos();
        assertThat(keepAlive.onTime(asked)).isEqualTo(Step.PING);
        assertThat(keepAlive.nextDeadlineNanos()).isEqualTo(asked + 10 * SECOND);
        assertThat(keepAlive.onTime(asked + 10 * SECOND - 1)).isEqualTo(Step.NOTHING);
        assertThat(keepAlive.onTime(asked + 10 * SECOND)).isEqualTo(Step.FAILED);
        assertThat(keepAlive.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        keepAlive.onPong(asked + 11 * SECOND);
        assertThat(keepAlive.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }

    @Test
    void theSilenceOfAPeerThatPromisedNothingProvesNothingUntilItHasAnsweredOnce() {
        var keepAlive = keepAlive(false);
        long asked = keepAlive.nextDeadlineNanos();
        assertThat(keepAlive.onTime(asked)).isEqualTo(Step.PING);
        assertThat(keepAlive.onTime(asked + 10 * SECOND)).isEqualTo(Step.NOTHING);
        long again = keepAlive.nextDeadlineNanos();
        assertThat(again).isGreaterThan(asked + 90 * SECOND);
        assertThat(keepAlive.onTime(again)).isEqualTo(Step.PING);
        keepAlive.onPong(again + SECOND);
        long third = keepAlive.nextDeadlineNanos();
        assertThat(keepAlive.onTime(third)).isEqualTo(Step.PING);
        assertThat(keepAlive.onTime(third + 10 * SECOND)).isEqualTo(Step.FAILED);
    }

    @Test
    void aPongThatNobodyAskedForMovesNothing() {
        var keepAlive = keepAlive(false);
        long asked = keepAlive.nextDeadlineNanos();
        keepAlive.onPong(SECOND);
        assertThat(keepAlive.nextDeadlineNanos()).isEqualTo(asked);
    }

    @Test
    void whoSpeaksUnaskedHasNotAnsweredAndItsSilenceProvesNothing() {
        var keepAlive = keepAlive(false);
        keepAlive.onPong(SECOND);
        assertNotGivenUp(keepAlive);
    }

    @Test
    void aQuestionOfThePeerIsASignOfLifeAndNoAnswer() {
        var keepAlive = keepAlive(false);
        long asked = keepAlive.nextDeadlineNanos();
        assertThat(keepAlive.onTime(asked)).isEqualTo(Step.PING);
        keepAlive.onSignOfLife(asked + SECOND);
        assertThat(keepAlive.nextDeadlineNanos()).isGreaterThan(asked + 80 * SECOND);
        assertNotGivenUp(keepAlive);
    }

    private static void assertNotGivenUp(FlowKeepAlive keepAlive) {
        long asked = keepAlive.nextDeadlineNanos();
        assertThat(keepAlive.onTime(asked)).isEqualTo(Step.PING);
        assertThat(keepAlive.onTime(asked + 10 * SECOND)).isEqualTo(Step.NOTHING);
    }

    @Test
    void anIntervalBelowASecondIsRefused() {
        assertThatThrownBy(() -> new FlowKeepAlive(Duration.ofMillis(999), true, random, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most once a second");
    }
}
