package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.Allocation;
import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.G711;
import io.switchhook.media.codec.G722;
import io.switchhook.media.jitter.JitterSettings;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In steady state neither a stream nor a relay allocates for a packet. */
class AllocationTest {
    private static final InetSocketAddress PEER = RtpLatchTest.at("192.0.2.9", 9000);
    private static final InetSocketAddress OTHER = RtpLatchTest.at("192.0.2.8", 8000);
    private static final long FRAME = 20_000_000;
    private static final int FRAMES = 5_000;

    private long now = 1;
    private int sequence;

    @Test
    void streamAllocatesNothingForAFrameBothWays() {
        assertThat(bytesForFrames(8, G711.A_LAW, 8_000))
                .as("bytes for %d frames", FRAMES)
                .isLessThan(FRAMES / 10);
    }

    @Test
    void neitherDoesOneOfG722ForAProgramWithAnotherRate() {
        assertThat(bytesForFrames(9, G722.WIDEBAND, 48_000))
                .as("bytes for %d frames", FRAMES)
                .isLessThan(FRAMES / 10);
    }

    private long bytesForFrames(int type, CodecFactory codec, int rate) {
        // Reports allocate, rarely; they are kept out of the measurement.
        var settings = new RtpStreamSettings(
                "me",
                JitterSettings.standard(),
                LatchSettings.standard(),
                Duration.ofHours(10),
                3,
                Duration.ofMillis(60));
        ByteBuffer incoming = Packets.rtp(type, 0, 0, 7);
        var stream = new RtpStream(
                settings,
                AudioPlan.builder(type, codec).remote(PEER).build(),
                (packet, to, rtcp) -> {},
                new SeededRandomness(1),
                now);
        stream.attachSource(new ToneSource(rate, 440.0));
        stream.attachSink(new ToneDetector(rate, 440));
        long bytes = Allocation.median(FRAMES, () -> {
            incoming.putShort(2, (short) sequence).putInt(4, sequence * 160);
            sequence++;
            stream.onPacket(incoming, PEER, now);
            stream.onTime(now);
            now += FRAME;
        });
        assertThat(stream.statistics(now).received().playout().lost()).isZero();
        return bytes;
    }

    @Test
    void relayAllocatesNothingForAPacket() {
        var relay = new RtpRelay(LatchSettings.standard(), (side, packet, to, rtcp) -> {});
        relay.update(RelaySide.A, RelayLeg.of(PEER, Set.of(8)), 0);
        relay.update(RelaySide.B, RelayLeg.of(OTHER, Set.of(8)), 0);
        ByteBuffer incoming = Packets.rtp(8, 0, 0, 7);
        long bytes = Allocation.median(FRAMES, () -> {
            incoming.putShort(2, (short) sequence++);
            relay.onPacket(RelaySide.A, incoming, PEER, now);
            now += FRAME;
        });
        assertThat(bytes).as("bytes for %d packets", FRAMES).isLessThan(FRAMES / 10);
        assertThat(relay.counters(RelaySide.A, now).forwarded()).isEqualTo(9L * FRAMES);
    }
}
