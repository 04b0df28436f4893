package io.switchhook.sip.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureThrottleTest {
    private static final long SECOND = 1_000_000_000L;

    private final FailureThrottle<String> throttle = new FailureThrottle<>(3, 4);
    private long now = -5 * SECOND;

    /** How long each of so many failures in a row, each as early as it may be, keeps the next from being looked at. */
    private List<Long> pausesOf(String who, int failures) {
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < failures; i++) {
            throttle.onFailure(who, now);
            long seconds = 0;
            while (throttle.isPaused(who, now)) {
                now += SECOND;
                seconds++;
            }
            pauses.add(seconds);
        }
        return pauses;
    }

    @Test
    void pausesBeginAfterTheFreeFailuresAndDoubleUpToFiveMinutes() {
        assertThat(pausesOf("mallory", 14))
                .containsExactly(0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
    }

    @Test
    void othersAreNotSlowed() {
        pausesOf("mallory", 8);
        throttle.onFailure("mallory", now);
        assertThat(throttle.isPaused("mallory", now)).isTrue();
        assertThat(throttle.isPaused("alice", now)).isFalse();
    }

    @Test
    void successAndHalfAnHourOfQuietForgive() {
        pausesOf("alice", 5);
        throttle.onSuccess("alice");
        assertThat(pausesOf("alice", 4)).containsExactly(0L, 0L, 0L, 1L);
        now += 1_801 * SECOND;
        assertThat(pausesOf("alice", 4)).containsExactly(0L, 0L, 0L, 1L);
    }

    @Test
    void whoeverWasQuietForLongestIsForgottenWhenItIsFull() {
        for (var who : List.of("a", "b", "c", "d", "a", "e")) {
            throttle.onFailure(who, now);
        }
        assertThat(throttle.size()).isEqualTo(4);
        assertThat(pausesOf("a", 2)).containsExactly(0L, 1L);
        assertThat(pausesOf("b", 3)).containsExactly(0L, 0L, 0L);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FailureThrottle<String>(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new FailureThrottle<String>(0, 0));
    }
}
