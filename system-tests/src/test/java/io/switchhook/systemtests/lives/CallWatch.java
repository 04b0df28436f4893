package io.switchhook.systemtests.lives;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.Call;
import io.switchhook.phone.CallStateChange;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What one call told its user from the first moment to the last. */
final class CallWatch {
    static final int SAMPLE_RATE = 8_000;
    /** 160 ms: tones 60 Hz apart are told apart. */
    private static final int EAR_SAMPLES = 1_280;

    /** A transfer that was asked for. */
    record Transfer(String target, CompletableFuture<TransferOutcome> outcome) {}

    private final Simulation simulation;
    private final Call call;
    private final String owner;
    private final String name;
    private final int tone;
    /** There once somebody listens: most lives are silent. */
    private Optional<ToneDetector> ear = Optional.empty();

    private final List<String> problems = new ArrayList<>();
    private final List<Transfer> transfers = new ArrayList<>();
    private Optional<CompletableFuture<DialOutcome>> dialled = Optional.empty();
    private Optional<CompletableFuture<AnswerOutcome>> answering = Optional.empty();
    private Optional<CallEnding> ending = Optional.empty();
    private CallState state;
    private boolean everAnswered;
    private boolean hungUpHere;
    private int ends;
    private long endedNanos;
    private long completedNanos;

    CallWatch(Simulation simulation, Call call, String owner, String name, int tone) {
        this.simulation = simulation;
        this.call = call;
        this.owner = owner;
        this.name = name;
        this.tone = tone;
        this.state = call.state();
        this.ends = state.isEnded() ? 1 : 0;
        this.everAnswered = state.isAnswered();
        call.onStateChanged(this::onChange);
        call.ended().thenAccept(this::onEnded);
        call.audio().send(new ToneSource(SAMPLE_RATE, tone)).receive(this::hear);
    }

    private void hear(short[] samples, int offset, int length) {
        ear.ifPresent(listening -> listening.write(samples, offset, length));
    }

    /** Listens from now on. */
    void listen() {
        ear = Optional.of(new ToneDetector(SAMPLE_RATE, EAR_SAMPLES, Tones.all()));
    }

    private void onChange(CallStateChange change) {
        if (change.previous() != state) {
            problems.add("it went from " + change.previous() + " to " + change.state() + ", but " + state
                    + " was the state told last");
        }
        if (!AllowedStates.allows(isOutgoing(), change.previous(), change.state())) {
            problems.add("it went from " + change.previous() + " to " + change.state());
        }
        state = change.state();
        everAnswered |= state.isAnswered();
        if (state.isEnded()) {
            ends++;
            endedNanos = simulation.nowNanos();
        }
    }

    private void onEnded(CallEnding told) {
        if (ending.isPresent()) {
            problems.add("its end was told twice");
        }
        ending = Optional.of(told);
    }

    void dialled(CompletableFuture<DialOutcome> outcome) {
        dialled = Optional.of(outcome);
    }

    void answering(CompletableFuture<AnswerOutcome> outcome) {
        answering = Optional.of(outcome);
    }

    void transferring(String target, CompletableFuture<TransferOutcome> outcome) {
        transfers.add(new Transfer(target, outcome));
        outcome.thenAccept(how -> {
            if (how instanceof TransferOutcome.Completed) {
                completedNanos = simulation.nowNanos();
            }
        });
    }

    void hangUp() {
        hungUpHere = true;
        call.hangUp();
    }

    Call call() {
        return call;
    }

    String owner() {
        return owner;
    }

    String name() {
        return name;
    }

    int tone() {
        return tone;
    }

    ToneDetector ear() {
        return ear.orElseThrow();
    }

    List<Transfer> transfers() {
        return transfers;
    }

    /** The state told last. */
    CallState state() {
        return state;
    }

    boolean isOutgoing() {
        return call instanceof OutgoingCall;
    }

    boolean everAnswered() {
        return everAnswered;
    }

    boolean hungUpHere() {
        return hungUpHere;
    }

    boolean hasAskedToAnswer() {
        return answering.isPresent();
    }

    long endedNanos() {
        return endedNanos;
    }

    boolean isOver() {
        return call.state().isEnded()
                && ending.isPresent()
                && transfers.stream().allMatch(transfer -> transfer.outcome().isDone());
    }

    /** What is wrong with this call, seen alone, after it should be over. */
    List<String> problems() {
        var all = new ArrayList<>(problems);
        if (ends != 1) {
            all.add("it ended " + ends + " times; its state is " + state);
        }
        if (ending.isEmpty()) {
            all.add("ended() did not complete");
        }
        ending.filter(told -> told.state() != state)
                .ifPresent(told -> all.add("ended() says " + told.state() + ", the state is " + state));
        dialled.ifPresent(outcome -> checkDialled(outcome, all));
        answering.filter(outcome -> !outcome.isDone()).ifPresent(outcome -> all.add("answer() did not complete"));
        for (var transfer : transfers) {
            if (!transfer.outcome().isDone()) {
                all.add("its transfer to " + transfer.target() + " has no outcome");
            } else if (transfer.outcome().join() instanceof TransferOutcome.Completed
                    && state != CallState.COMPLETED
                    && !hadFailedBefore()) {
                all.add("it was transferred, but ended as " + state);
            }
        }
        return all.stream().map(problem -> name + ": " + problem).toList();
    }

    /** The reports outlive the call (RFC 5057 §2), and may tell of success when it is dead already. */
    private boolean hadFailedBefore() {
        return state == CallState.FAILED && endedNanos < completedNanos;
    }

    private void checkDialled(CompletableFuture<DialOutcome> outcome, List<String> all) {
        if (!outcome.isDone()) {
            all.add("start() did not complete");
            return;
        }
        boolean right = switch (outcome.join().kind()) {
            case ANSWERED -> everAnswered && (state == CallState.COMPLETED || state == CallState.FAILED);
            case REFUSED -> state == CallState.BUSY || state == CallState.REJECTED || state == CallState.FAILED;
            case REDIRECTED -> state == CallState.FORWARDED;
            case UNREACHABLE -> state == CallState.FAILED;
            case TIMED_OUT -> state == CallState.FAILED || state == CallState.CANCELLED;
            case CANCELLED -> state == CallState.CANCELLED;
        };
        if (!right || (everAnswered && !outcome.join().isAnswered())) {
            all.add("start() says " + outcome.join() + ", but it ended as " + state);
        }
    }
}
