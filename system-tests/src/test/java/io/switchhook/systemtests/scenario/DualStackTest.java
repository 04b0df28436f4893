package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName(
        "RFC 6157 §4.1: signalling by one family of addresses, audio by the other, as behind a gateway between the two")
class DualStackTest {
    private static final int TONE = PageCall.PEER_TONE;
    private static final String IPV6 = "2001:db8::1";
    private static final String IPV4 = "10.0.1.1";

    @RegisterExtension
    final Stage stage = new Stage();

    private RtpProbe audio() {
        stage.host("gateway", "10.0.3.8");
        return stage.probe("gateway", 9_000);
    }

    private Telephone bob(String... more) {
        return telephone("bob", SipAccount.builder("sip:bob@[" + IPV6 + "]").build(), more)
                .answering();
    }

    private Telephone telephone(String name, SipAccount account, String... more) {
        stage.host(name, IPV6, more);
        var config = PhoneConfig.DEFAULT
                .withListen(ListenPoint.parse("udp:[" + IPV6 + "]:5060", 5_060))
                .withRtpPorts(5_000, 10_000);
        return stage.telephone(name, account, config);
    }

    private PeerDialog calling(String uri) {
        return stage.peer("858", "alice", "2001:db8::7", 5_060).newDialog(uri);
    }

    private static void assertTheyTalk(RtpProbe audio, WireMessage answer, Telephone bob) {
        audio.sendTone(TONE, RtpProbe.mediaAddress(answer.body()));
        audio.expectTone(bob.tone(), Duration.ofSeconds(2));
        assertThat(bob.hearsPeer()).isTrue();
    }

    @Test
    void whoHasBothAnswersWithTheFamilyOfTheOffer() {
        var audio = audio();
        var bob = bob(IPV4);
        var dialog = calling("sip:bob@[" + IPV6 + "]");
        var invite = dialog.invite(audio.sdp());
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(invite, answer);
        assertThat(answer.body()).contains("c=IN IP4 " + IPV4 + "\r\n");
        assertTheyTalk(audio, answer, bob);
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
    }

    @Test
    void ourPbxDoesSoToo() {
        var audio = audio();
        stage.host("pbx", "2001:db8::9", "10.0.0.9");
        stage.startPbxAt("[2001:db8::9]");
        var bob = telephone(
                        "853",
                        SipAccount.builder("sip:853@[2001:db8::9]")
                                .secret("853")
                                .build())
                .register()
                .answering();
        var dialog = calling("sip:853@[2001:db8::9]");
        var first = dialog.invite(audio.sdp());
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(first, challenge);
        var invite = dialog.sendAuthorized(first, challenge, "858", "858");
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(invite, answer);
        assertThat(answer.body()).contains("c=IN IP4 10.0.0.9\r\n");
        assertTheyTalk(audio, answer, bob);
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
    }

    @Test
    void whoHasNoneOfThatFamilySaysSo() {
        var audio = audio();
        bob();
        var dialog = calling("sip:bob@[" + IPV6 + "]");
        var invite = dialog.invite(audio.sdp());
        var refusal = dialog.expectResponse("INVITE", 488);
        dialog.ack(invite, refusal);
        assertThat(refusal.header("Warning").orElseThrow())
                .contains("10.0.3.8 cannot be reached from our IPv6 address");
    }
}
