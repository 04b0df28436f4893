package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.Packet;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 3264 §5.1, §6.1: ptime is what the other side would like, and no reason to have no call")
class PacketLengthTest {
    private static final int RTP_HEADER = 12;
    private static final int PCMA = 8;
    private static final int BYTES_PER_MILLISECOND = 8;
    private static final int RTP_PORT = 8_654;

    @RegisterExtension
    final Stage stage = new Stage();

    /** Lengths in milliseconds of the packets that the phone sends. */
    private final TreeSet<Integer> lengths = new TreeSet<>();

    private void listen() {
        stage.simulation().onPacket(packet -> {
            var bytes = packet.payload().toByteArray();
            boolean audio = packet.kind() == Packet.Kind.DATAGRAM
                    && packet.fromHost().equals("858")
                    && packet.to().getPort() == RTP_PORT
                    && (bytes[1] & 0x7f) == PCMA;
            if (audio) {
                lengths.add((bytes.length - RTP_HEADER) / BYTES_PER_MILLISECOND);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ptime:1, 10",
        "ptime:10, 10",
        "ptime:15, 10",
        "ptime:20, 20",
        "ptime:25, 20",
        "ptime:30, 30",
        "ptime:120, 120",
        "ptime:125, 120",
        "ptime:200, 120",
        "ptime:201, 20",
        "maxptime:5, 10",
        "maxptime:15, 10"
    })
    void callThatComesInIsAnsweredAndHeard(String attribute, int millis) {
        listen();
        var pbx = stage.peerAsPbx("853");
        var phone = stage.direct("858").answering();
        var audio = stage.probe("pbx", RTP_PORT);
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(audio.sdp() + "a=" + attribute + "\r\n");
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(invite, answer);
        assertTheyTalk(phone, audio, answer, millis);
    }

    @ParameterizedTest
    @CsvSource({"ptime:15, 10", "ptime:25, 20", "ptime:150, 120"})
    void callThatIsAnsweredSoIsHeard(String attribute, int millis) {
        listen();
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", RTP_PORT);
        var started = phone.prepare("853").start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respondWithSdp(invite, 200, audio.sdp() + "a=" + attribute + "\r\n");
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        assertTheyTalk(phone, audio, invite, millis);
    }

    private void assertTheyTalk(Telephone phone, RtpProbe audio, WireMessage description, int millis) {
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(description.body()));
        stage.seconds(0.4);
        assertThat(phone.hearsPeer()).isTrue();
        assertThat(audio.packets()).isBetween(900 / millis, 1_100 / millis + 1);
        assertThat(lengths).containsExactly(millis);
    }
}
