package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.G711;
import io.switchhook.media.rtcp.Goodbye;
import io.switchhook.media.rtcp.NtpTime;
import io.switchhook.media.rtcp.ReceiverReport;
import io.switchhook.media.rtcp.ReceptionReport;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtcp.RtcpPacket;
import io.switchhook.media.rtcp.RtcpParse;
import io.switchhook.media.rtcp.SenderReport;
import io.switchhook.media.rtcp.SourceDescription;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3550 §8.2: who finds its SSRC with another source says goodbye to it and takes another")
class SourceCollisionTest {
    private static final long MS = 1_000_000;
    private static final long FRAME = 20 * MS;
    private static final InetSocketAddress PEER = RtpLatchTest.at("192.0.2.9", 9000);
    private static final InetSocketAddress RTCP = RtpLatchTest.at("192.0.2.9", 9001);

    private final List<RtpPacket> audio = new ArrayList<>();
    private final List<Goodbye> goodbyes = new ArrayList<>();
    private long now = 5_000_000_000L;

    private final RtpStream stream = new RtpStream(
            RtpStreamSettings.standard("me"),
            AudioPlan.builder(8, G711.A_LAW).remote(PEER).build(),
            this::take,
            new SeededRandomness(1),
            now);

    private void take(ByteBuffer packet, InetSocketAddress to, boolean rtcp) {
        var copy =
                ByteBuffer.allocate(packet.remaining()).put(packet.duplicate()).flip();
        if (!rtcp) {
            audio.add(Packets.parsed(copy));
        } else if (RtcpCompound.parse(copy) instanceof RtcpParse.Parsed parsed) {
            parsed.compound().packets().stream()
                    .filter(Goodbye.class::isInstance)
                    .forEach(part -> goodbyes.add((Goodbye) part));
        }
    }

    private RtpPacket tick() {
        stream.onTime(now);
        now += FRAME;
        return audio.get(audio.size() - 1);
    }

    @Test
    void anotherSourceWithOurSsrcMakesUsTakeAnother() {
        var before = tick();
        stream.onPacket(Packets.rtp(8, 1, 0, before.ssrc()), PEER, now);
        var after = tick();
        assertThat(goodbyes).containsExactly(new Goodbye(List.of(before.ssrc())));
        assertThat(after.ssrc()).isNotEqualTo(before.ssrc());
        assertThat(after.sequence()).isEqualTo(before.sequence() + 1 & 0xFFFF);
        assertThat(after.timestamp()).isEqualTo(before.timestamp() + 160);
        stream.onPacket(Packets.rtp(8, 2, 160, before.ssrc()), PEER, now);
        assertThat(tick().ssrc()).as("it is the other one's now").isEqualTo(after.ssrc());
        assertThat(stream.statistics(now).received().packets()).isEqualTo(2);
    }

    @Test
    void strangersCannotMakeUsTakeAnother() {
        var before = tick();
        stream.onPacket(Packets.rtp(8, 1, 0, before.ssrc()), RtpLatchTest.at("203.0.113.1", 1), now);
        assertThat(tick().ssrc()).isEqualTo(before.ssrc());
        assertThat(goodbyes).isEmpty();
    }

    private void report(InetSocketAddress from, RtcpPacket... parts) {
        var packet = ByteBuffer.allocate(500);
        new RtcpCompound(List.of(parts)).write(packet);
        stream.onPacket(packet.flip(), from, now);
    }

    private static SenderReport sent(int ssrc, ReceptionReport... reports) {
        return new SenderReport(ssrc, NtpTime.of(1), 0, 1, 160, List.of(reports));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void reportsOfAnotherSourceWithOurSsrcMakeUsTakeAnotherToo(int form) {
        int before = tick().ssrc();
        var parts = List.of(
                List.<RtcpPacket>of(sent(before)),
                List.<RtcpPacket>of(new ReceiverReport(before, List.of())),
                List.<RtcpPacket>of(new ReceiverReport(5, List.of()), SourceDescription.ofCname(before, "other")));
        report(RTCP, parts.get(form).toArray(RtcpPacket[]::new));
        assertThat(goodbyes).containsExactly(new Goodbye(List.of(before)));
        assertThat(tick().ssrc()).isNotEqualTo(before);
        report(RTCP, parts.get(form).toArray(RtcpPacket[]::new));
        assertThat(goodbyes).hasSize(1);
    }

    @Test
    void whoReportsOnUsOrSaysGoodbyeForUsHasNotOurSsrc() {
        int ours = tick().ssrc();
        report(
                RTCP,
                sent(5, new ReceptionReport(ours, 64, 1, 1, 8, 0, 0)),
                SourceDescription.ofCname(5, "peer"),
                new Goodbye(List.of(ours)));
        assertThat(tick().ssrc()).isEqualTo(ours);
        assertThat(stream.statistics(now).remote().lossShare()).hasValue(0.25);
    }

    @Test
    void strangersReportsDoNotCount() {
        int ours = tick().ssrc();
        report(RtpLatchTest.at("203.0.113.1", 9001), sent(ours));
        assertThat(tick().ssrc()).isEqualTo(ours);
    }

    @Test
    @DisplayName("our own reports that come back make us take another once, and are not taken for the other side's")
    void ourOwnReportsComingBack() {
        for (int i = 0; i < 5; i++) {
            int ours = tick().ssrc();
            report(
                    RTCP,
                    sent(ours, new ReceptionReport(ours, 64, 1, 1, 8, 0, 0)),
                    SourceDescription.ofCname(ours, "me"));
        }
        assertThat(goodbyes).hasSize(1);
        assertThat(stream.statistics(now).remote().lossShare()).isEmpty();
    }

    @Test
    @DisplayName("in a loop another one is taken once, and no flood of goodbyes comes of it")
    void ourOwnPacketsComingBackMakeUsTakeAnotherOnce() {
        var heard = new ToneDetector(8000, 440);
        stream.attachSource(new ToneSource(8000, 440.0));
        stream.attachSink(heard);
        for (int i = 0; i < 100; i++) {
            var sent = tick();
            var payload = new byte[sent.payloadLength()];
            sent.copyPayload(payload, 0);
            var back = Packets.rtp(false, 8, sent.sequence(), sent.timestamp(), sent.ssrc(), payload);
            stream.onPacket(back, PEER, now);
        }
        assertThat(goodbyes).hasSize(1);
        assertThat(audio.stream().map(RtpPacket::ssrc).distinct()).hasSize(2);
        assertThat(heard.hears(440, 0.8)).as("the echo is heard").isTrue();
    }
}
