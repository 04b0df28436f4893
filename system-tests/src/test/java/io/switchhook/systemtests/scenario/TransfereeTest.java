package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.TransferPolicy;
import io.switchhook.phone.call.CallState;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.Draft;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3515, RFC 5589 §6: our phone as transferee of a scripted transferor")
class TransfereeTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private static WireMessage sendRefer(PageCall page, String referTo) {
        return page.dialog()
                .send("REFER", draft -> draft.header("Refer-To", referTo).header("Referred-By", "<sip:853@10.0.0.9>"));
    }

    private static WireMessage expectReport(PageCall page, String status) {
        var notify = page.dialog().expectRequest("NOTIFY");
        assertThat(notify.body()).isEqualTo("SIP/2.0 " + status + "\r\n");
        page.dialog().respond(notify, 200);
        return notify;
    }

    @Test
    @DisplayName("§6.2: 202, NOTIFY 100 at once, 180, 200; INVITE with Referred-By through the registrar")
    void followsAReferAndReportsEveryStep() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        sendRefer(page, "<sip:895@10.0.0.9>");
        page.dialog().expectResponse("REFER", 202);
        var first = expectReport(page, "100 Trying");
        assertThat(first.header("Event")).contains("refer");
        assertThat(first.header("Subscription-State").orElseThrow()).matches("active;expires=\\d+");
        assertThat(first.header("Content-Type")).contains("message/sipfrag;version=2.0");
        var invite = page.pbx().expectRequest("INVITE");
        assertThat(invite.header("Referred-By")).contains("<sip:853@10.0.0.9>");
        var target = page.pbx().dialog(invite);
        target.respond(invite, 180);
        expectReport(page, "180 Ringing");
        target.respondWithSdp(invite, 200, page.audio().sdp());
        target.expectRequest("ACK");
        var last = expectReport(page, "200 OK");
        assertThat(last.header("Subscription-State")).contains("terminated;reason=noresource");
        page.dialog().send("BYE");
        page.dialog().expectResponse("BYE", 200);
        stage.until(() -> page.phone().calls().size() == 2);
        assertThat(page.phone().lastCall().state()).isEqualTo(CallState.IN_CALL);
    }

    @ParameterizedTest
    @ValueSource(ints = {486, 404, 603, 500})
    @DisplayName("§6.3: the failure is reported and the old call lives")
    void reportsTheFailureAndKeepsTheOldCall(int status) {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        sendRefer(page, "<sip:895@10.0.0.9>");
        page.dialog().expectResponse("REFER", 202);
        expectReport(page, "100 Trying");
        var invite = page.pbx().expectRequest("INVITE");
        page.pbx().respond(invite, status);
        var report = page.dialog().expectRequest("NOTIFY");
        assertThat(report.body()).startsWith("SIP/2.0 " + status + " ");
        assertThat(report.header("Subscription-State")).contains("terminated;reason=noresource");
        page.dialog().respond(report, 200);
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"600", "<600>", "", "<sip:>", "<sip:895@[::1>"})
    void referToThatCannotBeReadIsRefusedAndTheCallGoesOn(String referTo) {
        var page = PageCall.outgoing(stage);
        sendRefer(page, referTo);
        var answer = page.pbx().expectFinal("REFER", Duration.ofSeconds(2));
        assertThat(answer.status()).isBetween(400, 603);
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<http://example.com/>", "<mailto:a@example.com>", "<urn:service:sos>"})
    void referToAnotherSchemeIsDeclined(String referTo) {
        var page = PageCall.outgoing(stage);
        sendRefer(page, referTo);
        page.dialog().expectResponse("REFER", 603);
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:895@10.0.0.9;method=SUBSCRIBE>", "<sip:895@10.0.0.9;method=BYE?Call-ID=x>"})
    @DisplayName("RFC 3515 §2.1, §2.4.3: another method is not answered with a call")
    void referThatAsksForAnotherMethodIsDeclined(String referTo) {
        var page = PageCall.outgoing(stage);
        sendRefer(page, referTo);
        page.dialog().expectResponse("REFER", 603);
        page.pbx().expectNothing(Duration.ofSeconds(2));
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refer", "refer;id=7", "presence"})
    @DisplayName(
            "RFC 3515 §2.4.4, RFC 6665 §4.5.2: what no REFER has begun cannot be subscribed to in a call, nor reports outside of it")
    void subscribeInACallIsForbidden(String event) {
        var page = PageCall.outgoing(stage);
        page.dialog().send("SUBSCRIBE", draft -> draft.header("Event", event).header("Expires", "60"));
        page.dialog().expectResponse("SUBSCRIBE", 403);
        var port = page.phone().phone().listenPoints().get(0).address().getPort();
        var outside =
                page.pbx().newDialog("sip:858@" + page.phone().host().address().getHostAddress() + ":" + port);
        outside.send("SUBSCRIBE", draft -> draft.header("Event", event).header("Expires", "60"));
        outside.expectResponse("SUBSCRIBE", event.equals("presence") ? 489 : 403);
        page.assertTheyTalk();
    }

    @Test
    @DisplayName("RFC 3515 §2.4.2: exactly one Refer-To")
    void referWithoutOrWithTwoReferToIsBad() {
        var page = PageCall.outgoing(stage);
        page.dialog().send("REFER");
        page.dialog().expectResponse("REFER", 400);
        page.dialog()
                .send(
                        "REFER",
                        draft -> draft.header("Refer-To", "<sip:1@10.0.0.9>").header("Refer-To", "<sip:2@10.0.0.9>"));
        page.dialog().expectResponse("REFER", 400);
        page.assertTheyTalk();
    }

    @Test
    void policyThatDeclinesAnswers603() {
        var page = PageCall.outgoing(stage);
        page.phone().line().transferPolicy(TransferPolicy.DECLINE);
        sendRefer(page, "<sip:895@10.0.0.9>");
        page.dialog().expectResponse("REFER", 603);
        page.assertTheyTalk();
    }

    @Test
    @DisplayName("design §5: of the headers in Refer-To only Replaces is honoured")
    void headersInReferToDoNotReachTheInvite() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        sendRefer(
                page,
                "<sip:895@10.0.0.9?Replaces=abc%40h%3Bto-tag%3D1%3Bfrom-tag%3D2&Subject=evil&Route=%3Csip:10.9.9.9%3E>");
        page.dialog().expectResponse("REFER", 202);
        var invite = page.pbx().expectRequest("INVITE");
        assertThat(invite.header("Replaces")).contains("abc@h;to-tag=1;from-tag=2");
        assertThat(invite.header("Subject")).isEmpty();
        assertThat(invite.headers("Route")).noneMatch(route -> route.contains("10.9.9.9"));
        assertThat(invite.requestUri()).isEqualTo("sip:895@10.0.0.9");
        page.pbx().respond(invite, 481);
    }

    @Test
    @DisplayName("§6: the transferor leaves right after 202; the transferee goes on")
    void goesOnWhenTheTransferorLeavesAtOnce() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        page.pbx().whenRequest("NOTIFY", notify -> page.pbx().respond(notify, 481));
        sendRefer(page, "<sip:895@10.0.0.9>");
        page.dialog().expectResponse("REFER", 202);
        page.dialog().send("BYE");
        page.dialog().expectResponse("BYE", 200);
        var invite = page.pbx().expectRequest("INVITE");
        var target = page.pbx().dialog(invite);
        target.respondWithSdp(invite, 200, page.audio().sdp());
        target.expectRequest("ACK");
        page.speakTo(invite);
        stage.until(() -> page.phone().lastCall().state() == CallState.IN_CALL);
        assertThat(page.phone().hearsPeer()).isTrue();
    }

    @Test
    @DisplayName("RFC 3515 §2.4.6: reports on the second REFER carry its id")
    void secondReferOfADialogIsReportedWithId() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        for (int attempt = 1; attempt <= 2; attempt++) {
            var refer = sendRefer(page, "<sip:895@10.0.0.9>");
            page.dialog().expectResponse("REFER", 202);
            var trying = expectReport(page, "100 Trying");
            assertThat(trying.header("Event")).contains(attempt == 1 ? "refer" : "refer;id=" + refer.cseq());
            page.pbx().respond(page.pbx().expectRequest("INVITE"), 486);
            expectReport(page, "486 Busy Here");
        }
        page.assertTheyTalk();
    }

    @Test
    void telTargetIsCalledThroughTheRegistrar() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        sendRefer(page, "<tel:+4930123>");
        page.dialog().expectResponse("REFER", 202);
        var invite = page.pbx().expectRequest("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:+4930123@10.0.0.9;user=phone");
        page.pbx().respond(invite, 404);
    }

    @Test
    void referBeforeTheCallIsAnsweredIsDeclined() {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.unregistered("858");
        var started = phone.prepare("853").start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respond(invite, 180);
        dialog.send("REFER", draft -> draft.header("Refer-To", "<sip:895@10.0.0.9>"));
        dialog.expectResponse("REFER", 603);
        dialog.respond(invite, 486);
        assertThat(stage.await(started).isAnswered()).isFalse();
    }

    @Test
    @DisplayName("RFC 3515 §2.4.4: REFER outside a dialog is not obeyed")
    void referOutsideADialogIsNotFollowed() {
        var page = PageCall.outgoing(stage);
        var stranger = stage.peer("666", "stranger", "10.6.6.6", 5_060);
        var local = page.phone().phone().listenPoints().get(0).address().getPort();
        var address = page.phone().host().address().getHostAddress() + ":" + local;
        var dialog = stranger.newDialog("sip:858@" + address);
        dialog.send("REFER", (Draft draft) -> draft.header("Refer-To", "<sip:0190@10.6.6.6>"));
        var answer = stranger.expectFinal("REFER", Duration.ofSeconds(2));
        assertThat(answer.status()).isEqualTo(603);
        stranger.expectNothing(Duration.ofSeconds(2));
        page.assertTheyTalk();
    }
}
