package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.G711;
import io.switchhook.media.dtmf.DtmfListener;
import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.rtcp.Goodbye;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtcp.RtcpPacket;
import io.switchhook.media.rtcp.RtcpParse;
import io.switchhook.media.rtcp.SenderReport;
import io.switchhook.media.rtcp.SourceDescription;
import io.switchhook.media.rtp.PacketKind;
import io.switchhook.media.rtp.PacketLosses;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtpStreamTest {
    private static final long MS = 1_000_000;
    private static final long FRAME = 20 * MS;
    private static final InetSocketAddress PEER = RtpLatchTest.at("192.0.2.9", 9000);

    private record Out(byte[] bytes, InetSocketAddress to, boolean rtcp, long at) {
        RtpPacket rtp() {
            return Packets.parsed(ByteBuffer.wrap(bytes));
        }
    }

    private final List<Out> sent = new ArrayList<>();
    private long now = 5_000_000_000L;
    private RtpStream stream = stream(plan());

    private static AudioPlan.Builder plan() {
        return AudioPlan.builder(8, G711.A_LAW).remote(PEER);
    }

    private RtpStream stream(AudioPlan.Builder plan) {
        return new RtpStream(RtpStreamSettings.standard("me"), plan.build(), this::take, new SeededRandomness(1), now);
    }

    private void take(ByteBuffer packet, InetSocketAddress to, boolean rtcp) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        sent.add(new Out(bytes, to, rtcp, now));
    }

    private List<RtpPacket> rtp() {
        return sent.stream().filter(out -> !out.rtcp()).map(Out::rtp).toList();
    }

    private void run(long millis) {
        long end = now + millis * MS;
        while (stream.nextDeadlineNanos() < end) {
            now = stream.nextDeadlineNanos();
            stream.onTime(now);
        }
        now = end;
    }

    @Test
    void silenceIsSentEachFrameWhenNothingIsAttached() {
        run(1000);
        assertThat(rtp()).hasSize(50);
        var first = rtp().get(0);
        assertThat(first.marker()).isTrue();
        assertThat(first.payloadType()).isEqualTo(8);
        assertThat(first.payloadLength()).isEqualTo(160);
        for (int i = 1; i < 50; i++) {
            var packet = rtp().get(i);
            assertThat(packet.marker()).isFalse();
            assertThat(packet.sequence()).isEqualTo(first.sequence() + i);
            assertThat(packet.timestamp()).isEqualTo(first.timestamp() + 160 * i);
            assertThat(packet.ssrc()).isEqualTo(first.ssrc());
            assertThat(packet.payload().get(7)).isEqualTo((byte) 0xD5);
        }
        assertThat(sent).filteredOn(out -> !out.rtcp()).allMatch(out -> out.to().equals(PEER));
    }

    @Test
    void deadlinesAreAbsoluteSoLateTicksDoNotDrift() {
        long start = now;
        for (int i = 0; i < 100; i++) {
            now = start + i * FRAME + (i % 7) * MS;
            stream.onTime(now);
            assertThat(stream.nextDeadlineNanos()).isEqualTo(start + (i + 1) * FRAME);
        }
        assertThat(rtp()).hasSize(100);
    }

    @Test
    void smallDelayIsCaughtUpAndLargeOneSkipped() {
        stream.onTime(now);
        now += 3 * FRAME;
        stream.onTime(now);
        assertThat(rtp()).hasSize(4);
        sent.clear();
        assertThat(stream.nextDeadlineNanos()).isEqualTo(now + FRAME);
        now += 50 * FRAME;
        stream.onTime(now);
        assertThat(rtp()).as("no burst").hasSize(1);
        assertThat(rtp().get(0).marker()).isTrue();
        assertThat(stream.statistics(now).sent().skippedFrames()).isEqualTo(49);
        assertThat(stream.nextDeadlineNanos()).isEqualTo(now + FRAME);
        now += FRAME;
        stream.onTime(now);
        assertThat(rtp().get(1).sequence()).isEqualTo(rtp().get(0).sequence() + 1);
    }

    @Test
    void timestampsGoOnWithTimeOverSkippedFrames() {
        stream.onTime(now);
        long first = now;
        now += 50 * FRAME + 7 * MS;
        stream.onTime(now);
        assertThat(stream.nextDeadlineNanos()).as("still on the beat").isEqualTo(first + 51 * FRAME);
        assertThat(rtp().get(1).timestamp()).isEqualTo(rtp().get(0).timestamp() + 50 * 160);
    }

    @Test
    void tooEarlyAndRepeatedTicksDoNothing() {
        stream.onTime(now);
        stream.onTime(now);
        stream.onTime(now + FRAME - 1);
        assertThat(rtp()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void bothSidesHearEachOtherWithFivePercentLoss(long seed) {
        var wire = new Wire(seed).losing(5, 30);
        wire.join(AudioPlan.builder(8, G711.A_LAW), AudioPlan.builder(8, G711.A_LAW));
        var atLeft = new ToneDetector(8000, 440, 880);
        var atRight = new ToneDetector(8000, 440, 880);
        wire.left.attachSource(new ToneSource(8000, 440.0));
        wire.right.attachSource(new ToneSource(8000, 880.0));
        wire.left.attachSink(atLeft);
        wire.right.attachSink(atRight);
        wire.run(30_000);
        assertThat(atLeft.hears(880, 0.97)).isTrue();
        assertThat(atRight.hears(440, 0.97)).isTrue();
        assertThat(atLeft.windowsWith(440)).isZero();
        assertThat(atRight.windowsWith(880)).isZero();
        var statistics = wire.left.statistics(wire.nowNanos);
        assertThat(statistics.received().losses().lost()).isBetween(40L, 120L);
        assertThat(statistics.received().jitter().orElseThrow()).isBetween(Duration.ofMillis(2), Duration.ofMillis(30));
        assertThat(statistics.remote().lossShare().orElseThrow()).isBetween(0.005, 0.15);
        assertThat(statistics.roundTrip().orElseThrow()).isBetween(Duration.ofMillis(19), Duration.ofMillis(80));
        assertThat(statistics.received().playout().lost()).isPositive();
    }

    @Test
    void roundTripIsThatOfTheNetworkWhenThereIsNoJitter() {
        var wire = new Wire(1);
        wire.join(AudioPlan.builder(8, G711.A_LAW), AudioPlan.builder(8, G711.A_LAW));
        assertThat(wire.left.statistics(wire.nowNanos).roundTrip()).isEmpty();
        wire.run(20_000);
        assertThat(wire.left.statistics(wire.nowNanos).roundTrip().orElseThrow())
                .isBetween(Duration.ofMillis(19), Duration.ofMillis(21));
        assertThat(wire.left.statistics(wire.nowNanos).remote().lossShare()).hasValue(0);
        assertThat(wire.rtcpFromLeft).isBetween(2L, 10L);
    }

    @Test
    void statisticsAreAbsentUntilMeasured() {
        run(100);
        var statistics = stream.statistics(now);
        assertThat(statistics.sent().packets()).isEqualTo(5);
        assertThat(statistics.sent().octets()).isEqualTo(800);
        assertThat(statistics.received().losses()).isEqualTo(PacketLosses.NONE);
        assertThat(statistics.received().codec()).isEmpty();
        assertThat(statistics.quality()).isEmpty();
        assertThat(statistics.received().jitter()).isEmpty();
        assertThat(statistics.received().playoutDelay()).isEmpty();
        assertThat(statistics.roundTrip()).isEmpty();
        assertThat(statistics.remote().lossShare()).isEmpty();
        assertThat(statistics.remote().jitter()).isEmpty();
        assertThat(statistics.received().ssrc()).isEmpty();
        assertThat(statistics.received().sinceLastPacket()).isEmpty();
    }

    @Test
    void directionIsSwitchedDuringTheCall() {
        var wire = new Wire(2);
        wire.join(AudioPlan.builder(8, G711.A_LAW), AudioPlan.builder(8, G711.A_LAW));
        var atRight = new ToneDetector(8000, 440);
        var atLeft = new ToneDetector(8000, 880);
        wire.left.attachSource(new ToneSource(8000, 440.0));
        wire.right.attachSource(new ToneSource(8000, 880.0));
        wire.left.attachSink(atLeft);
        wire.right.attachSink(atRight);
        wire.run(1000);
        wire.left.apply(
                wire.left.plan().toBuilder().direction(MediaDirection.INACTIVE).build());
        wire.run(500);
        atLeft.reset();
        atRight.reset();
        long before = wire.rtpFromLeft;
        wire.run(1000);
        assertThat(wire.rtpFromLeft).isEqualTo(before);
        assertThat(atLeft.windows()).as("frames go on as silence").isEqualTo(10);
        assertThat(atLeft.levelDbov().orElseThrow()).isEqualTo(Level.SILENCE_DBOV);
        assertThat(atRight.windowsWith(440)).isZero();
        wire.left.apply(
                wire.left.plan().toBuilder().direction(MediaDirection.SEND_ONLY).build());
        wire.run(500);
        atLeft.reset();
        atRight.reset();
        wire.run(1000);
        assertThat(atRight.hears(440, 1)).isTrue();
        assertThat(atLeft.windowsWith(880)).isZero();
        wire.left.apply(wire.left.plan().toBuilder()
                .direction(MediaDirection.SEND_RECEIVE)
                .build());
        wire.run(500);
        atLeft.reset();
        atRight.reset();
        wire.run(1000);
        assertThat(atRight.hears(440, 1)).isTrue();
        assertThat(atLeft.hears(880, 1)).isTrue();
    }

    @Test
    void sequenceGoesOnAndMarkerIsSetAfterHold() {
        run(100);
        stream.apply(plan().direction(MediaDirection.RECEIVE_ONLY).build());
        run(1000);
        stream.apply(plan().build());
        run(100);
        assertThat(rtp()).hasSize(10);
        var last = rtp().get(4);
        var resumed = rtp().get(5);
        assertThat(resumed.marker()).isTrue();
        assertThat(resumed.sequence()).isEqualTo(last.sequence() + 1 & 0xFFFF);
        assertThat(resumed.timestamp()).isEqualTo(last.timestamp() + 51 * 160);
        assertThat(resumed.ssrc()).isEqualTo(last.ssrc());
    }

    @Test
    void codecIsChangedDuringTheCallByPayloadType() {
        var wire = new Wire(3);
        wire.join(
                AudioPlan.builder(8, G711.A_LAW).receive(0, G711.MU_LAW),
                AudioPlan.builder(8, G711.A_LAW).receive(0, G711.MU_LAW));
        var atRight = new ToneDetector(8000, 440);
        wire.left.attachSource(new ToneSource(8000, 440.0));
        wire.right.attachSink(atRight);
        wire.run(1000);
        wire.left.apply(wire.left.plan().toBuilder().send(0, G711.MU_LAW).build());
        atRight.reset();
        wire.run(2000);
        assertThat(atRight.hears(440, 1)).isTrue();
        var playout = wire.right.statistics(wire.nowNanos).received().playout();
        assertThat(playout.lost() + playout.resyncs()).isZero();
    }

    @Test
    void digitsReachTheOtherSideOnceDespiteLoss() {
        var wire = new Wire(4).losing(10, 40);
        wire.join(
                AudioPlan.builder(8, G711.A_LAW).events(101),
                AudioPlan.builder(8, G711.A_LAW).events(101));
        var heard = new StringBuilder();
        wire.right.listenForDigits(new DtmfListener() {
            @Override
            public void onDigitStarted(char digit) {
                heard.append(digit);
            }

            @Override
            public void onDigitEnded(char digit, Duration length) {
                heard.append('.');
            }
        });
        for (char digit : "858#0011*".toCharArray()) {
            assertThat(wire.left.sendDigit(digit, Duration.ofMillis(100))).isTrue();
        }
        assertThat(wire.left.isSendingDigits()).isTrue();
        wire.run(5000);
        assertThat(heard).hasToString("8.5.8.#.0.0.1.1.*.");
        assertThat(wire.left.isSendingDigits()).isFalse();
        var counters = wire.right.statistics(wire.nowNanos);
        assertThat(counters.received().unknownTypePackets()).isZero();
    }

    @Test
    void digitsAreRefusedWhenTheOtherSideTakesNone() {
        assertThat(stream.sendDigit('1', Duration.ofMillis(100))).isFalse();
        run(200);
        assertThat(rtp()).allMatch(packet -> packet.payloadType() == 8);
    }

    @Test
    void wideBandApplicationsGetTheirOwnSampleRate() {
        stream = new RtpStream(
                RtpStreamSettings.standard("me"), plan().build(), this::take, new SeededRandomness(1), now);
        var atSink = new ToneDetector(16000, 1000);
        stream.attachSource(new ToneSource(16000, 1000.0));
        stream.attachSink(atSink);
        // What we send is played back to us: 16 kHz to G.711 and again to 16 kHz.
        for (int i = 0; i < 100; i++) {
            int from = sent.size();
            stream.onTime(now);
            List.copyOf(sent.subList(from, sent.size())).stream()
                    .filter(out -> !out.rtcp())
                    .forEach(out -> stream.onPacket(ByteBuffer.wrap(out.bytes()), PEER, now + MS));
            now += FRAME;
        }
        assertThat(rtp()).allMatch(packet -> packet.payloadLength() == 160);
        assertThat(atSink.hears(1000, 0.9)).isTrue();
    }

    @Test
    void newSourceIsPlayedFromItsSecondPacket() {
        var heard = new ToneDetector(8000, 440, 880);
        stream.attachSink(heard);
        play(new ToneSource(8000, 440.0), 100, 7, 0);
        assertThat(heard.present()).containsExactly(440);
        play(new ToneSource(8000, 880.0), 100, 8, 40_000);
        assertThat(heard.present()).containsExactly(880);
        assertThat(stream.statistics(now).received().ssrc()).hasValue(8);
    }

    private void play(ToneSource tone, int packets, int ssrc, int firstSequence) {
        short[] pcm = new short[160];
        for (int i = 0; i < packets; i++) {
            tone.read(pcm, 0, 160);
            ByteBuffer payload = ByteBuffer.allocate(160);
            G711.A_LAW.create().encode(pcm, 0, 160, payload);
            stream.onPacket(Packets.rtp(false, 8, firstSequence + i, i * 160L, ssrc, payload.array()), PEER, now);
            run(20);
        }
    }

    @Test
    void unknownPayloadTypesAndStrangersAreCountedAndNotPlayed() {
        var heard = new ToneDetector(8000, 440);
        stream.attachSink(heard);
        stream.onPacket(Packets.rtp(3, 1, 0, 7), PEER, now);
        stream.onPacket(Packets.rtp(8, 1, 0, 7), RtpLatchTest.at("203.0.113.1", 1), now);
        stream.onPacket(Packets.hex("00"), PEER, now);
        stream.onPacket(Packets.hex("80"), PEER, now);
        stream.onPacket(ByteBuffer.allocate(0), PEER, now);
        var statistics = stream.statistics(now);
        assertThat(statistics.received().unknownTypePackets()).isEqualTo(1);
        assertThat(statistics.received().rejectedPackets()).isEqualTo(1);
        assertThat(statistics.received().malformedPackets()).isEqualTo(3);
        assertThat(statistics.received().packets()).isZero();
        assertThat(stream.remote()).contains(PEER);
    }

    @Test
    void reportsGoToTheNextPortUnlessToldOtherwise() {
        run(10_000);
        assertThat(sent)
                .filteredOn(Out::rtcp)
                .isNotEmpty()
                .allMatch(out -> out.to().equals(RtpLatchTest.at("192.0.2.9", 9001)));
        sent.clear();
        stream.apply(plan().rtcpMux(true).build());
        run(10_000);
        assertThat(sent)
                .filteredOn(out -> PacketKind.of(ByteBuffer.wrap(out.bytes())) == PacketKind.RTCP)
                .isNotEmpty()
                .allMatch(out -> out.to().equals(PEER) && !out.rtcp());
        sent.clear();
        var other = RtpLatchTest.at("192.0.2.9", 9500);
        stream.apply(plan().remote(Optional.of(PEER), Optional.of(other)).build());
        run(10_000);
        assertThat(sent)
                .filteredOn(Out::rtcp)
                .isNotEmpty()
                .allMatch(out -> out.to().equals(other));
    }

    @Test
    void senderReportTellsCountsAndTime() {
        run(10_000);
        Out report = sent.stream().filter(Out::rtcp).findFirst().orElseThrow();
        var packets = packets(report);
        var first = (SenderReport) packets.get(0);
        int before = (int) sent.stream().takeWhile(out -> out != report).count();
        assertThat(first.packetCount()).isEqualTo(before);
        assertThat(first.octetCount()).isEqualTo(before * 160L);
        RtpPacket last = rtp().get(before - 1);
        assertThat(first.rtpTimestamp()).isEqualTo(last.timestamp());
        assertThat(first.ssrc()).isEqualTo(last.ssrc());
        assertThat(packets.get(1)).isEqualTo(SourceDescription.ofCname(last.ssrc(), "me"));
    }

    @Test
    void receiverThatNeverSentReportsAsReceiverAndStaysSilentWithoutAnything() {
        stream = stream(plan().direction(MediaDirection.RECEIVE_ONLY));
        run(20_000);
        assertThat(sent).isEmpty();
        stream.onPacket(Packets.rtp(8, 1, 0, 7), PEER, now);
        run(20_000);
        assertThat(sent).isNotEmpty().allMatch(Out::rtcp);
        assertThat(packets(sent.get(0)).get(0).kind()).isEqualTo(RtcpPacket.Kind.RECEIVER_REPORT);
    }

    @Test
    void closingSaysByeOnceAndNothingAfter() {
        run(100);
        sent.clear();
        stream.close(now);
        stream.close(now);
        assertThat(sent).hasSize(1);
        assertThat(packets(sent.get(0))).last().isInstanceOf(Goodbye.class);
        assertThat(stream.nextDeadlineNanos()).isEqualTo(RtpStream.NEVER);
        stream.onTime(now + 1000 * MS);
        stream.onPacket(Packets.rtp(8, 1, 0, 7), PEER, now);
        assertThat(sent).hasSize(1);
        assertThat(stream.sendDigit('1', Duration.ofMillis(100))).isFalse();
    }

    @Test
    void byeOfTheOtherSideIsSeenAndRevokedByNewAudio() {
        var wire = new Wire(5);
        wire.join(AudioPlan.builder(8, G711.A_LAW), AudioPlan.builder(8, G711.A_LAW));
        wire.run(500);
        wire.left.close(wire.nowNanos);
        wire.run(100);
        assertThat(wire.right.statistics(wire.nowNanos).remote().left()).isTrue();
        assertThat(wire.right
                        .statistics(wire.nowNanos)
                        .received()
                        .sinceLastPacket()
                        .orElseThrow())
                .isGreaterThan(Duration.ofMillis(60));
    }

    @Test
    void whoNeverSentDoesNotSayBye() {
        stream = stream(plan().direction(MediaDirection.INACTIVE));
        run(1000);
        stream.close(now);
        assertThat(sent).isEmpty();
    }

    @Test
    void nothingIsSentWithoutAnAddressUntilOneIsLearned() {
        stream = stream(AudioPlan.builder(8, G711.A_LAW));
        run(200);
        assertThat(sent).isEmpty();
        for (int i = 0; i < 3; i++) {
            stream.onPacket(Packets.rtp(8, i, i * 160L, 7), PEER, now);
        }
        run(200);
        assertThat(rtp()).hasSize(10);
    }

    @Test
    void impossiblePlansAreRefused() {
        assertThatThrownBy(() -> AudioPlan.builder(128, G711.A_LAW).build()).hasMessageContaining("0 to 127");
        assertThatThrownBy(() -> plan().frame(Duration.ofMillis(25)).build()).hasMessageContaining("steps of 10");
        assertThatThrownBy(() -> stream.attachSource(PcmSource.at(22_050, (target, offset, length) -> 0)))
                .hasMessageContaining("22050");
        assertThatThrownBy(() -> stream.attachSink(PcmSink.at(96_000, (samples, offset, length) -> {})))
                .hasMessageContaining("96000");
    }

    private static List<RtcpPacket> packets(Out out) {
        return ((RtcpParse.Parsed) RtcpCompound.parse(ByteBuffer.wrap(out.bytes())))
                .compound()
                .packets();
    }
}
