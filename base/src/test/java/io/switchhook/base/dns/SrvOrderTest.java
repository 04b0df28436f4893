package io.switchhook.base.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.base.dns.DnsRecord.Srv;
import io.switchhook.base.random.Randomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RFC 2782, usage rules and weight. */
class SrvOrderTest {
    private static final int DRAWS = 20_000;
    private final Randomness draws = new Randomness() {
        private final Random random = new Random(3);

        @Override
        public long nextLong() {
            return random.nextLong();
        }

        @Override
        public void nextBytes(byte[] target) {
            random.nextBytes(target);
        }
    };

    private static Srv srv(int priority, int weight, String target) {
        return new Srv(priority, weight, 5060, target);
    }

    /** The share of draws in which each target stands at that place. */
    private Map<String, Double> shares(int place, Srv... records) {
        var shares = new HashMap<String, Double>();
        for (int i = 0; i < DRAWS; i++) {
            shares.merge(SrvOrder.of(List.of(records), draws).get(place).target(), 1.0 / DRAWS, Double::sum);
        }
        return shares;
    }

    @Test
    void priorityComesBeforeWeight() {
        var records = List.of(srv(20, 65_535, "c"), srv(10, 0, "a"), srv(15, 1, "b"));
        for (int i = 0; i < 100; i++) {
            assertThat(SrvOrder.of(records, draws)).extracting(Srv::target).containsExactly("a", "b", "c");
        }
    }

    @Test
    void weightsAreShares() {
        var first = shares(0, srv(1, 60, "a"), srv(1, 30, "b"), srv(1, 10, "c"));
        assertThat(first.get("a")).isCloseTo(0.6, within(0.02));
        assertThat(first.get("b")).isCloseTo(0.3, within(0.02));
        assertThat(first.get("c")).isCloseTo(0.1, within(0.02));
        var second = shares(1, srv(1, 60, "a"), srv(1, 30, "b"), srv(1, 10, "c"));
        // After b or c: 0.3 * 60/70 + 0.1 * 60/90.
        assertThat(second.get("a")).isCloseTo(0.324, within(0.02));
    }

    @Test
    void ofTooManyTheLightestAreLeftOut() {
        var records = new ArrayList<Srv>();
        records.add(srv(1, 0, "first"));
        IntStream.rangeClosed(1, 40).forEach(weight -> records.add(srv(2, weight, "w" + weight)));
        var kept = SrvOrder.of(records, draws).stream().map(Srv::target).toList();
        var heaviest = IntStream.rangeClosed(10, 40).mapToObj(weight -> "w" + weight);
        assertThat(kept).startsWith("first").hasSize(SrvOrder.MAX_RECORDS).containsAll(heaviest.toList());
    }

    @Test
    void weightZeroHasAVerySmallChance() {
        var first = shares(0, srv(1, 99, "heavy"), srv(1, 0, "light"));
        assertThat(first.get("light")).isCloseTo(0.01, within(0.005)).isPositive();
        assertThat(shares(0, srv(1, 0, "a"), srv(1, 0, "b")).get("a")).isPositive();
    }

    @Test
    void nothingIsLostOrDoubled() {
        var records = new ArrayList<Srv>();
        IntStream.range(0, 20).forEach(i -> records.add(srv(i / 5, i % 3 * 7, "t" + i)));
        assertThat(SrvOrder.of(records, draws)).containsExactlyInAnyOrderElementsOf(records);
    }

    @Test
    void theDeclinedServiceIsLeftOutAndTheNumberIsBounded() {
        assertThat(SrvOrder.of(List.of(srv(0, 0, "")), draws)).isEmpty();
        var many =
                IntStream.range(0, 4_000).mapToObj(i -> srv(i, 65_535, "t" + i)).toList();
        assertThat(SrvOrder.of(many, draws)).hasSize(SrvOrder.MAX_RECORDS).startsWith(many.get(0));
    }
}
