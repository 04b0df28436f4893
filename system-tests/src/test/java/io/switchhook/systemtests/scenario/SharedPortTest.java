package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.Packet;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 5761 §5.1.1: RTCP on the port of RTP, when the peer offers it")
class SharedPortTest {
    private static final int RTP_PORT = 8_654;
    private static final int SENDER_REPORT = 200;
    private static final String MUX = "a=rtcp-mux\r\n";

    @RegisterExtension
    final Stage stage = new Stage();

    /** From where and to where the phone sends reports. */
    private final List<List<Integer>> ways = new ArrayList<>();

    private void watch() {
        stage.simulation().onPacket(packet -> {
            var bytes = packet.payload().toByteArray();
            boolean report = packet.kind() == Packet.Kind.DATAGRAM
                    && packet.fromHost().equals("858")
                    && bytes.length > 1
                    && (bytes[1] & 0xff) == SENDER_REPORT
                    && (bytes[0] & 0xc0) == 0x80;
            if (report) {
                ways.add(List.of(packet.from().getPort(), packet.to().getPort()));
            }
        });
    }

    private static void assertWay(List<List<Integer>> ways, WireMessage description, int beside) {
        int ours = RtpProbe.mediaAddress(description.body()).getPort();
        assertThat(ways).isNotEmpty().containsOnly(List.of(ours + beside, RTP_PORT + beside));
    }

    @Test
    void whatThePeerOffersIsAgreedToAndGoesOn() {
        watch();
        var pbx = stage.peerAsPbx("853");
        var phone = stage.direct("858").answering();
        var audio = stage.probe("pbx", RTP_PORT);
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(audio.sdp() + MUX);
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(invite, answer);
        assertThat(answer.body()).contains(MUX);
        stage.seconds(20);
        assertWay(ways, answer, 0);
        var hold = phone.lastIncoming().hold();
        var offer = dialog.expectRequest("INVITE");
        assertThat(offer.body()).contains(MUX);
        dialog.respondWithSdp(offer, 200, audio.sdp("recvonly") + MUX);
        dialog.expectRequest("ACK");
        assertThat(stage.await(hold).isDone()).isTrue();
        var change = dialog.invite(audio.sdp());
        var without = dialog.expectResponse("INVITE", 200);
        dialog.ack(change, without);
        assertThat(without.body()).doesNotContain("rtcp-mux");
        ways.clear();
        stage.seconds(20);
        assertWay(ways, without, 1);
    }

    @Test
    void weDoNotAskForIt() {
        watch();
        var page = PageCall.outgoing(stage);
        assertThat(stage.requests("858", "INVITE"))
                .allMatch(invite -> !invite.body().contains("rtcp-mux"));
        stage.seconds(20);
        assertWay(ways, stage.requests("858", "INVITE").get(0), 1);
        assertThat(page.call().state().isAnswered()).isTrue();
    }
}
