package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.TransferProgress;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.PeerDigest;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Blind transfer as real PBXs answer it: RFC 3515, RFC 5589 §6, the article's PBX")
class ArticleTransferTest {
    private static final String TERMINATED = "terminated;reason=noresource";

    @RegisterExtension
    final Stage stage = new Stage();

    private static void assertWeLeft(PageCall page) {
        var ending = page.stage().await(page.call().ended());
        assertThat(ending.state()).isEqualTo(CallState.COMPLETED);
        assertThat(page.phone().statesOf(page.call()).stream().filter(CallState::isEnded))
                .hasSize(1);
    }

    @Test
    void articlesFlowEndsCompletedWhenThePbxHangsUpAfterItsOnlyNotify() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895");
        page.agreeToHold();
        var refer = page.expectRefer();
        page.dialog()
                .respond(refer, 202, draft -> draft.header("Expires", "200").remove("Contact"));
        page.sendReport("refer", TERMINATED, "SIP/2.0 200 OK");
        page.dialog()
                .send(
                        "BYE",
                        draft -> draft.replace("Contact", "<" + page.dialog().remoteTarget() + ">"));
        page.pbx().lenient();
        page.dialog().expectResponse("NOTIFY", 200);
        page.dialog().expectResponse("BYE", 200);
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Completed(200, "OK"));
        page.agreeToBye();
        assertWeLeft(page);
    }

    @Test
    void weSendTheByeWhenThePeerDoesNot() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895");
        page.agreeToHold();
        page.dialog().respond(page.expectRefer(), 202);
        page.report("refer", "active;expires=60", "SIP/2.0 100 Trying\r\n");
        page.report("refer", "active;expires=59", "SIP/2.0 180 Ringing\r\n");
        page.reportFinally("200 OK\r\n");
        page.agreeToBye();
        assertThat(stage.await(transfer).kind()).isEqualTo(TransferOutcome.Kind.COMPLETED);
        assertThat(stage.await(page.call().ended()).by()).isEqualTo(CallEnding.Party.LOCAL);
        assertWeLeft(page);
    }

    @Test
    void incomingCallIsTransferredToo() {
        var page = PageCall.incoming(stage);
        var transfer = page.call().blindTransfer("sip:895@10.0.0.9");
        page.agreeToHold();
        page.dialog().respond(page.expectRefer(), 202);
        page.reportFinally("200 OK\r\n");
        page.agreeToBye();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
        assertWeLeft(page);
    }

    @Test
    void referIsSentAgainWithCredentialsWhenItIsChallenged() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        var first = page.expectRefer();
        var digest = new PeerDigest("ozeki", "n0nce", "MD5");
        page.dialog().respond(first, 401, draft -> draft.header("WWW-Authenticate", digest.challenge()));
        var second = page.expectRefer();
        assertThat(digest.accepts(second, "858")).isTrue();
        assertThat(second.cseq()).isEqualTo(first.cseq() + 1);
        assertThat(second.branch()).isNotEqualTo(first.branch());
        page.dialog().respond(second, 202);
        // Its reports carry the id of the REFER that was accepted.
        page.report("refer;id=" + second.cseq(), "active;expires=60", "SIP/2.0 100 Trying\r\n");
        page.report("refer;id=" + second.cseq(), TERMINATED, "SIP/2.0 200 OK\r\n");
        page.agreeToBye();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void anySuccessAcceptsTheRefer(int status) {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), status);
        page.reportFinally("200 OK");
        page.agreeToBye();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }

    @Test
    void reportsMayComeBeforeTheAnswerToTheRefer() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        var refer = page.expectRefer();
        page.report("refer", "active;expires=60", "SIP/2.0 100 Trying\r\n");
        page.dialog().respond(refer, 202);
        page.reportFinally("200 OK");
        page.agreeToBye();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }

    @Test
    void finalReportMayComeBeforeTheAnswerToTheRefer() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        var refer = page.expectRefer();
        page.reportFinally("200 OK");
        page.dialog().respond(refer, 202);
        page.agreeToBye();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }

    @Test
    void progressIsToldStepByStep() {
        var page = PageCall.outgoing(stage);
        var told = new ArrayList<Integer>();
        page.call().onTransferProgress(progress -> told.add(progress.status()));
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.report("refer", "active", "SIP/2.0 100 Trying\r\n");
        page.report("refer", "active;expires=60", "SIP/2.0 180 Ringing\r\n");
        page.report("refer", "active;expires=60", "SIP/2.0 183 Session Progress");
        page.reportFinally("200 Ok");
        page.agreeToBye();
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Completed(200, "Ok"));
        assertThat(told).containsExactly(202, 100, 180, 183);
    }

    @ParameterizedTest
    @CsvSource({
        "refer, terminated;reason=noresource, SIP/2.0 200 OK",
        "refer, terminated;reason=reason=noresource, SIP/2.0 200 Ok",
        "refer, terminated, SIP/2.0 202 Accepted",
        "refer;id=3, terminated;reason=noresource, SIP/2.0 200 OK",
        "refer, active;expires=10, SIP/2.0 200 OK",
        "refer, terminated;reason=timeout, SIP/2.0 200"
    })
    void finalReportIsUnderstoodInEverySpelling(String event, String state, String sipfrag) {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.report(event, state, sipfrag);
        page.agreeToBye();
        assertThat(stage.await(transfer).kind()).isEqualTo(TransferOutcome.Kind.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource({
        "486, Busy Here",
        "404, Not Found",
        "503, Service Unavailable",
        "603, Decline",
        "487, Request Terminated",
        "500, Server Internal Error",
        "302, Moved"
    })
    void originalPeerIsBackWhenTheTransferFails(int status, String reason) {
        var page = PageCall.outgoing(stage);
        page.assertTheyTalk();
        var transfer = page.call().blindTransfer("895");
        page.agreeToHold();
        page.dialog().respond(page.expectRefer(), 202);
        page.report("refer", "active;expires=60", "SIP/2.0 100 Trying\r\n");
        page.phone().assertHearsNothing();
        page.reportFinally(status + " " + reason);
        page.agreeToResume();
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Failed(status, reason));
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 405, 501, 603, 400, 481, 488, 300})
    void originalPeerIsBackWhenTheReferIsRefused(int status) {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895");
        page.agreeToHold();
        page.dialog().respond(page.expectRefer(), status);
        page.agreeToResume();
        assertThat(stage.await(transfer))
                .isInstanceOfSatisfying(
                        TransferOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(status));
        page.assertTheyTalk();
    }

    @Test
    void originalPeerIsBackWhenNoReportEverComes() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withPatience(Duration.ofSeconds(30)));
        page.agreeToHold();
        page.dialog().respond(page.expectRefer(), 202);
        stage.seconds(31);
        page.agreeToResume();
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.TimedOut());
        page.assertTheyTalk();
        // A report that comes now is taken and changes nothing.
        page.reportFinally("200 OK");
        page.assertTheyTalk();
    }

    @Test
    void originalPeerIsBackWhenTheReferIsNotAnswered() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895");
        page.agreeToHold();
        page.expectRefer();
        stage.seconds(33);
        page.agreeToResume();
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.TimedOut());
        page.assertTheyTalk();
    }

    @Test
    void peersByeBeforeItsFinalReportIsAnsweredAndTheReportStillCounts() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.dialog().send("BYE");
        page.dialog().expectResponse("BYE", 200);
        stage.seconds(1);
        page.reportFinally("200 OK");
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Completed(200, "OK"));
        assertWeLeft(page);
    }

    @Test
    @DisplayName("wire.md §1.2: NOTIFY 487 after the BYE of the transferee")
    void transfereeThatHungUpReportsAfterItsBye() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895");
        page.agreeToHold();
        page.dialog().respond(page.expectRefer(), 202);
        page.dialog().send("BYE");
        page.dialog().expectResponse("BYE", 200);
        page.reportFinally("487 Request Terminated");
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Failed(487, "Request Terminated"));
        assertWeLeft(page);
    }

    @Test
    void transferEndsWhenThePeerHangsUpAndNeverReports() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.dialog().send("BYE");
        page.dialog().expectResponse("BYE", 200);
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Ended());
    }

    @Test
    void crossingByesEndTheCallOnce() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.reportFinally("200 OK");
        var ours = page.dialog().expectRequest("BYE");
        page.dialog().send("BYE");
        page.dialog().expectResponse("BYE", 200);
        page.dialog().respond(ours, 481);
        assertThat(stage.await(transfer).isSuccess()).isTrue();
        assertWeLeft(page);
    }

    @Test
    void notifyWithOurOwnContactDoesNotTurnRequestsToOurselves() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.report("refer", "active;expires=60", "SIP/2.0 100 Trying\r\n");
        page.reportFinally("486 Busy Here");
        assertThat(stage.await(transfer).kind()).isEqualTo(TransferOutcome.Kind.FAILED);
        page.call().hangUp();
        var bye = page.dialog().expectRequest("BYE");
        assertThat(bye.requestUri()).isEqualTo(page.pbx().uri());
        page.dialog().respond(bye, 200);
    }

    @Test
    @DisplayName("RFC 3515 §2.4.6: two REFERs in one dialog are told apart by id")
    void secondReferIsNotTouchedByReportsOfTheFirst() {
        var page = PageCall.outgoing(stage);
        var first = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        var refer = page.expectRefer();
        page.dialog().respond(refer, 202);
        page.reportFinally("486 Busy Here");
        assertThat(stage.await(first).kind()).isEqualTo(TransferOutcome.Kind.FAILED);
        var second = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        var again = page.expectRefer();
        page.dialog().respond(again, 202);
        // A belated report of the first, which the peer has ended (RFC 6665 §4.1.3).
        page.sendReport("refer;id=" + refer.cseq(), TERMINATED, "SIP/2.0 200 OK");
        page.dialog().expectResponse("NOTIFY", 481);
        assertThat(second).isNotDone();
        page.report("refer;id=" + again.cseq(), TERMINATED, "SIP/2.0 200 OK");
        page.agreeToBye();
        assertThat(stage.await(second).isSuccess()).isTrue();
    }

    @Test
    void secondTransferWhileOneRunsIsNotPossibleAndLeavesTheFirstAlone() {
        var page = PageCall.outgoing(stage);
        var first = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        assertThat(stage.await(page.call().blindTransfer("777")))
                .isEqualTo(new TransferOutcome.NotPossible("Another transfer of this call is under way."));
        page.reportFinally("200 OK");
        page.agreeToBye();
        assertThat(stage.await(first).isSuccess()).isTrue();
    }

    @Test
    void nothingIsToldOfATransferThatIsOver() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        var told = new ArrayList<TransferProgress>();
        page.call().onTransferProgress(told::add);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        var refer = page.expectRefer();
        page.call().hangUp();
        page.agreeToBye();
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Ended());
        page.dialog().respond(refer, 202);
        page.sendReport("refer", "active;expires=60", "SIP/2.0 100 Trying\r\n");
        page.dialog().expectResponse("NOTIFY", 200);
        stage.seconds(0.1);
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("RFC 4488: Refer-Sub: false is asked for on demand")
    void withoutReportsThePeerThatAgreesIsLeftAtOnce() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call()
                .blindTransfer("895", TransferOptions.DEFAULT.withoutHold().withoutReports());
        var refer = page.expectRefer();
        assertThat(refer.header("Refer-Sub")).contains("false");
        page.dialog().respond(refer, 200, draft -> draft.header("Refer-Sub", "false"));
        page.agreeToBye();
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.AcceptedUnobserved());
    }

    @Test
    @DisplayName("RFC 4488 §4: a peer that ignores Refer-Sub reports all the same")
    void withoutReportsThePeerThatReportsAllTheSameIsFollowed() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call()
                .blindTransfer("895", TransferOptions.DEFAULT.withoutHold().withoutReports());
        page.dialog().respond(page.expectRefer(), 202);
        page.report("refer", "active;expires=60", "SIP/2.0 100 Trying\r\n");
        page.reportFinally("486 Busy Here");
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Failed(486, "Busy Here"));
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @ValueSource(ints = {488, 403, 500})
    void holdThatIsRefusedDoesNotPreventTheTransfer(int status) {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895");
        var hold = page.dialog().expectRequest("INVITE");
        page.dialog().respond(hold, status);
        page.dialog().expectRequest("ACK");
        page.dialog().respond(page.expectRefer(), 202);
        page.reportFinally("486 Busy Here");
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Failed(486, "Busy Here"));
        page.assertTheyTalk();
    }

    @Test
    void holdAnswered491DoesNotPreventTheTransfer() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        page.pbx().whenRequest("INVITE", invite -> page.dialog().respond(invite, 491));
        var transfer = page.call().blindTransfer("895");
        var refer = page.dialog().expectRequest("REFER", Duration.ofSeconds(10));
        page.dialog().respond(refer, 202);
        page.reportFinally("200 OK");
        page.dialog().respond(page.dialog().expectRequest("BYE"), 200);
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }

    @Test
    void holdThatIsNeverAnsweredDoesNotPreventTheTransfer() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        var transfer = page.call().blindTransfer("895");
        page.dialog().expectRequest("INVITE");
        var refer = page.dialog().expectRequest("REFER", Duration.ofSeconds(10));
        page.dialog().respond(refer, 202);
        page.reportFinally("200 OK");
        page.dialog().respond(page.dialog().expectRequest("BYE"), 200);
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }

    @Test
    @DisplayName("wire.md §1.1: the peer holds us while it works on the transfer")
    void peersReInviteDuringTheTransferIsAnswered() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895");
        page.agreeToHold();
        page.dialog().respond(page.expectRefer(), 202);
        var reInvite = page.dialog().invite(page.audio().sdp("sendonly"));
        page.dialog().ack(reInvite, page.dialog().expectResponse("INVITE", 200));
        page.report("refer", "active", "SIP/2.0 100 Trying\r\n");
        page.reportFinally("200 Ok\r\n");
        page.agreeToBye();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }

    @Test
    void byeOfThePeerInsteadOfAnAnswerToTheReferEndsTheTransfer() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        var refer = page.expectRefer();
        page.dialog().send("BYE");
        page.dialog().expectResponse("BYE", 200);
        page.dialog().respond(refer, 481);
        assertThat(stage.await(transfer).isSuccess()).isFalse();
        assertWeLeft(page);
    }

    @Test
    void ourHangUpDuringTheTransferEndsIt() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.call().hangUp();
        page.agreeToBye();
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Ended());
        // RFC 5057: the report that still comes is answered, by now as one of no subscription.
        page.sendReport("refer", TERMINATED, "SIP/2.0 200 OK");
        assertThat(page.pbx().expectFinal("NOTIFY", Duration.ofSeconds(1)).status())
                .isIn(200, 481);
        assertWeLeft(page);
    }

    @Test
    void reportOfAnotherPackageIsNotTaken() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.sendReport("presence", TERMINATED, "SIP/2.0 200 OK");
        page.dialog().expectResponse("NOTIFY", 481);
        assertThat(transfer).isNotDone();
        page.reportFinally("200 OK");
        page.agreeToBye();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "SIP/2.0", "SIP/2.0 999 What", "SIP/2.0 20 OK"})
    void unreadableFinalReportEndsTheTransferAsNotSucceeded(String body) {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.report("refer", TERMINATED, body);
        assertThat(stage.await(transfer).isSuccess()).isFalse();
        page.assertTheyTalk();
    }
}
