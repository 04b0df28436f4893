package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.ReplacesPolicy;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.sip.core.usage.ReliabilityPolicy;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Extensions of the INVITE dialog: RFC 3262, 4028, 3261 §8.1.3.4, 3326, 3891")
class ExtensionsTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private static DialOptions with(CallSettings settings) {
        return DialOptions.DEFAULT.withSettings(settings);
    }

    @Test
    @DisplayName(
            "RFC 3262: early media that comes reliably is acknowledged, heard, and needs no description in the 2xx")
    void earlyMediaThatComesReliablyIsHeard() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", 9_000);
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respond(
                invite,
                183,
                draft -> draft.header("Require", "100rel")
                        .header("RSeq", "17")
                        .header("Contact", "<" + pbx.uri() + ">")
                        .body("application/sdp", audio.sdp()));
        var prack = dialog.expectRequest("PRACK");
        assertThat(prack.header("RAck")).contains("17 " + invite.cseq() + " INVITE");
        dialog.respond(prack, 200);
        assertThat(call.state()).isEqualTo(CallState.RINGING_WITH_EARLY_MEDIA);
        dialog.respond(invite, 200, draft -> draft.header("Contact", "<" + pbx.uri() + ">"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(invite.body()));
        assertThat(phone.hearsPeer()).isTrue();
    }

    @Test
    @DisplayName(
            "RFC 3262 §5, RFC 3261 §13.2.2.4: of two forks that offered before the answer the one that answers is talked to")
    void forkThatAnswersIsTalkedToAlthoughAnotherOfferedLast() {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.unregistered("858");
        var first = stage.probe("pbx", 9_000);
        var second = stage.probe("pbx", 9_100);
        var started = phone.prepare("853", DialOptions.DEFAULT.withLateOffer()).start();
        var invite = pbx.expectRequest("INVITE");
        var answering = pbx.dialog(invite);
        offerEarly(answering, invite, first);
        offerEarly(pbx.dialog(invite), invite, second);
        answering.respond(invite, 200);
        answering.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        first.expectTone(phone.tone(), Duration.ofSeconds(2));
    }

    private static void offerEarly(PeerDialog fork, WireMessage invite, RtpProbe audio) {
        fork.respond(
                invite,
                183,
                draft -> draft.header("Require", "100rel").header("RSeq", "1").body("application/sdp", audio.sdp()));
        fork.respond(fork.expectRequest("PRACK"), 200);
    }

    @Test
    @DisplayName("RFC 3311 §5.1: what an UPDATE agreed before the answer stands after it")
    void changeBeforeTheAnswerStandsAfterIt() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var first = stage.probe("pbx", 9_000);
        var moved = stage.probe("pbx", 9_100);
        var started = phone.prepare("853").start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respond(
                invite,
                183,
                draft -> draft.header("Require", "100rel")
                        .header("RSeq", "1")
                        .header("Contact", "<" + pbx.uri() + ">")
                        .body("application/sdp", first.sdp()));
        dialog.respond(dialog.expectRequest("PRACK"), 200);
        dialog.send(
                "UPDATE",
                draft -> draft.header("Contact", "<" + pbx.uri() + ">").body("application/sdp", moved.sdp()));
        var answer = dialog.expectResponse("UPDATE", 200);
        dialog.respond(invite, 200, draft -> draft.header("Contact", "<" + pbx.uri() + ">"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        stage.seconds(2);
        int before = moved.packets();
        int atOld = first.packets();
        stage.seconds(1);
        assertThat(moved.packets()).isGreaterThan(before);
        assertThat(first.packets()).isEqualTo(atOld);
        moved.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(answer.body()));
        assertThat(phone.hearsPeer()).isTrue();
    }

    @Test
    @DisplayName("RFC 3262: two phones, one that insists; the ringing tone is acknowledged")
    void callerWhoInsistsGetsAReliableRingingTone() {
        var caller = stage.direct("858");
        var callee = stage.direct("853").on(call -> stage.simulation().after(Duration.ofSeconds(2), call::answer));
        var call = caller.prepare(callee.uri(), with(CallSettings.DEFAULT.withReliability(ReliabilityPolicy.REQUIRED)));
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        caller.assertTalksWith(callee);
        assertThat(stage.requests("858", "PRACK")).hasSize(1);
        assertThat(stage.answers("853", "INVITE", 180).get(0).header("RSeq")).isPresent();
    }

    @Test
    @DisplayName("RFC 3262: our PBX speaks reliably to a caller that insists, whatever the callee can")
    void pbxTranslatesBetweenALegThatInsistsAndOneWithout() {
        stage.startPbx();
        var callee = stage.telephone(
                "853",
                SipAccount.builder("sip:853@" + Stage.PBX_ADDRESS)
                        .secret("853")
                        .calls(CallSettings.DEFAULT.withReliability(ReliabilityPolicy.OFF))
                        .build());
        callee.register();
        var caller = stage.registered("858");
        callee.on(call -> stage.simulation().after(Duration.ofSeconds(2), call::answer));
        var call = caller.prepare("853", with(CallSettings.DEFAULT.withReliability(ReliabilityPolicy.REQUIRED)));
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        caller.assertTalksWith(callee);
        assertThat(stage.requests("858", "PRACK")).isNotEmpty();
        assertThat(stage.requests("pbx", "PRACK")).isEmpty();
    }

    @Test
    @DisplayName("RFC 4028: a call of an hour through our PBX is refreshed on each leg, and nobody hears of it")
    void longCallIsRefreshedOnEachLeg() {
        stage.startPbx();
        var settings = CallSettings.DEFAULT.withSessionTimer(Duration.ofSeconds(120));
        var caller = stage.registered("858");
        var callee = stage.registered("853").answering();
        var call = caller.prepare("853", with(settings));
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        stage.seconds(300);
        assertThat(stage.requests("858", "UPDATE")).hasSizeBetween(4, 5);
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        stage.seconds(3_000);
        // The PBX asked its callee for half an hour, and refreshes after a quarter.
        assertThat(stage.requests("pbx", "UPDATE")).isNotEmpty();
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        caller.assertTalksWith(callee);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
    }

    @Test
    @DisplayName("RFC 4028 §10: when the refresher is gone the call ends")
    void callEndsWhenTheRefresherIsGone() {
        var page = PageCall.outgoing(stage);
        page.call().hangUp();
        page.dialog().respond(page.dialog().expectRequest("BYE"), 200);
        var call = page.phone().prepare("853");
        var started = call.start();
        var invite = page.pbx().expectRequest("INVITE");
        var dialog = page.pbx().dialog(invite);
        dialog.respond(
                invite,
                200,
                draft -> draft.header("Session-Expires", "90;refresher=uas")
                        .header("Require", "timer")
                        .header("Contact", "<" + page.pbx().uri() + ">")
                        .body("application/sdp", page.audio().sdp()));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        stage.seconds(55);
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        dialog.respond(dialog.expectRequest("BYE"), 200);
        var ending = stage.await(call.ended());
        assertThat(ending.by()).isEqualTo(CallEnding.Party.NETWORK);
        assertThat(ending.reason()).contains("refreshed");
    }

    @Test
    @DisplayName(
            "RFC 3261 §8.1.3.4: a redirection is followed with the same Call-ID and a higher CSeq, the preferred target first")
    void redirectionIsFollowed() {
        var caller = stage.direct("858");
        var last = stage.direct("895").answering();
        var busy = stage.direct("853").rejecting();
        var pbx = stage.peerAsPbx("700");
        var call = caller.prepare(pbx.uri(), with(CallSettings.DEFAULT.withRedirections(3)));
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var redirection = pbx.dialog(invite)
                .respond(
                        invite,
                        302,
                        draft -> draft.header("Contact", "<" + last.uri() + ">;q=0.2")
                                .header("Contact", "<" + busy.uri() + ">;q=0.9"));
        assertThat(redirection.status()).isEqualTo(302);
        pbx.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        caller.assertTalksWith(last);
        var invites = stage.requests("858", "INVITE");
        assertThat(invites.stream().map(message -> message.callId()).distinct()).hasSize(1);
        assertThat(invites.stream().map(message -> message.cseq()).distinct())
                .containsExactly(invite.cseq(), invite.cseq() + 1, invite.cseq() + 2);
        assertThat(busy.incoming()).hasSize(1);
    }

    @Test
    @DisplayName("RFC 3261 §8.1.3.4: a circle ends, and its last redirection is told")
    void circleOfRedirectionsEnds() {
        var caller = stage.direct("858");
        var first = stage.direct("853");
        var second = stage.direct("895");
        first.on(call -> call.forward(second.uri()));
        second.on(call -> call.forward(first.uri()));
        var call = caller.prepare(first.uri(), with(CallSettings.DEFAULT.withRedirections(10)));
        assertThat(stage.await(call.start())).isEqualTo(new DialOutcome.Redirected(302, List.of(first.uri())));
        assertThat(first.incoming()).hasSize(1);
        assertThat(second.incoming()).hasSize(1);
    }

    @Test
    @DisplayName("RFC 3326: a telephone that rang in vain knows that another one took the call")
    void callAnsweredElsewhereIsNotMissed() {
        stage.startPbx();
        var taker = stage.registered("853", "desk", "").answering();
        var other = stage.registered("853", "kitchen", "").on(call -> {});
        taker.on(call -> stage.simulation().after(Duration.ofSeconds(1), call::answer));
        var caller = stage.registered("858");
        caller.talkTo("853");
        var ending = stage.await(other.lastIncoming().ended());
        assertThat(ending.isAnsweredElsewhere()).isTrue();
        assertThat(ending.reason()).isEqualTo("Call completed elsewhere");
    }

    @Test
    @DisplayName(
            "RFC 5589 §7, RFC 3891: attended transfer connects the two others, and the replaced call tells its successor")
    void attendedTransferConnectsTheTwoOthers() {
        var transferor = stage.direct("858");
        var transferee = stage.direct("853").answering();
        var target = stage.direct("895").answering();
        var first = transferor.talkTo(transferee.uri());
        assertThat(stage.await(first.hold()).isDone()).isTrue();
        var consultation = transferor.talkTo(target.uri());
        var outcome = stage.await(first.attendedTransfer(consultation));
        assertThat(outcome).isInstanceOf(TransferOutcome.Completed.class);
        stage.await(first.ended());
        stage.await(consultation.ended());
        transferee.assertTalksWith(target);
        assertThat(target.calls()).hasSize(2);
        assertThat(stage.answers("895", "INVITE", 180).stream()
                        .map(message -> message.callId())
                        .distinct())
                .as("the replacing call does not ring")
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("RFC 3891 §3: a policy that declines leaves both calls as they were")
    void declinedReplacementLeavesTheCallsAsTheyWere() {
        var transferor = stage.direct("858");
        var transferee = stage.direct("853").answering();
        var target = stage.direct("895").answering();
        target.line().replacesPolicy(ReplacesPolicy.DECLINE);
        var first = transferor.talkTo(transferee.uri());
        var consultation = transferor.talkTo(target.uri());
        var outcome = stage.await(first.attendedTransfer(consultation));
        assertThat(outcome).isInstanceOf(TransferOutcome.Failed.class);
        assertThat(((TransferOutcome.Failed) outcome).status()).isEqualTo(603);
        assertThat(consultation.state()).isEqualTo(CallState.IN_CALL);
        assertThat(first.state()).isEqualTo(CallState.IN_CALL);
    }

    @Test
    @DisplayName("an incoming call that nobody takes is refused after the ring limit")
    void incomingCallRingsForALimitedTime() {
        var caller = stage.direct("858");
        var callee = stage.direct("853").on(call -> {});
        var outcome = caller.dial(callee.uri());
        assertThat(outcome).isInstanceOf(DialOutcome.Refused.class);
        assertThat(((DialOutcome.Refused) outcome).status()).isEqualTo(480);
        assertThat(callee.lastIncoming().state().isEnded()).isTrue();
    }

    @Test
    @DisplayName("RFC 3311: hold by UPDATE, where it was asked for")
    void holdByUpdate() {
        var caller = stage.direct("858");
        var callee = stage.direct("853").answering();
        var call = caller.prepare(callee.uri(), with(CallSettings.DEFAULT.withHoldByUpdate()));
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.requests("858", "UPDATE")).hasSize(1);
        assertThat(stage.requests("858", "INVITE")).hasSize(1);
        stage.until(() -> callee.lastIncoming().state() == CallState.REMOTE_HELD);
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        caller.assertTalksWith(callee);
    }
}
