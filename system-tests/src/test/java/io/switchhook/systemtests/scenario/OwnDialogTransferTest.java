package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.TransferPolicy;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5589 §6.1, RFC 4538: transfer by a REFER in a dialog of its own")
class OwnDialogTransferTest {
    private static final TransferOptions BESIDE = TransferOptions.DEFAULT.withOwnDialog();

    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§6.1 successful transfer: hold, REFER with Target-Dialog, 202, NOTIFY 100, INVITE, NOTIFY 200, BYE")
    void transferSucceeds(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.transferor().assertTalksWith(trio.transferee());
        trio.target().on(ringing -> stage.simulation().after(Duration.ofSeconds(1), ringing::answer));
        assertThat(stage.await(call.blindTransfer(trio.dialTarget(), BESIDE)))
                .isEqualTo(new TransferOutcome.Completed(200, "OK"));
        stage.await(call.ended());
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
        assertThat(trio.transferor().statesOf(call))
                .containsExactly(CallState.SETUP, CallState.IN_CALL, CallState.TRANSFERRING, CallState.COMPLETED);
        var invite = stage.requests("858", "INVITE").get(0);
        assertThat(invite.header("Supported").orElseThrow()).contains("tdialog");
        var refer = last("858", "REFER");
        assertThat(refer.callId()).isNotEqualTo(invite.callId());
        assertThat(refer.toTag()).isEmpty();
        assertThat(refer.header("Require")).contains("tdialog");
        // §3 of RFC 4538: local and remote as the transferee sees them.
        var answer = stage.answers(setting == Setting.DIRECT ? "853" : "pbx", "INVITE", 200).stream()
                .filter(success -> success.callId().equals(invite.callId()))
                .findFirst()
                .orElseThrow();
        assertThat(refer.header("Target-Dialog"))
                .contains(invite.callId() + ";local-tag=" + answer.toTag().orElseThrow() + ";remote-tag="
                        + answer.fromTag().orElseThrow());
    }

    private WireMessage last(String host, String method) {
        var all = stage.requests(host, method);
        return all.get(all.size() - 1);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§6.3 with a dialog of its own: the target is busy, both talk on, a second attempt succeeds")
    void bothTalkOnWhenTheTargetIsBusy(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().rejecting();
        assertThat(stage.await(call.blindTransfer(trio.dialTarget(), BESIDE)))
                .isEqualTo(new TransferOutcome.Failed(486, "Busy Here"));
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
        trio.target().answering();
        assertThat(stage.await(call.blindTransfer(trio.dialTarget(), BESIDE)).isSuccess())
                .isTrue();
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
    }

    @Test
    void transferorMayLeaveAtOnce() {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        call.blindTransfer(trio.dialTarget(), BESIDE);
        stage.until(() -> !trio.target().incoming().isEmpty());
        call.hangUp();
        stage.seconds(2);
        trio.target().lastIncoming().answer();
        stage.seconds(2);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("RFC 3515 §2.4.4: our phone grants its reports five minutes, and goes on when it is asked to")
    void reportsOutliveTheirFirstGrant(boolean beside) {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var target = stage.peer("777", "target", "10.0.7.1", 5_060);
        var patient = TransferOptions.DEFAULT.withPatience(Duration.ofMinutes(20));
        var transfer = call.blindTransfer(target.uri(), beside ? patient.withOwnDialog() : patient);
        var invite = target.expectRequest("INVITE");
        target.dialog(invite).respond(invite, 180);
        stage.run(Duration.ofMinutes(12));
        assertThat(transfer).isNotDone();
        target.respond(invite, 486);
        target.expectRequest("ACK");
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Failed(486, "Busy Here"));
        assertThat(stage.requests("858", "SUBSCRIBE")).hasSizeBetween(4, 6);
    }

    // --- our phone as transferee ----------------------------------------------------------------------------------

    private static String phoneOf(PageCall page) {
        var port = page.phone().phone().listenPoints().get(0).address().getPort();
        return "sip:858@" + page.phone().host().address().getHostAddress() + ":" + port;
    }

    private static PeerDialog refer(PageCall page, ScriptedPeer from, UnaryOperator<String> tags) {
        var call = page.dialog();
        var target = call.callId()
                + tags.apply(";local-tag=" + call.remoteTag().orElseThrow() + ";remote-tag=" + call.localTag());
        var beside = from.newDialog(phoneOf(page));
        beside.send(
                "REFER",
                draft -> draft.header("Refer-To", "<sip:895@10.0.0.9>")
                        .header("Require", "tdialog")
                        .header("Target-Dialog", target));
        return beside;
    }

    private static void expectReport(PeerDialog dialog, String status) {
        var notify = dialog.expectRequest("NOTIFY");
        assertThat(notify.body()).isEqualTo("SIP/2.0 " + status + "\r\n");
        dialog.respond(notify, 200);
    }

    @Test
    @DisplayName("§6.1 F3 to F6 as transferee; the reports go through the proxies that recorded their route")
    void followsAndReportsInTheNewDialog() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        var beside = refer(page, page.pbx(), tags -> tags);
        var accepted = beside.expectResponse("REFER", 202);
        assertThat(accepted.toTag()).isPresent();
        assertThat(accepted.header("Contact")).isPresent();
        expectReport(beside, "100 Trying");
        var invite = page.pbx().expectRequest("INVITE");
        var target = page.pbx().dialog(invite);
        target.respondWithSdp(invite, 200, page.audio().sdp());
        target.expectRequest("ACK");
        expectReport(beside, "200 OK");
        page.dialog().send("BYE");
        page.dialog().expectResponse("BYE", 200);
        page.speakTo(invite);
        stage.until(() -> page.phone().lastCall().state() == CallState.IN_CALL);
        assertThat(page.phone().hearsPeer()).isTrue();
    }

    @Test
    @DisplayName("RFC 3261 §12.1.1: the answer repeats Record-Route, and the reports take that route")
    void reportsTakeTheRecordedRoute() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        var call = page.dialog();
        var beside = page.pbx().newDialog(phoneOf(page));
        var route = "<sip:" + page.pbx().hostPort() + ";lr>";
        beside.send(
                "REFER",
                draft -> draft.header("Refer-To", "<sip:895@10.0.0.9>")
                        .header("Record-Route", route)
                        .header(
                                "Target-Dialog",
                                call.callId() + ";local-tag=" + call.remoteTag().orElseThrow() + ";remote-tag="
                                        + call.localTag()));
        assertThat(beside.expectResponse("REFER", 202).header("Record-Route")).contains(route);
        var notify = beside.expectRequest("NOTIFY");
        assertThat(notify.header("Route")).contains(route);
        beside.respond(notify, 200);
        page.pbx().respond(page.pbx().expectRequest("INVITE"), 486);
        expectReport(beside, "486 Busy Here");
        page.assertTheyTalk();
    }

    @Test
    void policyIsAskedAsInsideTheDialog() {
        var page = PageCall.outgoing(stage);
        page.phone().line().transferPolicy(TransferPolicy.DECLINE);
        refer(page, page.pbx(), tags -> tags).expectResponse("REFER", 603);
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @CsvSource({";local-tag=a;remote-tag=b", ";local-tag=a", "''"})
    @DisplayName("RFC 4538 §4: a header that matches no dialog is ignored, and nothing else entitles")
    void otherDialogsDoNotEntitle(String tags) {
        var page = PageCall.outgoing(stage);
        refer(page, page.pbx(), right -> tags).expectResponse("REFER", 603);
        page.assertTheyTalk();
    }

    @Test
    void tagsTheWrongWayRoundDoNotEntitle() {
        var page = PageCall.outgoing(stage);
        refer(
                        page,
                        page.pbx(),
                        right -> right.replace("local", "x")
                                .replace("remote", "local")
                                .replace("x-", "remote-"))
                .expectResponse("REFER", 603);
        page.assertTheyTalk();
    }

    @Test
    void strangerWhoKnowsTheTagsIsDeclined() {
        var page = PageCall.outgoing(stage);
        var stranger = stage.peer("666", "stranger", "10.6.6.6", 5_060);
        refer(page, stranger, tags -> tags).expectResponse("REFER", 603);
        stranger.expectNothing(Duration.ofSeconds(2));
        page.assertTheyTalk();
    }

    // --- our phone as transferor ----------------------------------------------------------------------------------

    private WireMessage expectRefer(PageCall page) {
        return page.pbx().expectRequest("REFER");
    }

    private static void report(PeerDialog dialog, String state, String status) {
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "refer")
                        .header("Subscription-State", state)
                        .body("message/sipfrag", "SIP/2.0 " + status + "\r\n"));
        dialog.expectResponse("NOTIFY", 200);
    }

    @Test
    @DisplayName("RFC 6665 §4.4.1: a report that overtakes the answer opens the dialog")
    void reportMayOvertakeTheAnswer() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", BESIDE.withoutHold());
        var refer = expectRefer(page);
        var beside = page.pbx().dialog(refer);
        report(beside, "active;expires=60", "100 Trying");
        beside.respond(refer, 202);
        report(beside, "terminated;reason=noresource", "200 OK");
        page.agreeToBye();
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Completed(200, "OK"));
    }

    @Test
    void transfereeThatDoesNotKnowTargetDialogRefuses() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", BESIDE.withoutHold());
        var refer = expectRefer(page);
        page.pbx().respond(refer, 420, draft -> draft.header("Unsupported", "tdialog"));
        assertThat(stage.await(transfer).kind()).isEqualTo(TransferOutcome.Kind.REFUSED);
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @CsvSource({"481", "408"})
    @DisplayName("RFC 5057: what fails beside the call does not end it")
    void refusalBesideDoesNotEndTheCall(int status) {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", BESIDE.withoutHold());
        page.pbx().respond(expectRefer(page), status);
        assertThat(stage.await(transfer).isSuccess()).isFalse();
        page.assertTheyTalk();
    }

    // --- 202 or 200 -----------------------------------------------------------------------------------------------

    @Test
    @DisplayName("RFC 6665 §8.3.1: a line may accept REFER with 200")
    void lineMayAccept200() {
        var account = SipAccount.builder("sip:853@10.0.1.9")
                .calls(CallSettings.DEFAULT.withReferAnswer(200))
                .build();
        var transferee = stage.telephone("853", account).answering();
        var transferor = stage.direct("858");
        var target = stage.direct("895").answering();
        var port = transferee.phone().listenPoints().get(0).address().getPort();
        var call = transferor.talkTo("sip:853@" + transferee.host().address().getHostAddress() + ":" + port);
        assertThat(stage.await(call.blindTransfer(target.uri())).isSuccess()).isTrue();
        assertThat(stage.answers("853", "REFER", 200)).hasSize(1);
        stage.seconds(1);
        transferee.assertTalksWith(target);
    }

    @Test
    @DisplayName("RFC 6665 §8.3.1: the PBX may accept REFER with 200")
    void pbxMayAccept200() {
        stage.startPbx(builder -> builder.referAnswer(200));
        var transferor = stage.registered("858");
        var transferee = stage.registered("853").answering();
        var target = stage.registered("895").answering();
        var call = transferor.talkTo("853");
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        assertThat(stage.answers("pbx", "REFER", 200)).hasSize(1);
        stage.seconds(1);
        transferee.assertTalksWith(target);
    }
}
