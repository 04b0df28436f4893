package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.CodecName;
import io.switchhook.media.codec.G711;
import io.switchhook.media.codec.G722;
import io.switchhook.media.quality.CodecImpairment;
import io.switchhook.media.rtcp.ReceiverReport;
import io.switchhook.media.rtcp.ReceptionReport;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtp.PacketLosses;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a stream says of itself: the totals of a call, whatever happens to sources, codecs and packets. */
class StreamStatisticsTest {
    private static final InetSocketAddress PEER = RtpLatchTest.at("192.0.2.9", 9000);
    private static final long FRAME = 20_000_000;

    private long now = 5_000_000_000L;
    private final RtpStream stream = new RtpStream(
            RtpStreamSettings.standard("me"),
            AudioPlan.builder(8, G711.A_LAW)
                    .receive(0, G711.MU_LAW)
                    .events(101)
                    .remote(PEER)
                    .build(),
            (packet, to, rtcp) -> {},
            new SeededRandomness(1),
            now);

    private ReceivedAudio received() {
        return stream.statistics(now).received();
    }

    private void take(int type, int sequence, int ssrc) {
        stream.onPacket(Packets.rtp(type, sequence & 0xFFFF, 160L * sequence, ssrc), PEER, now);
        stream.onTime(now);
    }

    private void takeAll(int type, int first, int count, int ssrc) {
        for (int i = 0; i < count; i++) {
            take(type, first + i, ssrc);
            now += FRAME;
        }
    }

    @Test
    void lossesGoOnOverTheWrapOfSequenceNumbersAndAChangeOfTheSource() {
        takeAll(8, 65_500, 100, 7);
        takeAll(8, 65_603, 97, 7);
        assertThat(received().losses()).isEqualTo(new PacketLosses(200, 3, 0, 0, 1, 1, 3, 3));
        takeAll(8, 100, 51, 9);
        takeAll(8, 152, 50, 9);
        var received = received();
        assertThat(received.ssrc()).hasValue(9);
        assertThat(received.losses().lost()).as("of both sources").isEqualTo(4);
        assertThat(received.losses().expected())
                .as("the first of the new one is on probation")
                .isEqualTo(200 + 101);
        assertThat(received.packets()).isEqualTo(197 + 100);
        assertThat(received.octets()).isEqualTo(297 * 160);
    }

    @Test
    void sourceThatBeginsAnewLosesNothing() {
        takeAll(8, 100, 50, 7);
        takeAll(8, 30_000, 51, 7);
        assertThat(received().losses()).isEqualTo(new PacketLosses(100, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void otherCodecOfTheSameSourceIsNoLoss() {
        takeAll(8, 100, 50, 7);
        assertThat(received().codec()).contains(new CodecName("PCMA", 8000));
        takeAll(0, 150, 50, 7);
        assertThat(received().codec()).contains(new CodecName("PCMU", 8000));
        assertThat(received().losses().missing()).isZero();
        assertThat(received().packets()).isEqualTo(100);
    }

    @Test
    void packetsThatNobodyUnderstandsAreNotLost() {
        takeAll(8, 100, 50, 7);
        takeAll(97, 150, 5, 7);
        takeAll(8, 155, 50, 7);
        assertThat(received().unknownTypePackets()).isEqualTo(5);
        assertThat(received().losses()).isEqualTo(new PacketLosses(105, 0, 0, 0, 0, 0, 0, 0));
        assertThat(received().playout().lost()).isZero();
    }

    @Test
    void lateOnesAreDiscardedAndNotLost() {
        takeAll(8, 100, 50, 7);
        takeAll(8, 151, 10, 7);
        take(8, 150, 7);
        takeAll(8, 161, 50, 7);
        var received = received();
        assertThat(received.losses().lost()).isZero();
        assertThat(received.losses().discarded()).isEqualTo(1);
        assertThat(received.playout().late()).isEqualTo(1);
        assertThat(received.concealed()).isEqualTo(Duration.ofMillis(20));
        assertThat(received.losses().missingShare()).hasValue(1 / 111.0);
    }

    @Test
    void digitsAndRepeatedPacketsAreNoLoss() {
        takeAll(8, 100, 50, 7);
        for (int i = 150; i < 160; i++) {
            stream.onPacket(
                    Packets.rtp(i == 150, 101, i, 160L * 150, 7, new byte[] {5, 10, 0, (byte) (160 * (i - 149))}),
                    PEER,
                    now);
            now += FRAME;
            stream.onTime(now);
        }
        takeAll(8, 160, 50, 7);
        take(8, 209, 7);
        var received = received();
        assertThat(received.losses()).isEqualTo(new PacketLosses(110, 0, 0, 1, 0, 0, 0, 0));
        assertThat(received.packets()).isEqualTo(111);
        assertThat(received.playout().lost()).isZero();
    }

    @Test
    void whatIsSentIsCountedOverAChangeOfTheClock() {
        for (int i = 0; i < 50; i++, now += FRAME) {
            stream.onTime(now);
        }
        long before = stream.statistics(now).sent().ssrc();
        CodecFactory other = new OtherClock();
        stream.apply(stream.plan().toBuilder().send(97, other).build());
        for (int i = 0; i < 50; i++, now += FRAME) {
            stream.onTime(now);
        }
        var sent = stream.statistics(now).sent();
        assertThat(sent.ssrc()).as("RFC 7160 §4.1").isNotEqualTo(before);
        assertThat(sent.packets()).isEqualTo(100);
        assertThat(sent.octets()).isEqualTo(100 * 160);
        assertThat(sent.codec()).isEqualTo(other.name());
        assertThat(sent.packetLength()).isEqualTo(Duration.ofMillis(20));
    }

    private void report(long ssrc, int lost, int lastSenderReport, long delay) {
        report(7, ssrc, lost, lastSenderReport, delay);
    }

    private void report(int by, long ssrc, int lost, int lastSenderReport, long delay) {
        take(8, 100, 7);
        var bytes = ByteBuffer.allocate(100);
        new RtcpCompound(List.of(new ReceiverReport(
                        by, List.of(new ReceptionReport((int) ssrc, 0, lost, 0, 80, lastSenderReport, delay)))))
                .write(bytes);
        stream.onPacket(bytes.flip(), PEER, now);
    }

    @Test
    void whatTheOtherSideHasMissedIsCountedOverOurSources() {
        report(stream.statistics(now).sent().ssrc(), 5, 0, 0);
        report(stream.statistics(now).sent().ssrc(), 6, 0, 0);
        assertThat(stream.statistics(now).remote().lost()).hasValue(6);
        assertThat(stream.statistics(now).remote().jitter()).contains(Duration.ofMillis(10));
        stream.apply(stream.plan().toBuilder().send(97, new OtherClock()).build());
        report(stream.statistics(now).sent().ssrc(), 2, 0, 0);
        assertThat(stream.statistics(now).remote().lost()).hasValue(8);
        report(9, stream.statistics(now).sent().ssrc(), 1, 0, 0);
        assertThat(stream.statistics(now).remote().lost())
                .as("somebody else listens now, as after a transfer by a PBX")
                .hasValue(9);
    }

    @Test
    void answerToWhatWasNeverSentIsNoRoundTrip() {
        now += 3_600_000_000_000L;
        report(stream.statistics(now).sent().ssrc(), 0, 0x10000, 0);
        assertThat(stream.statistics(now).roundTrip()).isEmpty();
    }

    @Test
    void afterTheEndTheLastFiguresStay() {
        takeAll(8, 100, 50, 7);
        var before = stream.statistics(now);
        stream.close(now);
        now += 60_000_000_000L;
        assertThat(stream.statistics(now)).isEqualTo(before);
    }

    @Test
    void callWithLossIsRatedByBothSidesAndTold() {
        var wire = new Wire(3).losing(5, 0);
        var wishes = new WantedReports(true, WantedReports.Answerers.ALL);
        wire.join(
                AudioPlan.builder(8, G711.A_LAW).reports(wishes),
                AudioPlan.builder(8, G711.A_LAW).reports(wishes));
        wire.run(60_000);
        var left = wire.left.statistics(wire.nowNanos);
        var right = wire.right.statistics(wire.nowNanos);
        var quality = left.quality().orElseThrow();
        assertThat(left.oneWayDelay().orElseThrow().toMillis()).isBetween(45L, 90L);
        assertThat(quality.rFactor().getAsDouble()).isBetween(70.0, 85.0);
        var told = right.remote().metrics().orElseThrow();
        assertThat(told.lossShare())
                .isCloseTo(left.received().losses().missingShare().orElseThrow(), within(0.02));
        assertThat(told.rating().getAsInt()).isCloseTo((int) quality.rFactor().getAsDouble(), within(5));
        assertThat(told.listeningScore().getAsDouble()).isCloseTo(quality.mosListening(), within(0.2));
        assertThat(told.roundTripDelay()).isEqualTo(20);
        assertThat(told.gapThreshold()).isEqualTo(16);
        assertThat(told.nominalDelay()).isBetween(20, 60);
        assertThat(told.endSystemDelay()).isEqualTo(told.nominalDelay() + 20);
        assertThat(told.absoluteMaximumDelay()).isEqualTo(300);
    }

    @Test
    void nobodyIsToldWhoHasNotAsked() {
        var wire = new Wire(4);
        wire.join(
                AudioPlan.builder(8, G711.A_LAW).reports(new WantedReports(true, WantedReports.Answerers.NOBODY)),
                AudioPlan.builder(8, G711.A_LAW));
        wire.run(20_000);
        assertThat(wire.left.statistics(wire.nowNanos).remote().metrics()).isEmpty();
        assertThat(wire.right.statistics(wire.nowNanos).remote().metrics()).isPresent();
    }

    private static AudioPlan.Builder listening(WantedReports wishes) {
        return AudioPlan.builder(8, G711.A_LAW)
                .direction(MediaDirection.RECEIVE_ONLY)
                .reports(wishes);
    }

    /** RFC 3611 §4.4, §4.5. */
    @Test
    void whoOnlyListensKnowsTheRoundTripWhereReferenceTimesAreAnswered() {
        var wishes = new WantedReports(false, WantedReports.Answerers.SENDERS);
        var wire = new Wire(5);
        wire.join(AudioPlan.builder(8, G711.A_LAW).reports(wishes), listening(wishes));
        wire.run(30_000);
        assertThat(wire.right.statistics(wire.nowNanos).roundTrip().orElseThrow())
                .isBetween(Duration.ofMillis(19), Duration.ofMillis(21));
        var without = new Wire(5);
        without.join(AudioPlan.builder(8, G711.A_LAW), listening(WantedReports.NONE));
        without.run(30_000);
        assertThat(without.right.statistics(without.nowNanos).roundTrip()).isEmpty();
    }

    @Test
    void codecWithoutPublishedValuesIsRatedWithOnesOfTheProgram() {
        var wire = new Wire(6);
        wire.join(AudioPlan.builder(9, G722.WIDEBAND), AudioPlan.builder(9, G722.WIDEBAND));
        wire.run(20_000);
        var statistics = wire.left.statistics(wire.nowNanos);
        assertThat(statistics.quality()).isEmpty();
        assertThat(statistics.quality()).isEmpty();
        assertThat(statistics.quality(new CodecImpairment(13, 20)).orElseThrow().rFactor())
                .hasValue(93.2 - 13);
        assertThat(Optional.of(statistics.received().packetLength())).contains(Duration.ofMillis(20));
    }

    /** Bytes of 16 kHz as they are. */
    private record OtherClock() implements CodecFactory {
        @Override
        public CodecName name() {
            return new CodecName("OTHER", 16_000);
        }

        @Override
        public AudioCodec create() {
            return new AudioCodec() {
                @Override
                public CodecName name() {
                    return OtherClock.this.name();
                }

                @Override
                public int encode(short[] pcm, int offset, int length, ByteBuffer out) {
                    out.put(new byte[length / 2]);
                    return length / 2;
                }

                @Override
                public int decode(ByteBuffer in, short[] out, int offset) {
                    return 0;
                }
            };
        }
    }
}
