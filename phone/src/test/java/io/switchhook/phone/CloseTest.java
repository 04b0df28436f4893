package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closing the phone in every state of a call: every future completes, the other side is told where it can be, and nothing is left. */
class CloseTest {
    private final Bench bench;

    CloseTest() throws IOException {
        bench = new Bench();
    }

    private void closeInTime() {
        var start = bench.simulation.elapsed();
        bench.await(bench.phone.closeAsync());
        assertThat(bench.simulation.elapsed().minus(start)).isLessThan(Duration.ofSeconds(5));
    }

    private void nothingLeft() {
        bench.ear.close();
        bench.peer.close();
        bench.run(1_000);
        bench.simulation.assertNothingLeft();
    }

    private static <T> T now(CompletableFuture<T> future) {
        assertThat(future).isDone();
        return future.join();
    }

    @Test
    void withoutACall() {
        closeInTime();
        nothingLeft();
    }

    @Test
    void twiceAtOnceAndOnceMoreLater() {
        bench.dialAndTalk();
        var first = bench.phone.closeAsync();
        var second = bench.phone.closeAsync();
        bench.await(second);
        bench.await(first);
        bench.await(bench.phone.closeAsync());
        bench.phone.close();
        nothingLeft();
    }

    @Test
    void aSecondCloseInEveryMomentOfTheFirstCompletes() {
        var first = bench.phone.closeAsync();
        for (int i = 0; i < 50; i++) {
            var another = bench.phone.closeAsync();
            bench.simulation.tryRunUntil(() -> false, Duration.ofNanos(1));
            if (first.isDone()) {
                bench.await(another);
            }
        }
        bench.await(bench.phone.closeAsync());
        nothingLeft();
    }

    @Test
    void aCallThatWasNotStarted() {
        var call = bench.line.createCall("853");
        closeInTime();
        assertThat(bench.await(call.start()).kind()).isEqualTo(DialOutcome.Kind.UNREACHABLE);
        nothingLeft();
    }

    @Test
    void aCallThatWasNotStartedEndsWithThePhone() {
        var call = bench.line.createCall("853");
        call.onStateChanged(change -> bench.states.add(change.state()));
        var ended = call.ended();
        var other = bench.line.createCall("854");
        assertThat(bench.await(other.hangUp()).by()).isEqualTo(CallEnding.Party.LOCAL);
        closeInTime();
        var ending = bench.await(ended);
        assertThat(ending)
                .isEqualTo(new CallEnding(
                        CallEnding.Party.NETWORK, CallState.FAILED, Optional.empty(), "The phone is closed."));
        assertThat(bench.await(call.hangUp())).isEqualTo(ending);
        assertThat(call.state()).isEqualTo(CallState.FAILED);
        assertThat(bench.states).containsExactly(CallState.FAILED);
        nothingLeft();
    }

    @Test
    void aCallThatIsMadeWhenThePhoneIsClosedHasEnded() {
        closeInTime();
        var call = bench.line.createCall("853");
        assertThat(bench.await(call.ended()).reason()).isEqualTo("The phone is closed.");
        assertThat(bench.await(call.start())).isEqualTo(new DialOutcome.Unreachable("The phone is closed."));
        assertThat(bench.await(call.hangUp()).state()).isEqualTo(CallState.FAILED);
        assertThat(call.state().isEnded()).isTrue();
        nothingLeft();
    }

    @Test
    void aClosedPhoneTakesNoLine() {
        var account = SipAccount.builder("sip:859@192.0.2.2").build();
        var closing = bench.phone.closeAsync();
        assertThatIllegalStateException().isThrownBy(() -> bench.phone.createLine(account));
        bench.await(closing);
        assertThatIllegalStateException()
                .isThrownBy(() -> bench.phone.createLine(account))
                .withMessageContaining("closed");
        nothingLeft();
    }

    @Test
    void whatTheLoopThrowsOnEndsTheFutureThatWaitsForIt() {
        var engine = bench.line.engine().phone();
        CompletableFuture<Integer> asked = Outcomes.ask(engine, 0, (done, now) -> {
            throw new IllegalStateException("of a test");
        });
        assertThatIllegalStateException().isThrownBy(() -> bench.run(1));
        CompletableFuture<Void> awaited = Outcomes.await(engine, (done, now) -> {
            throw new IllegalStateException("of a test");
        });
        assertThatIllegalStateException().isThrownBy(() -> bench.run(1));
        bench.run(1);
        assertThat(asked).isCompletedExceptionally();
        assertThat(awaited).isCompletedExceptionally();
        closeInTime();
        nothingLeft();
    }

    @Test
    void aCallThatIsStartedWhileThePhoneCloses() {
        bench.dialAndTalk();
        var closing = bench.phone.closeAsync();
        bench.run(1);
        var late = bench.line.createCall("854");
        var outcome = bench.await(late.start());
        assertThat(outcome).isEqualTo(new DialOutcome.Unreachable("The phone is closed."));
        assertThat(bench.await(late.ended()).state()).isEqualTo(CallState.FAILED);
        assertThat(bench.await(bench.line.register()).kind()).isEqualTo(RegistrationOutcome.Kind.CLOSED);
        bench.await(closing);
        nothingLeft();
    }

    @Test
    void aCallWhoseNameIsBeingResolved() {
        bench.simulation.dns().a("slow.test", "192.0.2.2").delay(Duration.ofSeconds(30));
        var call = bench.line.createCall("853@slow.test");
        var dialled = call.start();
        bench.run(10);
        closeInTime();
        assertThat(bench.await(dialled).kind()).isEqualTo(DialOutcome.Kind.CANCELLED);
        assertThat(bench.await(call.ended()).state()).isEqualTo(CallState.CANCELLED);
        bench.run(40_000);
        nothingLeft();
    }

    @Test
    void aCallThatNobodyHasAnsweredInAnyWay() {
        var call = bench.line.createCall("853");
        var dialled = call.start();
        bench.peer.expectRequest("INVITE");
        closeInTime();
        assertThat(bench.await(dialled).kind()).isEqualTo(DialOutcome.Kind.CANCELLED);
        assertThat(bench.await(call.ended()).by()).isEqualTo(CallEnding.Party.LOCAL);
        nothingLeft();
    }

    @Test
    void aCallThatRingsIsCancelled() {
        var call = bench.line.createCall("853");
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        bench.peer.dialog(invite).respond(invite, 180);
        bench.run(100);
        var closing = bench.phone.closeAsync();
        var cancel = bench.peer.expectRequest("CANCEL");
        bench.peer.respond(cancel, 200);
        bench.peer.respond(invite, 487);
        bench.await(closing);
        assertThat(bench.await(dialled).kind()).isEqualTo(DialOutcome.Kind.CANCELLED);
        nothingLeft();
    }

    @Test
    void aCallThatRingsHereIsRefused() {
        var talk = bench.ring();
        var closing = bench.phone.closeAsync();
        talk.dialog().ack(talk.invite(), talk.dialog().expectResponse("INVITE", 486));
        bench.await(closing);
        assertThat(now(talk.call().ended()).state()).isEqualTo(CallState.REJECTED);
        nothingLeft();
    }

    @Test
    void aCallThatWasAnsweredButNotAcknowledged() {
        var talk = bench.ring();
        var answered = ((IncomingCall) talk.call()).answer();
        talk.dialog().expectResponse("INVITE", 200);
        closeInTime();
        assertThat(bench.await(answered)).isEqualTo(AnswerOutcome.ENDED);
        assertThat(bench.await(talk.call().ended()).by()).isEqualTo(CallEnding.Party.LOCAL);
        nothingLeft();
    }

    /** What is under way in a call that is up. */
    enum Underway {
        NOTHING,
        HOLD,
        TRANSFER,
        DIGITS
    }

    @ParameterizedTest
    @EnumSource(Underway.class)
    void aCallThatIsUpGetsItsByeAndEverythingUnderWayEnds(Underway underway) {
        var talk = bench.dialAndTalk();
        CompletableFuture<?> future = switch (underway) {
            case NOTHING -> talk.call().ended();
            case HOLD -> talk.call().hold();
            case TRANSFER -> talk.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
            case DIGITS -> talk.call().sendDigits("0123456789", Duration.ofSeconds(1));
        };
        bench.run(200);
        var closing = bench.phone.closeAsync();
        talk.dialog().respond(talk.dialog().expectRequest("BYE"), 200);
        bench.await(closing);
        bench.await(future);
        assertThat(bench.await(talk.call().ended()).by()).isEqualTo(CallEnding.Party.LOCAL);
        nothingLeft();
    }

    @Test
    void aPeerThatIsGoneDoesNotKeepThePhoneOpen() {
        var talk = bench.dialAndTalk();
        bench.simulation.unplug(bench.there);
        closeInTime();
        assertThat(bench.await(talk.call().ended()).state()).isEqualTo(CallState.COMPLETED);
        bench.simulation.plugIn(bench.there);
        nothingLeft();
    }

    @Test
    void whatIsNotAnsweredIsAwaitedAsLongAsTheSettingsSay() {
        var other = SoftPhone.create(
                bench.here,
                PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:192.0.2.1:5070", 0))
                        .withClosePatience(Duration.ofSeconds(1)));
        var call = other.createLine(SipAccount.builder("sip:859@192.0.2.2").build())
                .createCall("853");
        call.start();
        bench.peer.expectRequest("INVITE");
        var start = bench.simulation.elapsed();
        bench.await(other.closeAsync());
        assertThat(bench.simulation.elapsed().minus(start)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1_100));
        assertThat(bench.await(call.ended()).state()).isEqualTo(CallState.CANCELLED);
        closeInTime();
        nothingLeft();
    }

    @Test
    void aRegistrarThatIsGoneDoesNotKeepThePhoneOpen() {
        var registered = bench.line.register();
        bench.peer.acceptRegistration();
        assertThat(bench.await(registered).isRegistered()).isTrue();
        bench.simulation.unplug(bench.there);
        var unregistered = bench.line.unregister();
        closeInTime();
        bench.await(unregistered);
        bench.simulation.plugIn(bench.there);
        nothingLeft();
    }

    @Test
    void commandsAfterTheEndHaveTypedOutcomes() {
        var talk = bench.dialAndTalk();
        var call = talk.call();
        var closing = bench.phone.closeAsync();
        talk.dialog().respond(talk.dialog().expectRequest("BYE"), 200);
        bench.await(closing);
        assertThat(bench.await(call.hold()).kind()).isEqualTo(HoldOutcome.Kind.ENDED);
        assertThat(bench.await(call.resume()).kind()).isEqualTo(HoldOutcome.Kind.ENDED);
        assertThat(bench.await(call.blindTransfer("895")).kind()).isEqualTo(TransferOutcome.Kind.ENDED);
        assertThat(bench.await(call.sendDigits("1"))).isEqualTo(io.switchhook.stack.media.DigitsOutcome.ENDED);
        assertThat(bench.await(call.hangUp()).state()).isEqualTo(CallState.COMPLETED);
        assertThat(bench.await(bench.line.register()).kind()).isEqualTo(RegistrationOutcome.Kind.CLOSED);
        bench.await(bench.line.unregister());
        assertThat(bench.await(bench.phone.load()).isEmpty()).isTrue();
        nothingLeft();
    }
}
