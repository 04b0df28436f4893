package io.switchhook.media.jitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JitterBufferTest {
    private static final long MS = 1_000_000;
    private static final long FRAME = 20 * MS;

    private final JitterBuffer buffer = new JitterBuffer(JitterSettings.fixed(Duration.ofMillis(40)), 8000);
    private final List<String> heard = new ArrayList<>();

    @Test
    void packetsAreHeardInOrderAfterTheDelay() {
        for (int i = 0; i < 5; i++) {
            assertThat(arrive(i, i * FRAME)).isEqualTo(i == 0 ? Arrival.RESYNCED : Arrival.ACCEPTED);
            play(i * FRAME);
        }
        play(5 * FRAME);
        play(6 * FRAME);
        play(7 * FRAME);
        assertThat(heard).containsExactly("-", "-", "0", "1", "2", "3", "4", "-");
        assertThat(buffer.delay()).contains(Duration.ofMillis(40));
    }

    @Test
    void overtakenPacketsArePutInPlace() {
        arrive(0, 0);
        arrive(2, 40 * MS);
        arrive(1, 50 * MS);
        playFrames(2, 5);
        assertThat(heard).containsExactly("0", "1", "2");
    }

    @Test
    void repeatedPacketsAreHeardOnce() {
        arrive(0, 0);
        arrive(1, FRAME);
        assertThat(arrive(1, FRAME)).isEqualTo(Arrival.DUPLICATE);
        playFrames(2, 4);
        assertThat(arrive(1, 4 * FRAME)).isEqualTo(Arrival.DUPLICATE);
        assertThat(heard).containsExactly("0", "1");
        assertThat(buffer.counters().duplicates()).isEqualTo(2);
    }

    @Test
    void missingPacketIsReportedLostOnceItsTimeHasCome() {
        arrive(0, 0);
        arrive(2, 40 * MS);
        play(40 * MS);
        play(59 * MS);
        play(60 * MS);
        assertThat(buffer.lostUnits()).isEqualTo(160);
        play(80 * MS);
        assertThat(heard).containsExactly("0", "-", "lost", "2");
        assertThat(buffer.counters().lost()).isEqualTo(1);
    }

    @Test
    void packetAfterItsTimeIsLateAndNotHeard() {
        arrive(0, 0);
        arrive(2, 40 * MS);
        playFrames(2, 5);
        assertThat(arrive(1, 90 * MS)).isEqualTo(Arrival.LATE);
        playFrames(5, 7);
        assertThat(heard).containsExactly("0", "lost", "2", "-", "-");
        assertThat(buffer.counters().late()).isEqualTo(1);
    }

    @Test
    void runOfLossesIsReportedPacketByPacket() {
        arrive(0, 0);
        arrive(4, 80 * MS);
        playFrames(2, 7);
        assertThat(heard).containsExactly("0", "lost", "lost", "lost", "4");
    }

    @Test
    void sequenceWrapsWithoutAGap() {
        for (int i = 0; i < 6; i++) {
            put(65533 + i, i * 160L, i * FRAME);
        }
        for (int i = 2; i < 8; i++) {
            play(i * FRAME);
        }
        assertThat(heard).containsExactly("65533", "65534", "65535", "0", "1", "2");
        assertThat(buffer.counters().lost()).isZero();
    }

    @Test
    void timestampWrapsWithoutAGap() {
        long start = 0xFFFFFFFFL - 200;
        for (int i = 0; i < 4; i++) {
            put(i, start + i * 160L, i * FRAME);
        }
        playFrames(2, 6);
        assertThat(heard).containsExactly("0", "1", "2", "3");
    }

    @Test
    void gapOfTimestampsAloneIsSilenceAndNoLoss() {
        put(0, 0, 0);
        put(1, 160, FRAME);
        put(2, 160 * 10, 10 * FRAME);
        playFrames(2, 14);
        assertThat(heard).containsExactly("0", "1", "-", "-", "-", "-", "-", "-", "-", "-", "2", "-");
        assertThat(buffer.counters().lost()).isZero();
        assertThat(buffer.counters().resyncs()).isZero();
    }

    @Test
    void packetsThatCarryNoAudioAreNoLoss() {
        put(0, 0, 0);
        buffer.onOther(Packets.parsed(Packets.rtp(101, 1, 160, 1)), FRAME);
        buffer.onOther(Packets.parsed(Packets.rtp(101, 2, 160, 1)), 2 * FRAME);
        put(3, 480, 3 * FRAME);
        playFrames(2, 6);
        assertThat(heard).containsExactly("0", "-", "-", "3");
        assertThat(buffer.counters().lost()).isZero();
    }

    @Test
    void jumpOfTimestampsBeginsAnew() {
        put(0, 0, 0);
        play(40 * MS);
        assertThat(put(1, 4_000_000, 50 * MS)).isEqualTo(Arrival.RESYNCED);
        play(80 * MS);
        play(100 * MS);
        assertThat(heard).containsExactly("0", "-", "1");
        assertThat(buffer.counters().resyncs()).isEqualTo(1);
    }

    @Test
    void jumpBackOfTimestampsBeginsAnewToo() {
        put(0, 4_000_000, 0);
        assertThat(put(1, 50, 20 * MS)).isEqualTo(Arrival.RESYNCED);
        play(60 * MS);
        assertThat(heard).containsExactly("1");
    }

    @Test
    void pauseOfASecondBeginsAnewWhateverTheTimestampsSay() {
        put(0, 0, 0);
        playFrames(2, 4);
        // The sender's timestamps stood still while it was on hold.
        assertThat(put(1, 160, 5_000 * MS)).isEqualTo(Arrival.RESYNCED);
        play(5_039 * MS);
        play(5_040 * MS);
        assertThat(heard).containsExactly("0", "-", "-", "1");
    }

    @Test
    void restartForgetsWhatWasHeld() {
        put(0, 0, 0);
        buffer.restart();
        put(40_000, 77, 20 * MS);
        play(60 * MS);
        assertThat(heard).containsExactly("40000");
        assertThat(buffer.counters().skipped()).isEqualTo(1);
    }

    @Test
    void jumpBeyondTheCapacityBeginsAnew() {
        put(0, 0, 0);
        assertThat(put(1000, 160, 20 * MS)).isEqualTo(Arrival.RESYNCED);
        assertThat(buffer.held()).isEqualTo(1);
    }

    @Test
    void oversizedPayloadIsNotHeld() {
        var packet = Packets.parsed(Packets.rtp(false, 0, 1, 0, 1, new byte[1601]));
        assertThat(buffer.onPacket(packet, 0)).isEqualTo(Arrival.TOO_LARGE);
        assertThat(buffer.held()).isZero();
    }

    @Test
    void delayGrowsWhenTheNetworkIsLateAndShrinksWhenItIsSteadyAgain() {
        var adaptive = new JitterBuffer(JitterSettings.standard(), 8000);
        long sequence = 0;
        for (; sequence < 50; sequence++) {
            run(adaptive, sequence, sequence * FRAME);
        }
        assertThat(adaptive.delay()).contains(Duration.ofMillis(40));
        for (; sequence < 100; sequence++) {
            run(adaptive, sequence, sequence * FRAME + (sequence % 5 == 0 ? 120 * MS : 0));
        }
        assertThat(adaptive.delay().orElseThrow()).isBetween(Duration.ofMillis(115), Duration.ofMillis(125));
        for (; sequence < 1100; sequence++) {
            run(adaptive, sequence, sequence * FRAME);
        }
        assertThat(adaptive.delay().orElseThrow()).isBetween(Duration.ofMillis(20), Duration.ofMillis(60));
        assertThat(adaptive.counters().skipped()).isBetween(2L, 6L);
    }

    @Test
    void delayNeverExceedsItsMaximum() {
        var adaptive = new JitterBuffer(JitterSettings.standard(), 8000);
        var random = new SeededRandomness(3);
        for (int i = 0; i < 2000; i++) {
            run(adaptive, i, i * FRAME + random.nextInt(450) * MS);
            assertThat(adaptive.delay().orElseThrow()).isLessThanOrEqualTo(Duration.ofMillis(300));
            assertThat(adaptive.held()).isLessThanOrEqualTo(128);
        }
    }

    @Test
    void stallFollowedByABurstIsCaughtUpWithinTheMaximum() {
        var adaptive = new JitterBuffer(JitterSettings.standard(), 8000);
        for (int i = 0; i < 50; i++) {
            run(adaptive, i, i * FRAME);
        }
        for (int i = 50; i < 150; i++) {
            run(adaptive, i, Math.max(i * FRAME, 100 * FRAME));
        }
        heard.clear();
        for (int i = 150; i < 170; i++) {
            adaptive.onPacket(Packets.parsed(Packets.rtp(0, i, i * 160L, 1)), i * FRAME);
            note(adaptive, i * FRAME);
        }
        assertThat(heard).doesNotContain("lost", "-");
        assertThat(adaptive.delay().orElseThrow()).isLessThanOrEqualTo(Duration.ofMillis(300));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.999, 0.9995, 1.0005, 1.001})
    void clocksThatDriftApartAreFollowed(double ratio) {
        var adaptive = new JitterBuffer(JitterSettings.standard(), 8000);
        long sequence = 0;
        for (int i = 0; i < 15_000; i++) {
            long tick = i * FRAME;
            for (; sequence / ratio <= i; sequence++) {
                long arrival = (long) (sequence / ratio * FRAME);
                adaptive.onPacket(Packets.parsed(Packets.rtp(0, (int) sequence & 0xFFFF, sequence * 160, 1)), arrival);
            }
            while (adaptive.take(tick) == Playout.LOST) {
                // Nothing is missing, so nothing may be lost.
                assertThat(adaptive.counters().lost()).isZero();
            }
        }
        assertThat(adaptive.delay().orElseThrow()).isLessThan(Duration.ofMillis(150));
        assertThat(adaptive.counters().played()).isGreaterThan((long) (15_000 * Math.min(1, ratio)) - 200);
    }

    /**
     * Loss, repetition, reordering and jitter from seeds: each packet is heard at most once and in order, and what is
     * not heard is accounted for.
     */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void everyPacketIsHeardOnceOrAccountedFor(long seed) {
        var random = new SeededRandomness(seed);
        var adaptive = new JitterBuffer(JitterSettings.standard(), 8000);
        record Coming(int sequence, long at) {}
        var coming = new ArrayList<Coming>();
        int sent = 3000;
        for (int i = 0; i < sent; i++) {
            if (random.nextInt(100) >= 5 || i == 0 || i == sent - 1) {
                coming.add(new Coming(i, i * FRAME + random.nextInt(60) * MS));
            }
            if (random.nextInt(100) < 3) {
                coming.add(new Coming(i, i * FRAME + random.nextInt(90) * MS));
            }
        }
        coming.sort(java.util.Comparator.comparingLong(Coming::at));
        int next = 0;
        for (long now = 0; now < (sent + 50) * FRAME; now += FRAME) {
            while (next < coming.size() && coming.get(next).at() <= now) {
                Coming packet = coming.get(next++);
                adaptive.onPacket(Packets.parsed(packet(packet.sequence(), packet.sequence() * 160L)), packet.at());
            }
            note(adaptive, now);
        }
        var frames = heard.stream()
                .filter(text -> !text.equals("-") && !text.equals("lost"))
                .map(Integer::valueOf)
                .toList();
        assertThat(frames).isSorted().doesNotHaveDuplicates();
        var counters = adaptive.counters();
        assertThat(counters.played()).isEqualTo(frames.size());
        int first = frames.get(0);
        assertThat(counters.played() + counters.lost() + counters.skipped())
                .isBetween((long) sent - first, (long) sent);
        assertThat((double) frames.size() / sent).as("share heard").isGreaterThan(0.92);
        assertThat(counters.resyncs()).isZero();
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() ->
                        new JitterSettings(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(30), 64))
                .hasMessageContaining("min <= initial <= max");
        assertThatThrownBy(() -> new JitterSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, 100))
                .hasMessageContaining("power of two");
    }

    private Arrival arrive(int sequence, long now) {
        return put(sequence, sequence * 160L, now);
    }

    private Arrival put(int sequence, long timestamp, long now) {
        return buffer.onPacket(Packets.parsed(packet(sequence, timestamp)), now);
    }

    private static java.nio.ByteBuffer packet(int sequence, long timestamp) {
        byte[] payload = new byte[160];
        payload[0] = (byte) (sequence >> 8);
        payload[1] = (byte) sequence;
        return Packets.rtp(false, 0, sequence, timestamp, 1, payload);
    }

    private void playFrames(int from, int to) {
        for (int i = from; i < to; i++) {
            play(i * FRAME);
        }
    }

    private void play(long now) {
        note(buffer, now);
    }

    private void note(JitterBuffer from, long now) {
        heard.add(
                switch (from.take(now)) {
                    case FRAME -> Integer.toString(from.payload().getShort(0) & 0xFFFF);
                    case LOST -> "lost";
                    case NOTHING -> "-";
                });
    }

    private void run(JitterBuffer adaptive, long sequence, long arrival) {
        adaptive.onPacket(Packets.parsed(packet((int) sequence & 0xFFFF, sequence * 160)), arrival);
        note(adaptive, sequence * FRAME);
    }
}
