package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.RemoteParty;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 4916: who is at the other side now")
class ConnectedIdentityTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private static List<RemoteParty> watch(Call call) {
        var told = new CopyOnWriteArrayList<RemoteParty>();
        call.onRemoteChanged(told::add);
        return told;
    }

    private static RemoteParty number(String number) {
        return new RemoteParty(number, Optional.empty(), false);
    }

    private long updates() {
        return stage.requests("pbx", "UPDATE").size();
    }

    @Test
    @DisplayName("§4.3: after a blind transfer by the PBX both show whom they talk to")
    void blindTransfer() {
        stage.startPbx();
        var caller = stage.registered("858");
        var transferor = stage.registered("853").answering();
        var target = stage.registered("895").answering();
        var call = caller.talkTo("853");
        var told = watch(call);
        assertThat(updates()).isZero();
        stage.await(transferor.lastIncoming().blindTransfer("895"));
        stage.seconds(3);
        caller.assertTalksWith(target);
        assertThat(told).containsExactly(number("895"));
        assertThat(call.remoteNumber()).isEqualTo("895");
        assertThat(target.lastIncoming().remoteNumber()).isEqualTo("858");
        // §4.4.1: what follows names the new one in To.
        stage.await(call.hangUp());
        stage.seconds(0.1);
        var bye = stage.requests("858", "BYE").get(0);
        assertThat(bye.header("To").orElseThrow()).contains("sip:895@");
    }

    @Test
    @DisplayName("so they do after an attended one")
    void attendedTransfer() {
        stage.startPbx();
        var caller = stage.registered("858");
        var transferor = stage.registered("853").answering();
        var target = stage.registered("895").answering();
        var call = caller.talkTo("853");
        var told = watch(call);
        var consultation = transferor.talkTo("895");
        var toldTarget = watch(target.lastIncoming());
        stage.await(transferor.lastIncoming().attendedTransfer(consultation));
        stage.seconds(3);
        caller.assertTalksWith(target);
        assertThat(told).containsExactly(number("895"));
        assertThat(toldTarget).containsExactly(number("858"));
    }

    @Test
    @DisplayName("a telephone that has sent the call on is not who has answered it")
    void forwardedCall() {
        stage.startPbx();
        var caller = stage.registered("858");
        stage.registered("853").on(call -> call.forward("895"));
        var target = stage.registered("895").answering();
        var call = caller.prepare("853");
        var told = watch(call);
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        caller.assertTalksWith(target);
        assertThat(told).containsExactly(number("895"));
    }

    @Test
    @DisplayName("who calls anonymously stays so behind a transfer")
    void anonymousCaller() {
        stage.startPbx();
        var caller = stage.registered("858");
        var transferor = stage.registered("853").answering();
        var target = stage.registered("895").answering();
        var call = caller.prepare("853", DialOptions.DEFAULT.anonymously());
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        var consultation = transferor.talkTo("895");
        var toldTarget = watch(target.lastIncoming());
        stage.await(transferor.lastIncoming().attendedTransfer(consultation));
        stage.seconds(3);
        assertThat(toldTarget).hasSize(1);
        assertThat(toldTarget.get(0).anonymous()).isTrue();
        assertThat(stage.requests("pbx", "UPDATE"))
                .noneMatch(update -> update.header("From").orElseThrow().contains("858"));
    }

    @ParameterizedTest
    @CsvSource({"from-change, 200, 895", "timer, 200, 853", "from-change, 488, 853"})
    @DisplayName("§4.4.2: a changed From counts between two ends that know of it, in what is accepted")
    void changedFromIsHeeded(String supported, int status, String now) {
        var page = PageCall.outgoing(stage);
        var told = watch(page.call());
        var sdp = status == 200 ? page.audio().sdp() : "v=0\r\nm=what?\r\n";
        page.dialog()
                .send(
                        "UPDATE",
                        draft -> draft.replace(
                                        "From",
                                        "Eve <sip:895@" + Stage.PBX_ADDRESS + ">;tag="
                                                + page.dialog().localTag())
                                .header("Supported", supported)
                                .body("application/sdp", sdp));
        page.dialog().expectResponse("UPDATE", status);
        stage.seconds(0.1);
        assertThat(page.call().remoteNumber()).isEqualTo(now);
        assertThat(told)
                .isEqualTo(now.equals("895") ? List.of(new RemoteParty("895", Optional.of("Eve"), false)) : List.of());
        page.call().hangUp();
        var bye = page.dialog().expectRequest("BYE");
        assertThat(bye.header("To").orElseThrow()).contains("sip:" + now + "@");
        page.dialog().respond(bye, 200);
        stage.await(page.call().ended());
    }

    @Test
    @DisplayName("§4.1, §4.2: both ends say that they know of it")
    void itIsSaid() {
        var caller = stage.direct("858");
        Telephone callee = stage.direct("853").answering();
        caller.talkTo(callee.uri());
        assertThat(stage.requests("858", "INVITE").get(0).elements("Supported")).contains("from-change");
        assertThat(stage.answers("853", "INVITE", 200).get(0).elements("Supported"))
                .contains("from-change");
    }

    @ParameterizedTest
    @CsvSource({
        "sip:853@example.com, from-change, true",
        "sip:853@example.com, timer,       false",
        "sip:895@10.9.9.9,    from-change, false",
        "tel:+15550853,       from-change, true"
    })
    @DisplayName("§4.2, §5.1: who was not called, but has answered, says who it is, once and to who understands it")
    void answeredBySomebodyElse(String called, String supported, boolean told) {
        var phone = stage.direct("895").answering();
        var alice = stage.peer("alice", "alice", "10.0.3.1", 5_060);
        var dialog = alice.newDialog(phone.uri());
        var audio = stage.probe("alice", 7_000);
        var invite = dialog.send(
                "INVITE",
                draft -> draft.replace("To", "<" + called + ">")
                        .header("Supported", supported)
                        .header("Allow", "INVITE, ACK, BYE, CANCEL, UPDATE")
                        .body("application/sdp", audio.sdp()));
        dialog.ack(invite, dialog.expectResponse("INVITE", 200));
        if (told) {
            var update = dialog.expectRequest("UPDATE");
            assertThat(update.header("From").orElseThrow()).contains("sip:895@");
            assertThat(update.fromTag()).isEqualTo(dialog.remoteTag());
            assertThat(update.body()).isEmpty();
            dialog.respond(update, 200);
        }
        stage.seconds(1);
        assertThat(stage.requests("895", "UPDATE")).hasSize(told ? 1 : 0);
        phone.lastIncoming().hangUp();
        var bye = dialog.expectRequest("BYE");
        dialog.respond(bye, 200);
        assertThat(bye.header("From").orElseThrow()).contains(told ? "sip:895@" : called);
    }

    @Test
    @DisplayName("§5.1: so the caller of a number that a proxy leads on sees whom it has got")
    void ledOnByAProxy() {
        var carol = stage.direct("895").answering();
        stage.proxy(
                "proxy",
                "10.0.4.1",
                builder -> builder.policy(request -> request.routed()
                        ? RoutingDecision.onward(request.message())
                        : RoutingDecision.to(SipUri.parse(carol.uri()))));
        var alice = stage.direct("858");
        var call = alice.prepare("sip:853@10.0.4.1");
        var told = watch(call);
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        alice.assertTalksWith(carol);
        assertThat(told).containsExactly(number("895"));
        assertThat(call.remoteNumber()).isEqualTo("895");
    }
}
