package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.ice.IceSettings;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 8839: what our telephone says of ICE to one that is scripted")
class IceWithPeerTest {
    private static final String PHONE = "10.0.1.1";
    private static final String PEER = "10.0.3.1";
    private static final String FIRST = "a=ice-ufrag:first\r\na=ice-pwd:first56789012345678901234\r\n";
    private static final String SECOND = "a=ice-ufrag:second\r\na=ice-pwd:second6789012345678901234\r\n";
    private static final String CANDIDATE = "a=candidate:1 1 UDP 2130706431 " + PEER + " 4000 typ host\r\n";

    @RegisterExtension
    final Stage stage = new Stage();

    private Telephone phone;
    private ScriptedPeer peer;
    private RtpProbe audio;
    private PeerDialog dialog;

    @BeforeEach
    void begin() {
        var account = SipAccount.builder("sip:858@" + PHONE)
                .calls(CallSettings.DEFAULT.withIce(IceSettings.of()))
                .build();
        var config = PhoneConfig.DEFAULT
                .withListen(ListenPoint.parse("udp:" + PHONE + ":5060", 5060))
                .withRtpPorts(5_000, 10_000);
        phone = stage.telephoneOn(stage.host("858", PHONE), "858", account, config)
                .answering();
        peer = stage.peer("gateway", "gateway", PEER, 5_060).lenient();
        peer.target(new InetSocketAddress(phone.host().address(), 5_060));
        audio = stage.probe("gateway", 4_000);
        dialog = peer.newDialog(phone.uri());
    }

    private String invite(String sdp) {
        var invite = dialog.invite(sdp);
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(invite, answer);
        return answer.body();
    }

    private static String ufragOf(String body) {
        return body.lines()
                .filter(line -> line.startsWith("a=ice-ufrag:"))
                .findFirst()
                .orElseThrow();
    }

    private static String passwordOf(String body) {
        return body.lines()
                .filter(line -> line.startsWith("a=ice-pwd:"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("§4.3.2: an answer has a name, a password, ice2 and the address of each component as candidate")
    void answerToAnOfferWithIce() {
        var answer = invite(audio.sdp() + FIRST + CANDIDATE + "a=rtcp-mux\r\n");
        assertThat(answer)
                .contains("a=ice-options:ice2\r\n")
                .containsPattern("a=candidate:1 1 UDP 2130706431 10\\.0\\.1\\.1 \\d+ typ host\r\n")
                .doesNotContain("candidate:1 2 ")
                .doesNotContain("remote-candidates")
                .doesNotContain("ice-lite");
        assertThat(ufragOf(answer).length()).isGreaterThanOrEqualTo("a=ice-ufrag:".length() + 5);
        assertThat(passwordOf(answer).length()).isGreaterThanOrEqualTo("a=ice-pwd:".length() + 26);
    }

    @Test
    @DisplayName("§4.4.1.1.1, §4.4.2.1: others begin anew and are answered with others, and nothing else does that")
    void restart() {
        var first = invite(audio.sdp() + FIRST + CANDIDATE);
        var held = invite(audio.sdp().replace("a=sendrecv", "a=sendonly") + FIRST + CANDIDATE);
        assertThat(ufragOf(held)).isEqualTo(ufragOf(first));
        assertThat(passwordOf(held)).isEqualTo(passwordOf(first));
        var anew = invite(audio.sdp() + SECOND + CANDIDATE);
        assertThat(ufragOf(anew)).isNotEqualTo(ufragOf(first));
        assertThat(passwordOf(anew)).isNotEqualTo(passwordOf(first));
    }

    @Test
    @DisplayName("§4.4.2.1: an offer that begins anew and is refused has begun nothing")
    void refusedRestart() {
        var first = invite(audio.sdp() + FIRST + CANDIDATE);
        var unknown = audio.sdp().replace("RTP/AVP 8 0 101", "RTP/AVP 77") + "a=rtpmap:77 nobody-knows/8000\r\n";
        var refused = dialog.invite(unknown + SECOND + CANDIDATE);
        dialog.ack(refused, dialog.expectResponse("INVITE", 488));
        var after = invite(audio.sdp() + FIRST + CANDIDATE);
        assertThat(ufragOf(after)).isEqualTo(ufragOf(first));
        assertThat(passwordOf(after)).isEqualTo(passwordOf(first));
    }

    @Test
    @DisplayName(
            "§7.5: an offer that the other side asks for begins anew, since it may be for somebody else; without an answer it has not")
    void offerOnDemand() {
        var first = invite(audio.sdp() + FIRST + CANDIDATE);
        var asked = dialog.send("INVITE");
        var offer = dialog.expectResponse("INVITE", 200);
        assertThat(ufragOf(offer.body())).isNotEqualTo(ufragOf(first));
        assertThat(passwordOf(offer.body())).isNotEqualTo(passwordOf(first));
        dialog.ack(asked, offer);
        assertThat(ufragOf(invite(audio.sdp() + FIRST + CANDIDATE))).isEqualTo(ufragOf(first));
    }

    @Test
    @DisplayName("§4.2.5: addresses that somebody has changed on the way are told, and audio goes there as without ICE")
    void mismatch() {
        var answer = invite(audio.sdp() + FIRST + CANDIDATE.replace(" 4000 ", " 4002 "));
        assertThat(answer)
                .contains("a=ice-mismatch\r\n")
                .doesNotContain("a=candidate")
                .doesNotContain("ice-ufrag");
        audio.sendTone(700, RtpProbe.mediaAddress(answer));
        audio.expectTone(phone.tone(), Duration.ofSeconds(1));
        assertThat(phone.lastCall().path()).isEmpty();
    }

    @Test
    @DisplayName("§4.3.2: an offer without ICE is answered without")
    void offerWithoutIce() {
        assertThat(invite(audio.sdp())).doesNotContain("ice-").doesNotContain("candidate");
    }

    @Test
    @DisplayName("RFC 7675 §5.1: who has not answered a check is sent no audio, whatever its description says")
    void noAudioWithoutConsent() {
        invite(audio.sdp() + FIRST + CANDIDATE);
        stage.seconds(3);
        assertThat(audio.packets()).isZero();
    }
}
