package io.switchhook.sip.core.stun;

import static io.switchhook.sip.core.stun.StunKeepAlive.Step.FAILED;
import static io.switchhook.sip.core.stun.StunKeepAlive.Step.NOTHING;
import static io.switchhook.sip.core.stun.StunKeepAlive.Step.SEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.StunMethod;
import io.switchhook.stun.TransactionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 5626 §4.4.2, RFC 8489 §6.2.1. */
class StunKeepAliveTest {
    private static final long MILLI = 1_000_000L;

    private final Random seeded = new Random(5);
    private final Randomness random = new Randomness() {
        @Override
        public long nextLong() {
            return seeded.nextLong();
        }

        @Override
        public void nextBytes(byte[] target) {
            seeded.nextBytes(target);
        }
    };
    private long now = 77 * MILLI;
    private StunKeepAlive alive = new StunKeepAlive(Optional.empty(), random, now);

    private StunKeepAlive.Step next() {
        now = alive.nextDeadlineNanos();
        return alive.onTime(now);
    }

    private StunKeepAlive.Step answer(String host) {
        var seen = new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), 4_711);
        return alive.onAnswer(alive.request().orElseThrow().answerTo(seen), now);
    }

    @Test
    void questionsComeEvery24To29SecondsOrEvery80To100PercentOfTheFlowTimer() {
        for (var flowTimer : List.of(Optional.<Duration>empty(), Optional.of(Duration.ofSeconds(100)))) {
            alive = new StunKeepAlive(flowTimer, random, now);
            var gaps = new ArrayList<Long>();
            for (int i = 0; i < 100; i++) {
                long before = now;
                assertThat(next()).isEqualTo(SEND);
                gaps.add((now - before) / MILLI);
                assertThat(answer("192.0.2.1")).isEqualTo(NOTHING);
            }
            long shortest = flowTimer.isPresent() ? 80_000 : 24_000;
            long longest = flowTimer.isPresent() ? 100_000 : 29_000;
            assertThat(gaps).allMatch(gap -> gap >= shortest && gap <= longest);
            assertThat(gaps.stream().distinct().count()).isGreaterThan(90);
        }
    }

    @Test
    void silenceIsFailureAfterSevenRequestsAndSixteenTimesTheFirstInterval() {
        next();
        long first = now;
        var id = alive.request().orElseThrow().id();
        var times = new ArrayList<Long>();
        var step = SEND;
        while (step == SEND) {
            times.add((now - first) / MILLI);
            assertThat(alive.request().orElseThrow().id()).isEqualTo(id);
            step = next();
        }
        assertThat(times).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L);
        assertThat(step).isEqualTo(FAILED);
        assertThat((now - first) / MILLI).isEqualTo(39_500);
        assertThat(alive.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        assertThat(alive.onTime(now)).isEqualTo(NOTHING);
    }

    @Test
    void anotherMappedAddressIsFailure() {
        next();
        assertThat(answer("192.0.2.1")).isEqualTo(NOTHING);
        assertThat(alive.mapped().orElseThrow().getPort()).isEqualTo(4_711);
        next();
        assertThat(answer("192.0.2.2")).isEqualTo(FAILED);
        assertThat(alive.failure()).contains("another address");
    }

    @Test
    void errorIsFailureAndAnswersToOtherQuestionsAreNothing() {
        next();
        var other = StunMessage.request(new TransactionId(1, 2));
        assertThat(alive.onAnswer(other.answerTo(new InetSocketAddress(1)), now))
                .isEqualTo(NOTHING);
        var id = alive.request().orElseThrow().id();
        var error = StunMessage.builder(StunKind.ERROR, StunMethod.BINDING, id)
                .error(500, "Server Error")
                .build();
        assertThat(alive.onAnswer(error, now)).isEqualTo(FAILED);
        assertThat(alive.failure()).contains("500");
    }

    @Test
    void nothingHappensEarly() {
        assertThat(alive.onTime(now + 1)).isEqualTo(NOTHING);
        assertThatThrownBy(() -> new StunKeepAlive(Optional.of(Duration.ofMillis(999)), random, now))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
