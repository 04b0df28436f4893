package io.switchhook.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.SeededRandomness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3611 §4.7.1, §4.7.2. */
class PacketLossesTest {
    /** The example of §4.7.2: 1 came, 0 was lost, X was discarded. */
    private static final String EXAMPLE = "11110111111111111111111X111X1011110111111111111111111X111111111";

    private static PacketLosses losses(String pattern, int first) {
        var fates = new PacketFates();
        fates.begin(first & 0xFFFF);
        for (int i = 1; i < pattern.length(); i++) {
            int sequence = first + i & 0xFFFF;
            if (pattern.charAt(i) != '0') {
                fates.onArrival(sequence);
            }
            if (pattern.charAt(i) == 'X') {
                fates.onDiscarded(sequence);
            }
        }
        return fates.losses();
    }

    /** The RFC counts 64 packets and draws one less; its densities of 84 and 10 come of rounded percents. By the definitions they are 4 of 12 and 2 of what is outside. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 65_520})
    void exampleOfTheRfcIsCountedAsItSays(int first) {
        var losses = losses(EXAMPLE, first);
        assertThat(losses).isEqualTo(new PacketLosses(63, 3, 3, 0, 6, 1, 12, 4));
        assertThat(losses.burstDensity()).isCloseTo(0.33, within(0.005));
        assertThat(losses.gapDensity()).isCloseTo(0.04, within(0.005));
    }

    @Test
    void onesThatStandAloneAreNoBurst() {
        var good = "1".repeat(16);
        assertThat(losses(good + "0" + good + "0" + good, 1).bursts()).isZero();
        var nearer = losses(good + "0" + good.substring(1) + "0" + good, 1);
        assertThat(nearer.bursts()).isEqualTo(1);
        assertThat(nearer.burstPackets()).isEqualTo(17);
        assertThat(nearer.burstDensity()).isEqualTo(2 / 17.0);
    }

    @Test
    void packetsInOtherOrderAreNotLostAndRepeatedOnesCountOnce() {
        var fates = new PacketFates();
        fates.begin(65_534);
        for (int sequence : new int[] {1, 65_535, 0, 0, 3, 2, 2, 65_534}) {
            fates.onArrival(sequence);
        }
        assertThat(fates.losses()).isEqualTo(new PacketLosses(6, 0, 0, 3, 0, 0, 0, 0));
    }

    @Test
    void anotherSourceGoesOnWhereTheLastOneEnded() {
        var fates = new PacketFates();
        fates.begin(10);
        fates.onArrival(12);
        fates.begin(40_000);
        fates.onArrival(40_003);
        assertThat(fates.losses().expected()).isEqualTo(3 + 4);
        assertThat(fates.losses().lost()).isEqualTo(1 + 2);
        assertThat(fates.losses().bursts()).isEqualTo(1);
        assertThat(fates.losses()).as("to look changes nothing").isEqualTo(fates.losses());
    }

    @Test
    void ratioTellsLossesThatComeTogetherFromOthers() {
        assertThat(PacketLosses.NONE.burstRatio()).isEqualTo(1);
        assertThat(PacketLosses.NONE.missingShare()).isEmpty();
        var together = losses("1" + ("1".repeat(95) + "00000").repeat(20) + "1", 7);
        assertThat(together.burstRatio()).isCloseTo(5 * 0.95, within(0.01));
        var random = new SeededRandomness(5);
        var pattern = new StringBuilder("1");
        for (int i = 0; i < 60_000; i++) {
            pattern.append(random.nextInt(20) == 0 ? '0' : '1');
        }
        assertThat(losses(pattern.append('1').toString(), 0).burstRatio()).isCloseTo(1, within(0.03));
    }

    /** Against a count of the same by looking at all packets at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void longRowsAreCountedAsWhenSeenAtOnce(long seed) {
        var random = new SeededRandomness(seed);
        int count = 70_000;
        var fates = new char[count];
        for (int i = 0; i < count; i++) {
            fates[i] = i > 0 && i < count - 1 && random.nextInt(30) == 0 ? random.nextInt(2) == 0 ? '0' : 'X' : '1';
        }
        var counted = losses(new String(fates), 65_000);
        assertThat(counted).isEqualTo(seenAtOnce(fates));
    }

    private static PacketLosses seenAtOnce(char[] fates) {
        List<List<Integer>> groups = new ArrayList<>();
        long lost = 0;
        long runs = 0;
        int before = -100;
        for (int i = 0; i < fates.length; i++) {
            if (fates[i] != '1') {
                lost += fates[i] == '0' ? 1 : 0;
                runs += before == i - 1 ? 0 : 1;
                if (i - before - 1 >= PacketLosses.GAP_THRESHOLD) {
                    groups.add(new ArrayList<>());
                }
                groups.get(groups.size() - 1).add(i);
                before = i;
            }
        }
        var bursts = groups.stream().filter(group -> group.size() > 1).toList();
        long missing = groups.stream().mapToLong(List::size).sum();
        return new PacketLosses(
                fates.length,
                lost,
                missing - lost,
                0,
                runs,
                bursts.size(),
                bursts.stream()
                        .mapToLong(group -> group.get(group.size() - 1) - group.get(0) + 1)
                        .sum(),
                bursts.stream().mapToLong(List::size).sum());
    }
}
