package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What nobody should do has a typed outcome and harms nothing. */
class MisuseTest {
    private final Bench bench;

    MisuseTest() throws IOException {
        bench = new Bench();
    }

    @Test
    void aCallIsStartedTwiceAndTheFirstStartStillHearsItsOutcome() {
        var call = bench.line.createCall("853");
        var first = call.start();
        var second = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        var dialog = bench.peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, bench.ear.sdp());
        dialog.expectRequest("ACK");
        assertThat(bench.await(first).isAnswered()).isTrue();
        assertThat(((DialOutcome.Unreachable) bench.await(second)).reason()).contains("once");
        assertThat(bench.await(call.start()).isAnswered())
                .as("started again while it is up")
                .isTrue();
        dialog.send("BYE");
        bench.end();
    }

    @Test
    void aCallIsHungUpBeforeItIsStarted() {
        var call = bench.line.createCall("853");
        assertThat(bench.await(call.hangUp()).state()).isEqualTo(CallState.CANCELLED);
        assertThat(bench.await(call.start()).kind()).isEqualTo(DialOutcome.Kind.CANCELLED);
        assertThat(bench.peer.received()).isEmpty();
        bench.end();
    }

    @Test
    void aCallThatIsNotUpCannotBeHeldTransferredOrGivenDigits() {
        var call = bench.line.createCall("853");
        assertThat(bench.await(call.hold()).kind()).isEqualTo(HoldOutcome.Kind.ENDED);
        assertThat(bench.await(call.blindTransfer("895")).kind()).isEqualTo(TransferOutcome.Kind.ENDED);
        assertThat(bench.await(call.sendDigits("1"))).isEqualTo(io.switchhook.stack.media.DigitsOutcome.ENDED);
        bench.end();
    }

    @Test
    void aCallIsAnsweredTwiceAndBothHearIt() {
        var talk = bench.ring();
        var call = (IncomingCall) talk.call();
        var first = call.answer();
        var second = call.answer();
        talk.dialog().ack(talk.invite(), talk.dialog().expectResponse("INVITE", 200));
        assertThat(bench.await(first)).isEqualTo(AnswerOutcome.ANSWERED);
        assertThat(bench.await(second)).isEqualTo(AnswerOutcome.ANSWERED);
        assertThat(bench.await(call.answer())).isEqualTo(AnswerOutcome.ANSWERED);
        talk.peerHangsUp();
        assertThat(bench.await(call.answer())).isEqualTo(AnswerOutcome.ENDED);
        bench.end();
    }

    @Test
    void rejectForwardAndRingAfterTheAnswerChangeNothing() {
        var talk = bench.ringAndTalk();
        var call = (IncomingCall) talk.call();
        call.reject();
        call.forward("895");
        call.ring();
        bench.run(500);
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        talk.peerHangsUp();
        assertThat(bench.await(call.ended()).state()).isEqualTo(CallState.COMPLETED);
        bench.end();
    }

    @Test
    void answerAfterRejectIsEnded() {
        var talk = bench.ring();
        var call = (IncomingCall) talk.call();
        call.reject(603, "no");
        assertThat(bench.await(call.answer())).isEqualTo(AnswerOutcome.ENDED);
        talk.dialog().ack(talk.invite(), talk.dialog().expectResponse("INVITE", 603));
        assertThat(bench.await(call.reject()).status()).contains(603);
        bench.end();
    }

    @Test
    void aCallIsHungUpTwice() {
        var talk = bench.dialAndTalk();
        var first = talk.call().hangUp();
        var second = talk.call().hangUp();
        talk.dialog().respond(talk.dialog().expectRequest("BYE"), 200);
        assertThat(bench.await(first)).isEqualTo(bench.await(second));
        bench.end();
        assertThat(bench.states).endsWith(CallState.COMPLETED).doesNotHaveDuplicates();
    }

    @Test
    void aSecondTransferWhileOneRunsIsNotPossibleAndTheFirstGoesOn() {
        var talk = bench.dialAndTalk();
        var first = talk.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        var refer = talk.dialog().expectRequest("REFER");
        assertThat(bench.await(talk.call().blindTransfer("896")).kind()).isEqualTo(TransferOutcome.Kind.NOT_POSSIBLE);
        talk.dialog().respond(refer, 603);
        assertThat(bench.await(first)).isEqualTo(new TransferOutcome.Refused(603, "Decline"));
        assertThat(talk.call().state()).isEqualTo(CallState.IN_CALL);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void aCallThatNobodyTakesInHalfASecondSaysSo() {
        var call = bench.line.createCall("853", DialOptions.DEFAULT.withRingTimeout(Duration.ofMillis(500)));
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        bench.peer.dialog(invite).respond(invite, 180);
        var cancel = bench.peer.expectRequest("CANCEL");
        bench.peer.respond(cancel, 200);
        bench.peer.respond(invite, 487);
        bench.peer.expectRequest("ACK");
        assertThat(bench.await(dialled)).isEqualTo(new DialOutcome.TimedOut("Nobody took the call in 0.5 s."));
        assertThat(EndingWords.seconds(Duration.ofSeconds(30))).isEqualTo("30 s");
        assertThat(EndingWords.seconds(Duration.ofNanos(1))).isEqualTo("0.000000001 s");
        bench.end();
    }

    @Test
    void badArgumentsAreRefusedWhereTheyAreGiven() {
        var talk = bench.ring();
        var call = (IncomingCall) talk.call();
        assertThatIllegalArgumentException().isThrownBy(() -> call.reject(200));
        assertThatIllegalArgumentException().isThrownBy(() -> call.reject(700));
        assertThatIllegalArgumentException().isThrownBy(() -> call.reject(486, "a\r\nb"));
        assertThatIllegalArgumentException().isThrownBy(() -> call.forward(""));
        assertThatIllegalArgumentException().isThrownBy(() -> call.blindTransfer("sip:"));
        assertThatIllegalArgumentException().isThrownBy(() -> call.sendDigits("12x"));
        assertThatIllegalArgumentException().isThrownBy(() -> call.sendDigits(""));
        assertThatIllegalArgumentException().isThrownBy(() -> bench.line.createCall("85\n3"));
        call.reject();
        talk.dialog().ack(talk.invite(), talk.dialog().expectResponse("INVITE", 486));
        bench.end();
    }

    @Test
    @SuppressWarnings("NullAway")
    void whatIsNotThereIsRefusedWhereItIsGivenAndNamed() {
        var call = bench.line.createCall("853");
        var line = bench.line;
        refusesNull("other", () -> call.attendedTransfer(null));
        refusesNull("options", () -> call.blindTransfer("895", null));
        refusesNull("target", () -> call.blindTransfer(null));
        refusesNull("digits", () -> call.sendDigits(null));
        refusesNull("content", () -> call.sendMessage((MessageContent) null));
        refusesNull("text", () -> call.sendMessage((String) null));
        refusesNull("infoPackage", () -> call.sendInfo(null, "text/plain", new byte[0]));
        refusesNull("body", () -> call.sendInfo("dtmf", "text/plain", null));
        refusesNull("listener", () -> call.onStateChanged(null));
        refusesNull("listener", () -> call.onDigit(null));
        refusesNull("attached", () -> call.audio().send(null));
        refusesNull("attached", () -> call.audio().receive(null));
        refusesNull("content", () -> line.sendMessage("853", (MessageContent) null));
        refusesNull("target", () -> line.createCall(null));
        refusesNull("options", () -> line.createCall("853", null));
        refusesNull("options", () -> line.createSubscription("presence", "853", null));
        refusesNull("state", () -> line.createPublication("presence").publish(null));
        refusesNull("eventPackage", () -> line.createPublication(null));
        refusesNull("policy", () -> line.transferPolicy(null));
        refusesNull("policy", () -> line.replacesPolicy(null));
        refusesNull("listener", () -> line.onRegistrationChanged(null));
        refusesNull("listener", () -> bench.phone.onIncomingCall(null));
        refusesNull("account", () -> bench.phone.createLine(null));
        refusesNull("number", () -> line.rejectList().add(null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> line.createPublication("a b"))
                .withMessage("\"a b\" names no event package; write for example presence");
        assertThatIllegalArgumentException().isThrownBy(() -> line.createSubscription("a b", "853"));
        assertThatIllegalArgumentException().isThrownBy(() -> line.rejectList().add(" "));
        bench.run(1_000);
        assertThat(bench.peer.received()).isEmpty();
        bench.end();
    }

    private static void refusesNull(String name, ThrowingCallable given) {
        assertThatNullPointerException().isThrownBy(given).withMessage(name);
    }

    @Test
    void aFutureThatTheUserCompletesChangesNothingInside() {
        var call = bench.line.createCall("853");
        var dialled = call.start();
        dialled.cancel(true);
        call.ended().complete(null);
        var invite = bench.peer.expectRequest("INVITE");
        bench.peer.dialog(invite).respond(invite, 486);
        bench.peer.expectRequest("ACK");
        assertThat(bench.await(call.ended()).state()).isEqualTo(CallState.BUSY);
        bench.end();
    }

    @Test
    void anExceptionInACallbackIsReportedAndHarmsNothing() {
        var talk = bench.dialAndTalk();
        talk.call().onStateChanged(change -> {
            throw new IllegalStateException("of a test");
        });
        bench.phone.onIncomingCall(call -> {
            throw new IllegalStateException("of a test");
        });
        talk.peerHangsUp();
        assertThat(bench.await(talk.call().ended()).state()).isEqualTo(CallState.COMPLETED);
        var dialog = bench.peer.newDialog("sip:858@192.0.2.1");
        var invite = dialog.invite(bench.ear.sdp());
        dialog.ack(invite, dialog.expectResponse("INVITE", 500));
        assertThat(bench.simulation.takeCallbackFailures()).hasSize(2);
        bench.end();
    }

    @Test
    void anExceptionAfterTheAnswerDoesNotUndoIt() {
        bench.phone.onIncomingCall(call -> {
            bench.incoming.add(call);
            call.answer();
            throw new IllegalStateException("of a test");
        });
        var dialog = bench.peer.newDialog("sip:858@192.0.2.1");
        var invite = dialog.invite(bench.ear.sdp());
        dialog.ack(invite, dialog.expectResponse("INVITE", 200));
        bench.run(1_000);
        assertThat(bench.incoming.get(0).state()).isEqualTo(CallState.IN_CALL);
        assertThat(bench.simulation.takeCallbackFailures()).hasSize(1);
        new Bench.Talk(bench.incoming.get(0), dialog, invite).peerHangsUp();
        bench.end();
    }

    @Test
    void aTransferPolicyThatThrowsDeclines() {
        var talk = bench.dialAndTalk();
        bench.line.transferPolicy(request -> {
            throw new IllegalStateException("of a test");
        });
        talk.dialog().send("REFER", draft -> draft.header("Refer-To", "<sip:895@192.0.2.2>"));
        talk.dialog().expectResponse("REFER", 603);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void twoPhonesLiveInOneProgramAndAPortInUseIsSaid() throws IOException {
        Assertions.assertThatThrownBy(() -> SoftPhone.create(
                        bench.here, PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:192.0.2.1:5060", 0))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("5060");
        var other = SoftPhone.create(
                bench.here,
                PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:192.0.2.1:5070", 0))
                        .withRtpPorts(10_000, 10_020));
        other.createLine(SipAccount.builder("sip:859@192.0.2.1:5070").build());
        other.onIncomingCall(IncomingCall::answer);
        var call = bench.line.createCall("859@192.0.2.1:5070");
        assertThat(bench.await(call.start()).isAnswered()).isTrue();
        bench.run(1_000);
        assertThat(bench.await(call.hangUp()).state()).isEqualTo(CallState.COMPLETED);
        bench.await(other.closeAsync());
        bench.end();
    }
}
