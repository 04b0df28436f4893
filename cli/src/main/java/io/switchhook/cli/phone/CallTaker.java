package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.option.KeptSound;
import io.switchhook.cli.option.MediaOptions;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.RejectList;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Does with incoming calls what {@code listen} was told, and counts them. */
final class CallTaker {
    private static final int BUSY_HERE = 486;
    /** RFC 5079. */
    private static final int ANONYMITY_DISALLOWED = 433;

    /** What is done with a call; it rings on when it is neither answered nor rejected nor forwarded. */
    record Decision(
            boolean answer,
            Optional<Integer> reject,
            Optional<String> forward,
            RejectList rejectList,
            List<String> shownHeaders,
            TransferOrder afterAnswer) {

        /** Whether we may come to talk: a call that rings on is answered by whoever types so. */
        boolean mayAnswer() {
            return reject.isEmpty() && forward.isEmpty();
        }

        boolean refusesAnonymous(IncomingCall call) {
            return call.isAnonymous() && rejectList.rejectsAnonymous();
        }

        boolean wants(IncomingCall call) {
            return !refusesAnonymous(call) && !rejectList.contains(call.remoteNumber());
        }
    }

    private final PhoneSession session;
    private final Decision decision;
    private final Optional<Supplier<PcmSource>> sources;
    private final MediaOptions media;
    private final Optional<ListenRoom> room;
    private final int limit;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private int taken;
    private int over;
    private boolean failed;

    /**
     * @param room where those who call meet
     * @param limit the number of calls; 0 for no end
     */
    CallTaker(
            PhoneSession session,
            Decision decision,
            Optional<Supplier<PcmSource>> sources,
            MediaOptions media,
            Optional<ListenRoom> room,
            int limit) {
        this.session = session;
        this.decision = decision;
        this.sources = sources;
        this.media = media;
        this.room = room;
        this.limit = limit;
    }

    /** Completes when the last call is over: with true when everything went as asked. */
    CompletableFuture<Boolean> done() {
        return done;
    }

    void take(IncomingCall call) {
        int number;
        synchronized (this) {
            if (limit > 0 && taken == limit) {
                session.reports().remark("Not taken, --calls is reached: a call from " + call.remoteNumber() + ".");
                call.reject(BUSY_HERE, "No more calls are taken");
                return;
            }
            number = ++taken;
        }
        boolean wanted = decision.wants(call);
        var sound = new CallSound(
                room.isEmpty() ? sources.map(Supplier::get) : Optional.empty(),
                room.isEmpty() ? media.sink() : Optional.empty(),
                wanted && decision.mayAnswer() && room.isEmpty() ? recording(number) : Optional.empty());
        sound.attachTo(call, session.reports());
        session.desk().watch(call, sound);
        for (var name : decision.shownHeaders()) {
            var values = call.headers(name);
            if (!values.isEmpty()) {
                session.reports().header(call, name, values);
            }
        }
        var settled = wanted ? decide(call) : turnAway(call);
        call.ended().thenCombine(settled, this::isWell).thenAccept(this::onOver);
    }

    private Optional<KeptSound> recording(int number) {
        try {
            return media.openRecording(number);
        } catch (CommandEnd e) {
            session.reports().remark(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private CompletableFuture<Boolean> turnAway(IncomingCall call) {
        if (decision.refusesAnonymous(call)) {
            call.reject(ANONYMITY_DISALLOWED, "Calls without a number are not taken here");
        } else {
            call.reject(BUSY_HERE, "Number is on the reject list");
        }
        return CompletableFuture.completedFuture(true);
    }

    /** Whether what was asked for could be done. */
    private CompletableFuture<Boolean> decide(IncomingCall call) {
        if (room.isPresent() && !room.get().takes(call)) {
            call.reject(BUSY_HERE, "The conference is full");
            return CompletableFuture.completedFuture(true);
        }
        if (decision.answer()) {
            return call.answer()
                    .thenCompose(outcome -> outcome == AnswerOutcome.ANSWERED
                            ? decision.afterAnswer().carryOut(call, session.reports())
                            : CompletableFuture.completedFuture(outcome == AnswerOutcome.ENDED));
        }
        decision.reject().ifPresent(call::reject);
        decision.forward().ifPresent(call::forward);
        if (decision.reject().isEmpty() && decision.forward().isEmpty()) {
            call.ring();
        }
        return CompletableFuture.completedFuture(true);
    }

    private boolean isWell(CallEnding ending, boolean settled) {
        return settled && ending.state() != CallState.FAILED;
    }

    private void onOver(boolean well) {
        synchronized (this) {
            failed |= !well;
            over++;
            if (limit == 0 || over < limit) {
                return;
            }
        }
        // A call that another side transferred us to is part of the call that it began with.
        session.desk().idle().thenAccept(nothing -> done.complete(!failed));
    }
}
