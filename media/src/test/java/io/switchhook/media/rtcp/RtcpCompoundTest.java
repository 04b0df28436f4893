package io.switchhook.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RtcpCompoundTest {
    // SR with one report block, SDES with CNAME "a@b", APP, BYE with a reason.
    private static final String COMPOUND = "81C8000C 00000001 E1E2E3E4 80000000 00001000 00000064 00003E80"
            + "00000002 40FFFFFE 00010005 00000050 E3E48000 00010000"
            + "81CA0003 00000001 01036140 62000000"
            + "80CC0002 00000001 4E414D45"
            + "81CB0002 00000001 03627965";

    private static final ReceptionReport REPORT = new ReceptionReport(2, 64, -2, 0x10005, 0x50, 0xE3E48000, 0x10000);

    @Test
    void compoundIsReadAsDrawnInTheRfc() {
        var packets = read(COMPOUND).packets();
        assertThat(packets)
                .containsExactly(
                        new SenderReport(1, new NtpTime(0xE1E2E3E480000000L), 0x1000, 100, 16000, List.of(REPORT)),
                        SourceDescription.ofCname(1, "a@b"),
                        new UnknownRtcp(204, 12),
                        new Goodbye(List.of(1)));
        assertThat(packets)
                .extracting(RtcpPacket::kind)
                .containsExactly(
                        RtcpPacket.Kind.SENDER_REPORT,
                        RtcpPacket.Kind.SOURCE_DESCRIPTION,
                        RtcpPacket.Kind.UNKNOWN,
                        RtcpPacket.Kind.GOODBYE);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (int nameLength = 0; nameLength < 9; nameLength++) {
            var compound = new RtcpCompound(List.of(
                    new ReceiverReport(9, List.of(REPORT, REPORT)),
                    SourceDescription.ofCname(9, "x".repeat(nameLength)),
                    new Goodbye(List.of(9, 10))));
            ByteBuffer out = ByteBuffer.allocate(200);
            compound.write(out);
            assertThat(out.position() % 4).isZero();
            assertThat(RtcpCompound.parse(out.flip())).isEqualTo(new RtcpParse.Parsed(compound));
        }
    }

    @Test
    void goldenSenderReportBytes() {
        ByteBuffer out = ByteBuffer.allocate(100);
        new RtcpCompound(List.of(
                        new SenderReport(1, new NtpTime(0xE1E2E3E480000000L), 0x1000, 100, 16000, List.of(REPORT)),
                        SourceDescription.ofCname(1, "a@b")))
                .write(out);
        assertThat(out.flip()).isEqualTo(Packets.hex(COMPOUND).slice(0, 52 + 16));
    }

    @Test
    void everyTruncatedPrefixIsRefusedUnlessItEndsBetweenPackets() {
        ByteBuffer whole = Packets.hex(COMPOUND);
        for (int length = 0; length < whole.capacity(); length++) {
            boolean complete = length == 52 || length == 68 || length == 80;
            assertThat(RtcpCompound.parse(whole.slice(0, length)) instanceof RtcpParse.Parsed)
                    .as("%d bytes", length)
                    .isEqualTo(complete);
        }
    }

    /** RFC 3550 §A.2. */
    @Test
    void headerValidityChecksOfTheRfc() {
        assertMalformed("41C90001 00000001", "version 2");
        assertMalformed("81CB0001 00000001", "report first");
        assertMalformed("80C90001 00000001 41CB0001 00000001", "version 2");
        assertMalformed("A0C90002 00000001 00000004 81CB0001 00000001", "last packet");
        assertMalformed("A0C90002 00000001 00000003", "Padding");
        assertMalformed("A0C90002 00000001 0000000C", "Padding");
        assertMalformed("82C90001 00000001", "too short for its count");
        assertMalformed("80C9FFFF 00000001", "Expected 262144 bytes");
        assertThat(read("A0C90002 00000001 00000004").packets()).containsExactly(new ReceiverReport(1, List.of()));
    }

    @Test
    void chunkThatDoesNotFitIsRefused() {
        String report = "80C90001 00000001";
        assertMalformed(report + "81CA0002 00000001 01FF6162", "too short");
        assertMalformed(report + "81CA0002 00000001 01026162", "too short");
        assertMalformed(report + "82CA0002 00000001 00000000", "too short");
        assertThat(read(report + "80CA0000").packets()).hasSize(2);
        assertThat(read(report + "81CA0002 00000001 00000000").packets().get(1))
                .isEqualTo(new SourceDescription(List.of(new SourceDescription.Chunk(1, Optional.empty()))));
    }

    @Test
    void compoundMustBeginWithAReport() {
        assertThatThrownBy(() -> new RtcpCompound(List.of(new Goodbye(List.of(1)))).write(ByteBuffer.allocate(50)))
                .hasMessageContaining("starts with a sender or receiver report");
        assertThatThrownBy(() -> SourceDescription.ofCname(1, "x".repeat(256))).hasMessageContaining("255");
    }

    /**
     * The example of RFC 3550 §6.4.1, Figure 2: A = 0xb710:8000, DLSR = 0x0005:4000, LSR = 0xb705:2000 give 0x0006:2000
     * = 6.125 s.
     */
    @Test
    void roundTripTimeOfTheRfcsExample() {
        var arrival = new NtpTime(0x0000B71080000000L);
        var report = new ReceptionReport(1, 0, 0, 0, 0, 0xB7052000, 0x00054000);
        assertThat(NtpTime.roundTrip(arrival, report)).contains(Duration.ofMillis(6125));
    }

    @Test
    void roundTripIsAbsentWhenNotMeasuredOrImpossible() {
        var arrival = NtpTime.of(10_000_000_000L);
        assertThat(NtpTime.roundTrip(arrival, new ReceptionReport(1, 0, 0, 0, 0, 0, 0)))
                .isEmpty();
        assertThat(NtpTime.roundTrip(arrival, new ReceptionReport(1, 0, 0, 0, 0, arrival.middle(), 65536)))
                .isEmpty();
    }

    @Test
    void ntpTimeCountsSecondsAndTheirBinaryFraction() {
        assertThat(NtpTime.of(1_500_000_000L).bits()).isEqualTo(0x1_80000000L);
        assertThat(NtpTime.of(1_500_000_000L).middle()).isEqualTo(0x18000);
        assertThat(NtpTime.units(5_250_000_000L)).isEqualTo(0x54000);
        assertThat(NtpTime.ofUnits(0x54000)).isEqualTo(Duration.ofMillis(5250));
    }

    @Test
    void tenThousandMutatedCompoundsAreReadOrRefused() {
        var random = new SeededRandomness(2);
        byte[] whole = Packets.hex(COMPOUND).array();
        int parsed = 0;
        for (int i = 0; i < 10_000; i++) {
            if (RtcpCompound.parse(Packets.mutate(whole, random)) instanceof RtcpParse.Parsed result) {
                parsed++;
                var writable = result.compound().packets().stream()
                        .filter(packet -> packet.kind() != RtcpPacket.Kind.UNKNOWN)
                        .toList();
                ByteBuffer out = ByteBuffer.allocate(4096);
                new RtcpCompound(writable).write(out);
                assertThat(RtcpCompound.parse(out.flip())).isEqualTo(new RtcpParse.Parsed(new RtcpCompound(writable)));
            }
        }
        assertThat(parsed).isBetween(500, 9500);
    }

    private static RtcpCompound read(String hex) {
        RtcpParse parse = RtcpCompound.parse(Packets.hex(hex));
        assertThat(parse).isInstanceOf(RtcpParse.Parsed.class);
        return ((RtcpParse.Parsed) parse).compound();
    }

    private static void assertMalformed(String hex, String reason) {
        assertThat(RtcpCompound.parse(Packets.hex(hex)))
                .isInstanceOfSatisfying(
                        RtcpParse.Malformed.class,
                        malformed -> assertThat(malformed.reason()).contains(reason));
    }
}
