package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.Packet;
import io.switchhook.testkit.RtpProbe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 5761 §5.1.1: RTCP shares the port of RTP where both sides of a leg say so, and nowhere else")
class RelayedReportsTest {
    private static final byte[] REPORT = HexFormat.of().parseHex("80c9000100000001");
    private static final String MUX = "a=rtcp-mux\r\n";

    private final Bench bench;
    /** From where and to where the PBX sends Anna reports. */
    private final List<List<Integer>> ways = new ArrayList<>();

    RelayedReportsTest() throws IOException {
        bench = new Bench();
        bench.simulation.onPacket(packet -> {
            var bytes = packet.payload().toByteArray();
            boolean report = packet.kind() == Packet.Kind.DATAGRAM
                    && packet.fromHost().equals("pbx")
                    && packet.to().getAddress().getHostAddress().equals("192.0.2.1")
                    && bytes.length == REPORT.length
                    && (bytes[1] & 0xff) == 201;
            if (report) {
                ways.add(List.of(packet.from().getPort(), packet.to().getPort()));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, false"})
    void reportsGoWhereTheLegHasAgreedTo(boolean offered, boolean answered) {
        var calling = bench.anna.dial("853", bench.anna.ear().sdp() + (offered ? MUX : ""));
        var called = bench.bert.ring();
        called.dialog().respondWithSdp(called.invite(), 200, bench.bert.ear().sdp() + (answered ? MUX : ""));
        called.dialog().expectRequest("ACK");
        var ok = calling.dialog().expectResponse("INVITE", 200);
        calling.dialog().ack(calling.invite(), ok);
        assertThat(ok.body().contains("rtcp-mux")).isEqualTo(answered);
        var atPbx = RtpProbe.mediaAddress(called.invite().body());
        bench.bert.peer().sendBytes(REPORT, new InetSocketAddress(atPbx.getAddress(), atPbx.getPort() + 1));
        bench.run(100);
        int port = RtpProbe.mediaAddress(ok.body()).getPort();
        int hers = bench.anna.ear().address().getPort();
        assertThat(ways).containsExactly(answered ? List.of(port, hers) : List.of(port + 1, hers + 1));
        calling.hangUp();
        called.expectBye();
        bench.end();
    }

    @Test
    void whoIsOfferedSharingAndDoesNotAgreeGetsReportsOnThePortOfTheirOwn() {
        var calling = bench.bert.dial("858", bench.bert.ear().sdp() + MUX);
        var called = bench.anna.ring();
        assertThat(called.invite().body()).contains("rtcp-mux");
        called.answer();
        calling.dialog().ack(calling.invite(), calling.dialog().expectResponse("INVITE", 200));
        var atPbx = RtpProbe.mediaAddress(called.invite().body());
        bench.anna.ear().sendTone(1_000, atPbx);
        bench.run(100);
        bench.bert
                .peer()
                .sendBytes(
                        REPORT,
                        RtpProbe.mediaAddress(bench.bert.peer().received().stream()
                                .filter(message -> message.isResponse("INVITE", 200))
                                .findFirst()
                                .orElseThrow()
                                .body()));
        bench.run(100);
        int hers = bench.anna.ear().address().getPort();
        assertThat(ways).containsExactly(List.of(atPbx.getPort() + 1, hers + 1));
        calling.hangUp();
        called.expectBye();
        bench.end();
    }
}
