package io.switchhook.sip.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.transaction.FinishedTransactions.Finished;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is left of transactions is found again, whole, until its time, and nothing of it stays. */
class FinishedTransactionsTest {
    private final FinishedTransactions finished = new FinishedTransactions(Samples.seeded(3));
    private final List<Hop> forgotten = new ArrayList<>();

    private static SipResponse answer(int length) {
        var request = Samples.request(SipMethod.OPTIONS, "z9hG4bK" + length);
        return Samples.answer(request, 200)
                .edit()
                .header("X-Filler", "x".repeat(length))
                .build();
    }

    private static Finished with(Optional<SipResponse> answer) {
        return new Finished(answer.isEmpty(), "tag", LayerBench.UDP, answer);
    }

    @Test
    void whatWasPutInComesBack() {
        var answer = answer(40);
        assertThat(finished.add("key", "merge", with(Optional.of(answer)), 10)).isTrue();
        assertThat(finished.find("key")).contains(with(Optional.of(answer)));
        assertThat(finished.contains("key")).isTrue();
        assertThat(finished.holdsMerge("merge")).isTrue();
        assertThat(finished.find("merge")).isEmpty();
        assertThat(finished.holdsMerge("key")).isFalse();
        assertThat(finished.holdsMerge("")).isFalse();
        assertThat(finished.hops()).containsExactly(LayerBench.UDP);
    }

    @Test
    void oneWithoutAnswerAndMergeKeyIsFoundToo() {
        finished.add("schlüssel", "", with(Optional.empty()), 10);
        assertThat(finished.find("schlüssel")).contains(with(Optional.empty()));
        assertThat(finished.holdsMerge("")).isFalse();
    }

    @Test
    void itIsForgottenAtItsTimeAndNotBefore() {
        finished.add("a", "m", with(Optional.empty()), 10);
        finished.add("b", "m", with(Optional.empty()), 12);
        assertThat(finished.nextDeadlineNanos()).isEqualTo(10);
        finished.expire(9, forgotten::add);
        assertThat(finished.size()).isEqualTo(2);
        finished.expire(10, forgotten::add);
        assertThat(finished.find("a")).isEmpty();
        assertThat(finished.holdsMerge("m")).as("of the other").isTrue();
        finished.expire(12, forgotten::add);
        assertThat(finished.holdsMerge("m")).isFalse();
        assertThat(finished.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        assertThat(finished.hops()).isEmpty();
        assertThat(forgotten).containsExactly(LayerBench.UDP, LayerBench.UDP);
    }

    @Test
    void oneWithAnEarlierDeadlineWaitsForItsPredecessor() {
        finished.add("a", "", with(Optional.empty()), 20);
        finished.add("b", "", with(Optional.empty()), 5);
        finished.expire(19, forgotten::add);
        assertThat(finished.size()).isEqualTo(2);
        finished.expire(20, forgotten::add);
        assertThat(finished.size()).isZero();
        finished.add("c", "", with(Optional.empty()), 7);
        assertThat(finished.nextDeadlineNanos()).as("no predecessor").isEqualTo(7);
    }

    @Test
    void whatIsTooLongIsLeftToItsOwner() {
        assertThat(finished.add("key", "", with(Optional.of(answer(Tape.REEL))), 10))
                .isFalse();
        assertThat(finished.size()).isZero();
        assertThat(finished.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        assertThat(finished.hops()).isEmpty();
    }

    private record Known(String key, String mergeKey, Finished finished, long until) {}

    /** Beside a plain queue: thousands come and go over many reels, with keys of which many are alike. */
    @Test
    void thousandsComeAndGo() {
        var random = new Random(11);
        var model = new ArrayDeque<Known>();
        var live = new HashSet<String>();
        long now = 0;
        for (int step = 0; step < 30_000; step++) {
            now += random.nextInt(3);
            boolean busy = step / 5_000 % 2 == 0;
            if (busy || random.nextInt(4) == 0) {
                var answer =
                        random.nextBoolean() ? Optional.of(answer(random.nextInt(900))) : Optional.<SipResponse>empty();
                var known = new Known("k" + step, random.nextInt(3) == 0 ? "" : "m" + step, with(answer), now + 2_000);
                assertThat(finished.add(known.key(), known.mergeKey(), known.finished(), known.until()))
                        .isTrue();
                model.add(known);
                live.add(known.key());
            }
            while (!model.isEmpty() && model.peek().until() <= now) {
                live.remove(model.poll().key());
            }
            finished.expire(now, forgotten::add);
            assertThat(finished.size()).isEqualTo(model.size());
            var asked = "k" + random.nextInt(step + 1);
            assertThat(finished.contains(asked)).isEqualTo(live.contains(asked));
            if (step % 97 == 0 && !model.isEmpty()) {
                assertSame(model.peek());
                assertSame(model.peekLast());
            }
        }
        finished.expire(now + 2_000, forgotten::add);
        assertThat(finished.size()).isZero();
        assertThat(finished.hops()).isEmpty();
    }

    private void assertSame(Known known) {
        assertThat(finished.find(known.key())).contains(known.finished());
        assertThat(finished.holdsMerge(known.mergeKey()))
                .isEqualTo(!known.mergeKey().isEmpty());
    }

    @Test
    void textsThatCollideInTheIndexAreToldApart() {
        var index = new PositionIndex();
        for (long position = 0; position < 100; position++) {
            index.put(7, position);
        }
        assertThat(index.find(7, position -> position == 63)).isEqualTo(63);
        for (long position = 0; position < 100; position += 2) {
            index.remove(7, position);
        }
        for (long position = 0; position < 100; position++) {
            long wanted = position;
            assertThat(index.find(7, at -> at == wanted)).isEqualTo(position % 2 == 0 ? PositionIndex.NONE : position);
        }
        assertThatThrownBy(() -> index.remove(7, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hashesAreNotNegativeAndDependOnTheSecret() {
        var one = new SecretHash(Samples.seeded(1));
        var other = new SecretHash(Samples.seeded(2));
        var values = new HashSet<Long>();
        for (int i = 0; i < 10_000; i++) {
            var text = ("z9hG4bK" + i).getBytes(StandardCharsets.US_ASCII);
            long value = one.of(text);
            assertThat(value).isNotNegative().isNotEqualTo(other.of(text)).isEqualTo(one.of(text));
            values.add(value);
        }
        assertThat(values).hasSize(10_000);
        assertThat(one.of(new byte[3])).as("zeros count").isNotEqualTo(one.of(new byte[4]));
    }
}
