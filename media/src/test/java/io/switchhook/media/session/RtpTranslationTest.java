package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.Allocation;
import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.G711;
import io.switchhook.media.codec.G722;
import io.switchhook.media.rtcp.Goodbye;
import io.switchhook.media.rtcp.ReceptionReport;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtcp.RtcpParse;
import io.switchhook.media.rtcp.SenderReport;
import io.switchhook.media.rtp.PacketKind;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3550 §7.2: between two sides without a common codec the relay is a source of its own towards each")
class RtpTranslationTest {
    private static final int G722_TYPE = 9;
    private static final int PCMA_TYPE = 8;
    private static final int TONE = 1_300;
    private static final long MILLI = 1_000_000L;

    private final Map<RelaySide, List<byte[]>> sent = new EnumMap<>(RelaySide.class);
    private final Map<RelaySide, Speaker> speakers = new EnumMap<>(RelaySide.class);
    private boolean keeps = true;
    private long now = 1_000_000_000L;
    private final RtpRelay relay = new RtpRelay(LatchSettings.standard(), (side, packet, to, rtcp) -> {
        if (keeps) {
            var copy = new byte[packet.remaining()];
            packet.duplicate().get(copy);
            sent.computeIfAbsent(side, any -> new ArrayList<>()).add(copy);
        }
    });

    /** One who sends a tone. */
    private final class Speaker {
        private final RelaySide side;
        private final int type;
        private final int millis;
        private final int units;
        private final AudioCodec codec;
        private final ToneSource tone;
        private final short[] samples;
        private final InetSocketAddress from;
        private final ByteBuffer packet = ByteBuffer.allocate(1_500);
        private final int ssrc;
        private int sequence;

        Speaker(RelaySide side, int type, CodecFactory factory, int millis) {
            this.side = side;
            this.type = type;
            this.millis = millis;
            this.units = 8 * millis;
            this.codec = factory.create();
            this.tone = new ToneSource(codec.sampleRate(), TONE);
            this.samples = new short[codec.sampleRate() * millis / 1_000];
            this.ssrc = 0x5EED + side.ordinal();
            this.from =
                    new InetSocketAddress(IpLiteral.parse("192.0.2.7").orElseThrow(), 40_000 + 100 * side.ordinal());
            relay.update(side, RelayLeg.of(from, Set.of(type)), now);
            speakers.put(side, this);
        }

        void speak() {
            tone.read(samples, 0, samples.length);
            packet.clear();
            RtpPacket.writeHeader(packet, false, type, sequence & 0xFFFF, sequence * units, ssrc);
            codec.encode(samples, 0, samples.length, packet);
            packet.flip();
            sequence++;
            relay.onPacket(side, packet, from, now);
        }
    }

    private RtpTranslation between(int millisA, int millisB) {
        new Speaker(RelaySide.A, G722_TYPE, G722.WIDEBAND, millisA);
        new Speaker(RelaySide.B, PCMA_TYPE, G711.A_LAW, millisB);

        return new RtpTranslation(
                relay,
                RtpStreamSettings.standard("relay"),
                AudioPlan.builder(G722_TYPE, G722.WIDEBAND)
                        .frame(Duration.ofMillis(millisA))
                        .build(),
                AudioPlan.builder(PCMA_TYPE, G711.A_LAW)
                        .frame(Duration.ofMillis(millisB))
                        .build(),
                new SeededRandomness(1),
                now);
    }

    private void run(RtpTranslation translation, int millis) {
        for (int i = 0; i < millis; i += 10) {
            for (var speaker : speakers.values()) {
                if (i % speaker.millis == 0) {
                    speaker.speak();
                }
            }
            translation.onTime(now);
            now += 10 * MILLI;
        }
    }

    private List<ByteBuffer> of(RelaySide side, PacketKind kind) {
        return sent.getOrDefault(side, List.of()).stream()
                .map(ByteBuffer::wrap)
                .filter(packet -> PacketKind.of(packet) == kind)
                .toList();
    }

    private void assertTone(RelaySide side, CodecFactory factory, int type, int millis, int seconds) {
        var codec = factory.create();
        var packet = new RtpPacket();
        var heard = new ToneDetector(codec.sampleRate(), TONE);
        var samples = new short[codec.sampleRate()];
        int ssrc = 0;
        var all = of(side, PacketKind.RTP);
        assertThat(all).hasSize(seconds * 1_000 / millis);
        for (int i = 0; i < all.size(); i++) {
            packet.parse(all.get(i));
            assertThat(packet.payloadType()).isEqualTo(type);
            assertThat(i > 0 && packet.ssrc() != ssrc).isFalse();
            ssrc = packet.ssrc();
            int count = codec.decode(packet.payload(), samples, 0);
            assertThat(count).isEqualTo(codec.sampleRate() * millis / 1_000);
            if (i * millis >= 500) {
                heard.write(samples, 0, count);
            }
        }
        assertThat(heard.present()).containsExactly(TONE);
        assertThat(heard.hears(TONE, 0.99)).as("without gaps").isTrue();
        assertThat(speakers.values()).noneMatch(speaker -> speaker.ssrc == packet.ssrc());
    }

    @ParameterizedTest
    @CsvSource({"20, 20", "20, 30", "30, 20", "10, 60", "60, 10", "20, 40"})
    void eachSideHearsTheOtherInItsOwnCodecAndPacketLength(int millisA, int millisB) {
        var translation = between(millisA, millisB);
        run(translation, 3_000);
        assertTone(RelaySide.B, G711.A_LAW, PCMA_TYPE, millisB, 3);
        assertTone(RelaySide.A, G722.WIDEBAND, G722_TYPE, millisA, 3);
    }

    @Test
    void aLoopThatIsALittleLateLeavesNoGap() {
        var translation = between(20, 20);
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 3; j++) {
                speakers.values().forEach(Speaker::speak);
                now += 20 * MILLI;
            }
            translation.onTime(now - 1);
        }
        assertThat(of(RelaySide.A, PacketKind.RTP)).hasSize(180);
        assertThat(of(RelaySide.B, PacketKind.RTP)).hasSize(180);
    }

    @Test
    @DisplayName("RFC 3550 §6.4: a report names the source that its reader sends, and what our source has sent to it")
    void reportsAreTrueForWhoGetsThem() {
        var translation = between(20, 30);
        run(translation, 20_000);
        for (var side : RelaySide.values()) {
            var audio = new RtpPacket();
            audio.parse(of(side, PacketKind.RTP).get(0));
            var reports = of(side, PacketKind.RTCP);
            assertThat(reports).isNotEmpty();
            var last = ((RtcpParse.Parsed) RtcpCompound.parse(reports.get(reports.size() - 1))).compound();
            var report = (SenderReport) last.packets().get(0);
            assertThat(report.ssrc()).isEqualTo(audio.ssrc());
            assertThat(report.packetCount()).isBetween(100L, 1_000L);
            assertThat(report.reports())
                    .singleElement()
                    .extracting(ReceptionReport::ssrc)
                    .isEqualTo(speakers.get(side).ssrc);
        }
        translation.close(now);
        for (var side : RelaySide.values()) {
            var all = of(side, PacketKind.RTCP);
            var last = ((RtcpParse.Parsed) RtcpCompound.parse(all.get(all.size() - 1))).compound();
            assertThat(last.packets()).anyMatch(Goodbye.class::isInstance);
        }
        assertThat(translation.nextDeadlineNanos()).isEqualTo(io.switchhook.base.timer.Timed.NEVER);
        // What comes now goes across as it is.
        sent.clear();
        speakers.get(RelaySide.A).speak();
        assertThat(sent.get(RelaySide.B)).hasSize(1);
    }

    @Test
    void nothingIsAllocatedForAPacket() {
        var translation = between(20, 20);
        keeps = false;
        run(translation, 2_000);
        long bytes = Allocation.median(200, () -> {
            speakers.get(RelaySide.A).speak();
            speakers.get(RelaySide.B).speak();
            translation.onTime(now);
            now += 20 * MILLI;
        });
        // Reports are due each 5 s, and are made of objects.
        assertThat(bytes).as("bytes for 200 frames of both sides").isLessThan(8_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("RFC 2833 §3.10: a hook flash goes across to who has said that it takes one, and to nobody else")
    void hookFlashGoesAcross(boolean taken) {
        var digits = new EventFormat(101, 8_000, true);
        var there = new EventFormat(96, 8_000, taken);
        var translation = between(20, 20);
        translation.apply(
                AudioPlan.builder(G722_TYPE, G722.WIDEBAND)
                        .events(Optional.of(digits), List.of(digits))
                        .build(),
                AudioPlan.builder(PCMA_TYPE, G711.A_LAW)
                        .events(Optional.of(there), List.of(there))
                        .build());
        var speaker = speakers.get(RelaySide.A);
        relay.update(RelaySide.A, RelayLeg.of(speaker.from, Set.of(G722_TYPE, 101)), now);
        run(translation, 200);
        var packet = ByteBuffer.allocate(100);
        for (int i = 1; i <= 5; i++) {
            packet.clear();
            RtpPacket.writeHeader(packet, i == 1, 101, speaker.sequence++, 2_000, speaker.ssrc);
            packet.put((byte) 16).put((byte) (i == 5 ? 0x8A : 0x0A)).putShort((short) (160 * i));
            relay.onPacket(RelaySide.A, packet.flip(), speaker.from, now);
            translation.onTime(now);
            now += 20 * MILLI;
        }
        run(translation, 200);
        var read = new RtpPacket();
        var events = new ArrayList<Integer>();
        for (var sentOn : of(RelaySide.B, PacketKind.RTP)) {
            read.parse(sentOn);
            if (read.payloadType() == 96) {
                events.add(read.payload().get(read.payload().position()) & 0xFF);
            }
        }
        assertThat(events.isEmpty()).isNotEqualTo(taken);
        assertThat(events).allMatch(event -> event == 16);
    }
}
