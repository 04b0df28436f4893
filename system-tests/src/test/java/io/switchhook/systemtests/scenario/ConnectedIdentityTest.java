package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.DialOptions;
import io.switchhook.phone.RemoteParty;
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
}
