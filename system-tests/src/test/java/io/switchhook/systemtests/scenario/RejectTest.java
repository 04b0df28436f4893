package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.systemtests.fixture.HeldLanes;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.RawMessages;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.Template;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Reject, busy, forward: RFC 3261 §13.3.1, the article's flow")
class RejectTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private ScriptedPeer pbx;
    private Telephone phone;

    private void begin() {
        pbx = stage.peerAsPbx("1002");
        phone = stage.direct("1001");
    }

    private InetSocketAddress phoneAddress() {
        return new InetSocketAddress(phone.host().address(), 5_060);
    }

    /** The article's INVITE, filled for this stage: its Request-URI is the PBX's own address. */
    private Template articleInvite() {
        return RawMessages.rejectedInvite()
                .withKnown(RawMessages.REJECT)
                .withKnown(Map.of(
                        "pbx", "10.0.0.9:5060",
                        "pbxHost", "10.0.0.9",
                        "branch", "z9hG4bKarticle",
                        "callId", "articlecall"));
    }

    @Test
    @DisplayName("article: 100, 486 with Warning, ACK; no 180 when the callback decides")
    void rejectInsideTheCallbackSends486WithWarningAndNo180() {
        begin();
        phone.rejecting();
        pbx.send(articleInvite().message(), phoneAddress());
        var busy = pbx.expectResponse("INVITE", 486);
        assertThat(busy.header("Warning").orElseThrow()).matches("399 \\S+ \"User reject\"");
        assertThat(busy.toTag()).isPresent();
        pbx.send(
                RawMessages.rejectAck()
                        .withKnown(RawMessages.REJECT)
                        .withKnown(Map.of(
                                "pbx", "10.0.0.9:5060",
                                "branch", "z9hG4bKarticle",
                                "callId", "articlecall",
                                "calleeTag", busy.toTag().orElseThrow()))
                        .message(),
                phoneAddress());
        pbx.expectNothing(Duration.ofSeconds(10));
        assertThat(stage.answers("1001", "INVITE", 180)).isEmpty();
        assertThat(phone.lastIncoming().state()).isEqualTo(CallState.REJECTED);
        assertThat(phone.lastIncoming().remoteNumber()).isEqualTo("1002");
        assertThat(pbx.retransmissions()).isZero();
    }

    @Test
    @DisplayName("article: its description, odd port and all, is answered by RFC 3264")
    void articlesDescriptionIsAnswered() {
        begin();
        var audio = stage.probe("pbx", 8_653);
        phone.answering();
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(
                RawMessages.rejectedOffer().replace("${pbxHost}", "10.0.0.9").replace("\n", "\r\n"));
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(invite, answer);
        assertThat(answer.body()).containsPattern("m=audio \\d*[02468] RTP/AVP 8 0 9 101");
        audio.sendTone(PageCall.PEER_TONE, io.switchhook.testkit.RtpProbe.mediaAddress(answer.body()));
        audio.expectTone(phone.tone(), Duration.ofSeconds(2));
        assertThat(phone.hearsPeer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {480, 486, 488, 503, 600, 603})
    void rejectTakesTheStatusByArgument(int status) {
        begin();
        phone.on(call -> call.reject(status, "gone fishing"));
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(stage.probe("pbx", 9_000).sdp());
        var answer = dialog.expectResponse("INVITE", status);
        dialog.ack(invite, answer);
        assertThat(answer.header("Warning").orElseThrow()).endsWith("\"gone fishing\"");
    }

    @Test
    void ringingToneWhenTheCallbackReturnsUndecided() {
        begin();
        phone.on(call -> {});
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(stage.probe("pbx", 9_000).sdp());
        dialog.expectResponse("INVITE", 180, Duration.ofMillis(20));
        stage.seconds(3);
        phone.lastIncoming().reject();
        dialog.ack(invite, dialog.expectResponse("INVITE", 486));
    }

    @Test
    @DisplayName("design §5: 180 goes out after 500 ms when the callback has not returned")
    void ringingToneAfterHalfASecondWhenTheCallbackThinks() {
        pbx = stage.peerAsPbx("1002");
        var lanes = new HeldLanes(stage.host("1001", "10.0.4.1"), "switchhook-call");
        lanes.hold();
        var config = PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:10.0.4.1:5060", 5_060));
        var thinking = SoftPhone.create(lanes, config);
        thinking.createLine(SipAccount.builder("sip:1001@10.0.4.1").build());
        thinking.onIncomingCall(IncomingCall::reject);
        var dialog = pbx.newDialog("sip:1001@10.0.4.1");
        var invite = dialog.invite(stage.probe("pbx", 9_000).sdp());
        pbx.expectNothing(Duration.ofMillis(500));
        dialog.expectResponse("INVITE", 180, Duration.ofMillis(3));
        assertThat(lanes.waiting()).isEqualTo(1);
        lanes.goOn();
        dialog.ack(invite, dialog.expectResponse("INVITE", 486));
        stage.seconds(40);
        stage.await(thinking.closeAsync());
    }

    @Test
    @DisplayName(
            "RFC 3261 §21.5.1: a callback that throws before it has decided cannot any more, and the caller hears of it at once")
    void callbackThatThrowsRefuses() {
        begin();
        var lonely = stage.direct("1003").on(call -> {
            throw new IllegalStateException("the callback of the application fails");
        });
        var dialog = pbx.newDialog(lonely.uri());
        var invite = dialog.invite(stage.probe("pbx", 9_000).sdp());
        var refusal = dialog.expectResponse("INVITE", 500);
        assertThat(refusal.header("Warning").orElseThrow()).contains("has failed");
        dialog.ack(invite, refusal);
        assertThat(stage.simulation().takeCallbackFailures()).hasSize(1);
        assertThat(stage.await(lonely.lastIncoming().answer())).isEqualTo(AnswerOutcome.ENDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1002", "sip:1002@somewhere.else:7070", "tel:1002", "1-0-0-2"})
    @DisplayName("ozeki.md §2.2 no. 4: a reject list compares numbers, not URIs with ports")
    void rejectListRefusesBeforeAnybodyIsAsked(String entry) {
        begin();
        phone.line().rejectList().add(entry);
        pbx.send(articleInvite().message(), phoneAddress());
        var busy = pbx.expectResponse("INVITE", 486);
        assertThat(busy.header("Warning").orElseThrow()).contains("reject list");
        assertThat(phone.incoming()).isEmpty();
        acknowledge(busy.toTag().orElseThrow());
    }

    private void acknowledge(String tag) {
        pbx.send(
                RawMessages.rejectAck()
                        .withKnown(RawMessages.REJECT)
                        .withKnown(Map.of(
                                "pbx", "10.0.0.9:5060",
                                "branch", "z9hG4bKarticle",
                                "callId", "articlecall",
                                "calleeTag", tag))
                        .message(),
                phoneAddress());
    }

    @Test
    @DisplayName("RFC 3261 §9.2: CANCEL after the reject changes nothing")
    void cancelRacingTheRejectIsAnsweredAndThe486Stands() {
        begin();
        phone.rejecting();
        pbx.lenient();
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(stage.probe("pbx", 9_000).sdp());
        dialog.cancel(invite);
        pbx.expectResponse("CANCEL", 200);
        var refusal = pbx.expectFinal("INVITE", Duration.ofSeconds(2));
        dialog.ack(invite, refusal);
        assertThat(refusal.status()).isIn(486, 487);
        stage.seconds(1);
        assertThat(phone.lastIncoming().state()).isIn(CallState.REJECTED, CallState.CANCELLED);
        assertThat(stage.sentBy("1001").stream()
                        .filter(message -> message.method().equals("INVITE") && message.status() >= 200)
                        .map(message -> message.status())
                        .distinct())
                .hasSize(1);
    }

    @Test
    @DisplayName("RFC 3261 §17.2.1: INVITE repeated during the decision and after it")
    void repeatedInviteIsAnsweredAsTheFirstAndRingsOnce() {
        begin();
        phone.on(call -> {});
        pbx.exposeRetransmissions().lenient();
        var invite = articleInvite().message();
        pbx.send(invite, phoneAddress());
        pbx.expectResponse("INVITE", 180);
        pbx.send(invite, phoneAddress());
        pbx.expectResponse("INVITE", 180);
        phone.lastIncoming().reject();
        var busy = pbx.expectResponse("INVITE", 486);
        pbx.send(invite, phoneAddress());
        pbx.expectResponse("INVITE", 486);
        acknowledge(busy.toTag().orElseThrow());
        assertThat(phone.incoming()).hasSize(1);
    }

    @Test
    @DisplayName("RFC 3261 §17.2.1: the 486 is repeated by Timer G until Timer H")
    void refusalIsRepeatedWhenItsAckIsLost() {
        begin();
        phone.rejecting();
        pbx.send(articleInvite().message(), phoneAddress());
        pbx.expectResponse("INVITE", 486);
        stage.seconds(40);
        // 0.5, 1, 2, then every 4 s until 32 s: at 0.5 1.5 3.5 7.5 11.5 15.5 19.5 23.5 27.5 31.5.
        assertThat(pbx.retransmissions()).isEqualTo(10);
        assertThat(phone.lastIncoming().state()).isEqualTo(CallState.REJECTED);
    }

    @Test
    @DisplayName("RFC 3261 §13.3.1.3: 302 with the target's Contact")
    void forwardAnswers302() {
        begin();
        phone.on(call -> call.forward("855"));
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(stage.probe("pbx", 9_000).sdp());
        var moved = dialog.expectResponse("INVITE", 302);
        dialog.ack(invite, moved);
        assertThat(moved.contactUri().orElseThrow()).startsWith("sip:855@");
        stage.seconds(0.1);
        assertThat(phone.lastIncoming().state()).isEqualTo(CallState.FORWARDED);
    }

    @Test
    void callerIsToldWhyItWasRejected() {
        var caller = stage.direct("858");
        var callee = stage.direct("853").on(call -> call.reject(486, "in a meeting"));
        assertThat(caller.dial(callee.uri()))
                .isEqualTo(new DialOutcome.Refused(486, "Busy Here", Optional.of("in a meeting")));
        assertThat(caller.statesOf(caller.lastCall())).containsExactly(CallState.SETUP, CallState.BUSY);
    }

    @Test
    void answerAfterTheCallerGaveUpEndsQuietly() {
        begin();
        phone.on(call -> {});
        var dialog = pbx.newDialog(phone.uri());
        pbx.lenient();
        var invite = dialog.invite(stage.probe("pbx", 9_000).sdp());
        dialog.expectResponse("INVITE", 180);
        dialog.cancel(invite);
        pbx.expectResponse("CANCEL", 200);
        dialog.ack(invite, pbx.expectResponse("INVITE", 487));
        assertThat(stage.await(phone.lastIncoming().answer())).isEqualTo(io.switchhook.phone.call.AnswerOutcome.ENDED);
        assertThat(phone.lastIncoming().state()).isEqualTo(CallState.CANCELLED);
    }
}
