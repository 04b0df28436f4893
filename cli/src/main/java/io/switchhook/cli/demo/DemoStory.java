package io.switchhook.cli.demo;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Patience;
import io.switchhook.phone.Call;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Plays the scenarios with one cast and checks what must be true. */
final class DemoStory {
    /** Nothing on one machine takes that long unless it is broken. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration TALK = Duration.ofMillis(1200);
    private static final Duration SILENCE = Duration.ofMillis(500);
    /** The last answers of a scenario belong into its ladder. */
    private static final Duration LAST_MESSAGES = Duration.ofMillis(300);

    private final DemoCast cast;
    private final DemoScreen screen;
    private final Patience patience;
    private final DemoPhone a;
    private final DemoPhone b;
    private final DemoPhone c;
    private int checks;
    private int held;

    DemoStory(DemoCast cast, DemoScreen screen, Patience patience) {
        this.cast = cast;
        this.screen = screen;
        this.patience = patience;
        this.a = cast.transferor();
        this.b = cast.transferee();
        this.c = cast.target();
    }

    /** All telephones log in; without that there is nothing to show. */
    void register() throws CommandEnd {
        for (var phone : cast.all()) {
            var outcome = patience.await(phone.line().register(), LONGEST);
            if (outcome.filter(o -> o.isRegistered()).isEmpty()) {
                throw new CommandEnd(
                        ExitCode.NO_NETWORK, "Telephone " + phone.number() + " could not register: " + outcome);
            }
            screen.step("Telephone " + phone.number() + " is registered.");
        }
    }

    DemoScreen.Score transferThroughPbx() throws CommandEnd {
        begin(
                1,
                "Blind transfer through the PBX",
                "858 calls 853. When they talk, 858 transfers 853 to 895 and leaves. The PBX does the work.");
        transfer("853", "895");
        return end(1, "Blind transfer through the PBX");
    }

    DemoScreen.Score transferWithoutPbx() throws CommandEnd {
        begin(
                4,
                "Blind transfer from telephone to telephone",
                "The same without a PBX: 853 itself is asked to call 895, does it, and reports to 858.");
        transfer(addressOf(b), addressOf(c));
        return end(4, "Blind transfer from telephone to telephone");
    }

    private void transfer(String callee, String target) throws CommandEnd {
        var call = connect(callee);
        screen.step("858 transfers 853 to 895.");
        var outcome = transferTo(call, target);
        check("858 is told that 853 has reached 895", outcome instanceof TransferOutcome.Completed);
        check("858 has left the call", isOver(call));
        checkTalk(b, c);
        checkSilence(a);
        talk();
        screen.step("895 hangs up.");
        patience.await(c.hangUp(), LONGEST);
        check("853's call is over too", isOver(lastCall(b)));
    }

    DemoScreen.Score transferToBusyTarget() throws CommandEnd {
        var title = "Blind transfer to a busy telephone";
        begin(
                2,
                title,
                "858 calls 853 and transfers it to 895, but 895 is busy: 853 must be back with 858, and they talk on.");
        c.beBusy(true);
        var call = connect("853");
        screen.step("858 transfers 853 to 895, which is busy.");
        var outcome = transferTo(call, "895");
        check(
                "858 is told that 895 is busy (486)",
                outcome instanceof TransferOutcome.Failed failed && failed.status() == 486);
        check("858's call with 853 is up again", call.state() == CallState.IN_CALL);
        checkTalk(a, b);
        checkSilence(c);
        talk();
        screen.step("858 hangs up.");
        patience.await(a.hangUp(), LONGEST);
        check("853's call is over too", isOver(lastCall(b)));
        return end(2, title);
    }

    DemoScreen.Score rejectedCall() throws CommandEnd {
        var title = "A call that is rejected";
        begin(3, title, "858 calls 895, which does not want to talk and answers 486 Busy Here.");
        c.beBusy(true);
        screen.step("858 calls 895.");
        var call = a.dial("895");
        var outcome = patience.await(call.start(), LONGEST);
        check(
                "858 is told that 895 is busy (486)",
                outcome.filter(o -> o instanceof DialOutcome.Refused refused && refused.isBusy())
                        .isPresent());
        check("858's call is over as busy", isOver(call) && call.state() == CallState.BUSY);
        check(
                "895's call is over as rejected",
                isOver(lastCall(c)) && lastCall(c).state() == CallState.REJECTED);
        checkSilence(a);
        checkSilence(c);
        return end(3, title);
    }

    // --- what the scenarios are made of ---------------------------------------------------------------------------

    private OutgoingCall connect(String callee) throws CommandEnd {
        screen.step("858 calls 853.");
        var call = a.dial(callee);
        var outcome = patience.await(call.start(), LONGEST);
        check("853 takes the call", outcome.filter(DialOutcome::isAnswered).isPresent());
        checkTalk(a, b);
        talk();
        return call;
    }

    private TransferOutcome transferTo(Call call, String target) throws CommandEnd {
        return patience.await(call.blindTransfer(target), LONGEST).orElseGet(TransferOutcome.TimedOut::new);
    }

    /** Both must hear each other and nobody else. */
    private void checkTalk(DemoPhone one, DemoPhone other) throws CommandEnd {
        var first = one.ear().hears(other.part().hertz(), LONGEST);
        var second = other.ear().hears(one.part().hertz(), LONGEST);
        check(hearing(one, other), patience.await(first));
        check(hearing(other, one), patience.await(second));
    }

    private static String hearing(DemoPhone listener, DemoPhone speaker) {
        return listener.number() + " hears " + speaker.number() + " ("
                + speaker.part().hertz() + " Hz), and nobody else";
    }

    private void checkSilence(DemoPhone phone) throws CommandEnd {
        check(phone.number() + " hears nobody", patience.await(phone.ear().hearsNothing(SILENCE)));
    }

    private boolean isOver(Call call) throws CommandEnd {
        return patience.await(call.ended(), LONGEST)
                .map(CallEnding::state)
                .filter(CallState::isEnded)
                .isPresent();
    }

    private static Call lastCall(DemoPhone phone) {
        return phone.lastCall().orElseThrow();
    }

    private void talk() throws CommandEnd {
        pause(TALK);
    }

    private void pause(Duration time) throws CommandEnd {
        patience.await(new CompletableFuture<Void>(), time);
    }

    private static String addressOf(DemoPhone phone) {
        return "sip:" + phone.number() + "@" + Loopback.hostPort(phone.address());
    }

    private void begin(int number, String title, String sentence) {
        checks = 0;
        held = 0;
        cast.all().forEach(phone -> phone.beBusy(false));
        cast.ladder().clear();
        screen.scenario(number, title, sentence);
    }

    private void check(String sentence, boolean holds) {
        checks++;
        held += holds ? 1 : 0;
        screen.check(sentence, holds);
    }

    private DemoScreen.Score end(int number, String title) throws CommandEnd {
        patience.await(cast.hangUp(), LONGEST);
        pause(LAST_MESSAGES);
        check(
                "no call is left",
                List.copyOf(cast.all()).stream()
                        .allMatch(phone -> phone.line().calls().isEmpty()));
        screen.ladder(cast.ladder().draw());
        return new DemoScreen.Score(number, title, checks, held);
    }
}
