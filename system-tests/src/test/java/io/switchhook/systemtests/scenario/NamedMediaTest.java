package io.switchhook.systemtests.scenario;

import static io.switchhook.systemtests.fixture.ScriptedExtension.pbxAddress;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.dns.DnsType;
import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallState;
import io.switchhook.simulation.DnsZone;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.ScriptedExtension;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 8866 §5.7, §9: a host name in c= is where the media goes, once DNS has said where that is")
class NamedMediaTest {
    private static final String NAME = "gateway.example.com";
    private static final int RTP_PORT = 8_654;
    private static final Duration SOON = Duration.ofSeconds(1);

    @RegisterExtension
    final Stage stage = new Stage();

    private DnsZone dns() {
        return stage.simulation().dns();
    }

    private static String named(String sdp, String name) {
        return sdp.replaceAll("(?m)^(c=IN IP[46]) \\S+", "$1 " + name);
    }

    /** 858 calls the gateway, which answers by that name. */
    private Gateway dial(String name) {
        var peer = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", RTP_PORT);
        var call = phone.prepare("853");
        var started = call.start();
        var invite = peer.expectRequest("INVITE");
        var dialog = peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, named(audio.sdp(), name));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        return new Gateway(peer, dialog, audio, phone, call, invite);
    }

    private record Gateway(
            ScriptedPeer peer, PeerDialog dialog, RtpProbe audio, Telephone phone, Call call, WireMessage theirs) {

        void speak() {
            audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(theirs.body()));
        }

        String ladder() {
            return phone.phone().ladder(call);
        }

        /** Offers anew and is answered. */
        WireMessage reoffer(String sdp) {
            var invite = dialog.invite(sdp);
            var answer = peer.expectFinal("INVITE", SOON);
            assertThat(answer.status()).isEqualTo(200);
            dialog.ack(invite, answer);
            return answer;
        }
    }

    @Test
    void answerThatNamesAHostIsSentAudio() {
        dns().a(NAME, Stage.PBX_ADDRESS);
        var gateway = dial(NAME);
        gateway.audio().expectTone(gateway.phone().tone(), SOON);
        assertThat(gateway.call().state()).isEqualTo(CallState.IN_CALL);
        assertThat(dns().queries()).containsExactly(new DnsZone.Query(NAME, DnsType.A));
        stage.seconds(20);
        assertThat(gateway.audio().missingPackets()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {NAME + ".", "Gateway.EXAMPLE.com"})
    void offerThatNamesAHostIsSentAudio(String name) {
        dns().a(NAME, Stage.PBX_ADDRESS);
        var peer = stage.peerAsPbx("853");
        var phone = stage.direct("858").answering();
        var audio = stage.probe("pbx", RTP_PORT);
        var dialog = peer.newDialog(phone.uri());
        var invite = dialog.invite(named(audio.sdp(), name));
        dialog.ack(invite, dialog.expectResponse("INVITE", 200));
        audio.expectTone(phone.tone(), SOON);
    }

    @Test
    @DisplayName("RFC 4961: who is heard before the name is found is sent audio at once, and goes on to be")
    void whoIsHeardFirstIsSentAudio() {
        dns().a(NAME, "203.0.113.9").delay(Duration.ofSeconds(4));
        var gateway = dial(NAME);
        gateway.speak();
        gateway.audio().expectTone(gateway.phone().tone(), SOON);
        stage.seconds(6);
        assertThat(gateway.audio().missingPackets()).isZero();
        assertThat(gateway.audio().hears(gateway.phone().tone())).isTrue();
        assertThat(gateway.phone().hearsPeer()).isTrue();
    }

    @Test
    void silenceOfDnsIsToldAndWhoIsHeardLaterIsSentAudio() {
        dns().silence(NAME, DnsType.A);
        var gateway = dial(NAME);
        stage.seconds(6);
        assertThat(gateway.audio().packets()).isZero();
        assertThat(gateway.ladder()).contains("DNS did not answer for " + NAME);
        gateway.speak();
        gateway.audio().expectTone(gateway.phone().tone(), SOON);
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.example.com, DNS knows no IPv4 address of the host gateway.example.com",
        "192.0.2.256, DNS knows no IPv4 address of the host 192.0.2.256",
        "no*name, no*name is no host name"
    })
    void nameThatNobodyHasIsTold(String name, String why) {
        var gateway = dial(name);
        stage.seconds(0.5);
        assertThat(gateway.audio().packets()).isZero();
        assertThat(gateway.ladder()).contains(why + ", where the other side wants its media");
        assertThat(gateway.call().state()).isEqualTo(CallState.IN_CALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "224.2.1.183"})
    @DisplayName("what may not stand in c= for one peer is no place to send to when DNS says it either")
    void nameOfNoSinglePlaceIsTold(String address) {
        dns().a(NAME, address);
        var gateway = dial(NAME);
        stage.seconds(0.5);
        assertThat(gateway.ladder()).contains("DNS knows no IPv4 address of the host " + NAME);
    }

    @Test
    void sameNameInALaterOfferDoesNotInterruptTheAudio() {
        dns().a(NAME, Stage.PBX_ADDRESS);
        var gateway = dial(NAME);
        gateway.audio().expectTone(gateway.phone().tone(), SOON);
        dns().silence(NAME, DnsType.A);
        gateway.reoffer(named(gateway.audio().sdp(), NAME));
        stage.seconds(8);
        assertThat(gateway.audio().missingPackets()).isZero();
        assertThat(gateway.audio().hears(gateway.phone().tone())).isTrue();
        assertThat(gateway.ladder()).doesNotContain("DNS did not answer");
    }

    @Test
    @DisplayName("a gateway whose provider has given it another address says the same name again")
    void sameNameMayLeadElsewhereLater() {
        stage.host("elsewhere", "10.0.0.77");
        var moved = stage.probe("elsewhere", RTP_PORT);
        dns().a(NAME, Stage.PBX_ADDRESS);
        var gateway = dial(NAME);
        gateway.audio().expectTone(gateway.phone().tone(), SOON);
        dns().remove(NAME).a(NAME, "10.0.0.77");
        gateway.reoffer(named(gateway.audio().sdp(), NAME));
        moved.expectTone(gateway.phone().tone(), SOON);
    }

    @Test
    void laterDescriptionIsNotOvertakenByAnEarlierName() {
        stage.host("elsewhere", "10.0.0.77");
        var moved = stage.probe("elsewhere", RTP_PORT);
        dns().a(NAME, Stage.PBX_ADDRESS).delay(Duration.ofSeconds(3));
        var gateway = dial(NAME);
        gateway.reoffer(moved.sdp());
        moved.expectTone(gateway.phone().tone(), SOON);
        stage.seconds(4);
        assertThat(moved.missingPackets()).isZero();
        assertThat(gateway.audio().packets()).isZero();
    }

    @Test
    @DisplayName("RFC 6157 §4.1: a name of .invalid is no place to send to, and is not asked for: the call is held")
    void invalidNameIsAHold() {
        var page = PageCall.outgoing(stage);
        page.assertTheyTalk();
        int asked = dns().queries().size();
        var invite = page.dialog().invite(named(page.audio().sdp(), "hold.Invalid"));
        page.dialog().ack(invite, page.pbx().expectFinal("INVITE", SOON));
        stage.until(() -> page.call().state() == CallState.REMOTE_HELD);
        stage.seconds(0.2);
        int before = page.audio().packets();
        stage.seconds(1);
        assertThat(page.audio().packets()).isEqualTo(before);
        assertThat(dns().queries()).hasSize(asked);
    }

    @Test
    void callMayEndWhileDnsIsAsked() {
        dns().silence(NAME, DnsType.A);
        var gateway = dial(NAME);
        gateway.dialog().send("BYE");
        gateway.dialog().expectResponse("BYE", 200);
        stage.await(gateway.call().ended());
        stage.seconds(6);
        assertThat(gateway.ladder()).doesNotContain("DNS did not answer");
    }

    /** The telephone of 853, scripted. */
    private ScriptedPeer registeredPeer() {
        var peer = stage.peer("853", "peer", "10.0.3.1", 5_060)
                .target(pbxAddress())
                .lenient();
        ScriptedExtension.register(peer, "853");
        return peer;
    }

    @Test
    void traceOfOurPbxSaysWhichNameLeadsNowhere() {
        var notes = new ArrayList<String>();
        stage.startPbx(pbx -> pbx.trace(event -> {
            if (event instanceof TraceEvent.Note note) {
                notes.add(note.text());
            }
        }));
        var caller = stage.registered("858");
        var peer = registeredPeer();
        var audio = stage.probe("peer", 9_000);
        var started = caller.prepare("853").start();
        var invite = peer.expectRequest("INVITE");
        var dialog = peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, named(audio.sdp(), NAME));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        stage.seconds(0.5);
        assertThat(notes).anyMatch(note -> note.startsWith("DNS knows no IPv4 address of the host " + NAME));
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(invite.body()));
        audio.expectTone(caller.tone(), SOON);
        assertThat(caller.hearsPeer()).isTrue();
    }

    @Test
    @DisplayName("our PBX relays to a telephone that names itself, and plays it a ringing tone too")
    void telephoneOfOurPbxMayNameItself() {
        dns().a("peer.example.com", "10.0.3.1");
        stage.startPbx();
        var caller = stage.registered("858");
        var peer = registeredPeer();
        var audio = stage.probe("peer", 9_000);
        var call = caller.prepare("853");
        var started = call.start();
        var invite = peer.expectRequest("INVITE");
        var dialog = peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, named(audio.sdp(), "peer.example.com"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        audio.expectTone(caller.tone(), SOON);
        stage.registered("895").on(ringing -> {});
        call.blindTransfer("895");
        dialog.respondWithSdp(dialog.expectRequest("INVITE"), 200, named(audio.sdp("recvonly"), "peer.example.com"));
        dialog.expectRequest("ACK");
        stage.seconds(1);
        call.hangUp();
        stage.await(call.ended());
        audio.expectTone(425, Duration.ofSeconds(6));
    }
}
