package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrationPacingTest {
    private static final long MILLI = 1_000_000L;
    private static final NextHop ONE = NextHop.of(SipUri.parse("sip:one.example.com"));
    private static final NextHop OTHER = NextHop.of(SipUri.parse("sip:other.example.com"));

    /** Three at once; 100 a second, ten of them in a burst. */
    private final RegistrationPacing pacing =
            new RegistrationPacing(new RegistrationPace(3, 100, Duration.ofSeconds(2)));

    private final List<Long> began = new ArrayList<>();
    private long now = 5_000 * MILLI;

    private RegistrationPacing.Turn ask(NextHop hop) {
        return pacing.ask(hop, began::add, now);
    }

    private void advance(long millis) {
        long until = now + millis * MILLI;
        while (pacing.nextDeadlineNanos() <= until) {
            now = Math.max(now, pacing.nextDeadlineNanos());
            pacing.onTime(now);
        }
        now = until;
    }

    @Test
    void asManyAsMayBeUnderWayBeginAtOnceAndTheNextWhenOneIsAnswered() {
        var turns = new ArrayList<RegistrationPacing.Turn>();
        for (int i = 0; i < 5; i++) {
            turns.add(ask(ONE));
        }
        assertThat(began).hasSize(3);
        assertThat(pacing.waiting()).isEqualTo(2);
        turns.get(1).end(now);
        turns.get(1).end(now);
        assertThat(began).hasSize(4);
    }

    @Test
    void anotherRegistrarHasAQueueOfItsOwn() {
        for (int i = 0; i < 5; i++) {
            ask(ONE);
        }
        ask(OTHER);
        assertThat(began).hasSize(4);
    }

    @Test
    void silentRegistrarSlowsTheOthersAndDoesNotStopThem() {
        for (int i = 0; i < 9; i++) {
            ask(ONE);
        }
        advance(1_999);
        assertThat(began).hasSize(3);
        advance(1);
        assertThat(began).hasSize(6);
        advance(2_000);
        assertThat(began).hasSize(9);
    }

    @Test
    void fastRegistrarIsAskedAtAnEvenPaceAfterABurst() {
        for (int i = 0; i < 200; i++) {
            var turn = new ArrayList<RegistrationPacing.Turn>();
            turn.add(pacing.ask(ONE, began::add, now));
            turn.get(0).end(now);
        }
        assertThat(began).hasSizeBetween(10, 13);
        var left = pacing.waiting();
        advance(500);
        // Nobody ends the turns that have come since: three more, and no other.
        assertThat(pacing.waiting()).isEqualTo(left - 3);
    }

    @Test
    void whoFailsAtOnceMakesRoomForAllBehind() {
        var turns = new ArrayList<RegistrationPacing.Turn>();
        for (int i = 0; i < 9; i++) {
            turns.add(pacing.ask(ONE, time -> began.add(time), now));
        }
        for (int i = 0; i < 9; i++) {
            turns.get(i).end(now);
        }
        assertThat(began).hasSize(9);
    }

    @Test
    void turnThatHasNotComeCanBeGivenUp() {
        var turns = new ArrayList<RegistrationPacing.Turn>();
        for (int i = 0; i < 5; i++) {
            turns.add(ask(ONE));
        }
        assertThat(turns.get(0).withdraw()).isFalse();
        assertThat(turns.get(3).withdraw()).isTrue();
        assertThat(turns.get(3).withdraw()).isFalse();
        turns.get(0).end(now);
        turns.get(1).end(now);
        assertThat(began).hasSize(4);
        assertThat(pacing.waiting()).isZero();
    }

    @Test
    void nothingIsLeftWhenAllHaveEnded() {
        var turn = ask(ONE);
        assertThat(pacing.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        turn.end(now);
        advance(1_000);
        assertThat(pacing.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }

    @Test
    void paceHasBounds() {
        assertThatThrownBy(() -> new RegistrationPace(0, 1, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 registration");
        assertThat(RegistrationPace.DEFAULT.timeFor(5_000)).isEqualTo(Duration.ofSeconds(20));
    }
}
