package io.switchhook.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 3611 §2, §3, §4.4, §4.5, §4.7. */
class ExtendedReportTest {
    /** An empty RR, and an XR with a reference time, a delay, a block of a type that is not known, and VoIP metrics. */
    private static final String COMPOUND = "80C90001 00000001"
            + "80CF0013 00000001"
            + "04000002 E1E2E3E4 80000000"
            + "05000003 00000002 E3E48000 00010000"
            + "0F000001 DEADBEEF"
            + "07000008 00000002 0C0C540A 00780208 00140028 F1BA7F10 5D7F2C2B B000003C 012C012C";

    private static final VoipMetrics METRICS = new VoipMetrics(
            2, 12, 12, 84, 10, 120, 520, 20, 40, -15, -70, 127, 16, 93, 127, 44, 43, 0xB0, 60, 300, 300);

    private static final ExtendedReport REPORT = new ExtendedReport(
            1,
            Optional.of(new NtpTime(0xE1E2E3E480000000L)),
            List.of(new ReferenceDelay(2, 0xE3E48000, 0x10000)),
            List.of(METRICS));

    private static ExtendedReport read(ByteBuffer bytes) {
        var packets = ((RtcpParse.Parsed) RtcpCompound.parse(bytes)).compound().packets();
        return (ExtendedReport) packets.get(1);
    }

    @Test
    void blocksAreReadAsDrawnInTheRfc() {
        var report = read(Packets.hex(COMPOUND));
        assertThat(report).isEqualTo(REPORT);
        assertThat(report.kind()).isEqualTo(RtcpPacket.Kind.EXTENDED_REPORT);
        assertThat(METRICS.lossShare()).isEqualTo(12 / 256.0);
        assertThat(METRICS.discardShare()).isEqualTo(12 / 256.0);
        assertThat(METRICS.rating()).hasValue(93);
        assertThat(METRICS.listeningScore()).hasValue(4.4);
        assertThat(METRICS.conversationalScore()).hasValue(4.3);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        var compound = new RtcpCompound(List.of(new ReceiverReport(1, List.of()), REPORT));
        ByteBuffer out = ByteBuffer.allocate(200);
        compound.write(out);
        assertThat(out.flip().remaining())
                .as("all but the block that is not known")
                .isEqualTo(8 + 80 - 8);
        assertThat(RtcpCompound.parse(out)).isEqualTo(new RtcpParse.Parsed(compound));
        assertThat(REPORT.isEmpty()).isFalse();
        assertThat(new ExtendedReport(1, Optional.empty(), List.of(), List.of()).isEmpty())
                .isTrue();
    }

    /** RFC 3611 §4.7.5: other values must be ignored. */
    @Test
    void figuresThatThereCannotBeAreIgnored() {
        var bytes = Packets.hex(COMPOUND);
        int at = bytes.capacity() - 12;
        bytes.putInt(at, 0x657F0933);
        var metrics = read(bytes).metrics().get(0);
        assertThat(metrics.rating()).isEmpty();
        assertThat(metrics.listeningScore()).isEmpty();
        assertThat(metrics.conversationalScore()).isEmpty();
        bytes.putInt(at, 0x7F7F7F7F);
        assertThat(read(bytes).metrics().get(0).rating()).isEmpty();
        assertThat(read(bytes).metrics().get(0).listeningScore()).isEmpty();
    }

    @Test
    void blockThatDoesNotFitSpoilsNothingBeforeIt() {
        var bytes = Packets.hex(COMPOUND);
        bytes.putShort(bytes.capacity() - 34, (short) 9);
        var report = read(bytes);
        assertThat(report.delays()).hasSize(1);
        assertThat(report.metrics()).isEmpty();
        bytes.putShort(18, (short) 0xFFFF);
        assertThat(read(bytes).isEmpty()).isTrue();
    }

    @Test
    void blocksOfOtherLengthsThanTheirTypeHasAreSkipped() {
        var report = read(Packets.hex("80C90001 00000001 80CF0008 00000001" + "04000001 E1E2E3E4" + "07000001 00000002"
                + "05000002 00000002 E3E48000"));
        assertThat(report.isEmpty()).isTrue();
    }

    @Test
    void oneWithoutItsSourceIsNoReasonToDropTheOthers() {
        var parsed = (RtcpParse.Parsed) RtcpCompound.parse(Packets.hex("80C90001 00000001 80CF0000"));
        assertThat(parsed.compound().packets().get(1)).isEqualTo(new UnknownRtcp(207, 4));
    }

    @Test
    void noInputThrows() {
        var original = Packets.hex(COMPOUND).array();
        var random = new SeededRandomness(11);
        for (int i = 0; i < 100_000; i++) {
            assertThat(RtcpCompound.parse(Packets.mutate(original, random))).isNotNull();
        }
    }

    /** §4.5: A - LRR - DLRR. */
    @Test
    void answerShowsTheRoundTrip() {
        var arrival = NtpTime.of(10_000_000_000L);
        int sent = NtpTime.of(9_000_000_000L).middle();
        assertThat(new ReferenceDelay(1, sent, NtpTime.units(980_000_000L)).roundTrip(arrival))
                .hasValueSatisfying(trip -> assertThat(trip).isBetween(Duration.ofMillis(19), Duration.ofMillis(21)));
        assertThat(new ReferenceDelay(1, 0, 0).roundTrip(arrival)).isEmpty();
    }

    @Test
    void clockOfWholeTicksMakesNoRoundTripDisappear() {
        var arrival = NtpTime.of(10_000_000_000L);
        int sent = NtpTime.of(9_000_000_000L).middle();
        assertThat(new ReferenceDelay(1, sent, NtpTime.units(1_001_000_000L)).roundTrip(arrival))
                .contains(Duration.ZERO);
        assertThat(new ReferenceDelay(1, sent, NtpTime.units(1_100_000_000L)).roundTrip(arrival))
                .isEmpty();
    }
}
