package io.switchhook.cli.phone;

import io.switchhook.cli.report.Reports;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.CallStatistics;
import io.switchhook.sdp.CryptoSuite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reports on all calls of a command, also on those that begin because another side transfers us, and knows when the last is over. */
final class CallDesk {
    /** The answer to the last BYE belongs into the ladder. */
    private static final Duration LAST_MESSAGES = Duration.ofMillis(700);

    /** The end of a call and its last state come on different lanes; the state is told first. */
    private static final Duration LAST_STATE = Duration.ofMillis(500);

    private final SoftPhone phone;
    private final Reports reports;
    private final boolean ladders;
    private final Map<String, Watched> open = new LinkedHashMap<>();
    private final List<Call> undrawn = new ArrayList<>();
    private Optional<CompletableFuture<Void>> idle = Optional.empty();
    /** The call that somebody chose to steer. */
    private Optional<Call> chosen = Optional.empty();

    CallDesk(SoftPhone phone, Reports reports, boolean ladders) {
        this.phone = phone;
        this.reports = reports;
        this.ladders = ladders;
    }

    /** Begins to report on a call; does nothing when that has begun already. */
    void watch(Call call, CallSound sound) {
        var watched = new Watched(call, sound);
        if (add(watched)) {
            sound.retain();
            watched.begin();
        }
    }

    private synchronized boolean add(Watched watched) {
        boolean added = open.putIfAbsent(watched.call.id(), watched) == null;
        if (added && ladders) {
            undrawn.add(watched.call);
        }
        return added;
    }

    private void onOver(Watched watched, CallEnding ending, CallStatistics statistics) {
        var call = watched.call;
        reports.end(call, ending);
        reports.quality(call, statistics);
        // A call that we were transferred to may be known to its line before its own event reaches us.
        call.line().calls().stream().filter(OutgoingCall.class::isInstance).forEach(next -> watch(next, watched.sound));
        watched.sound.release(reports);
        if (ladders) {
            CompletableFuture.delayedExecutor(LAST_MESSAGES.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> draw(call));
        }
        Optional<CompletableFuture<Void>> nobodyLeft;
        synchronized (this) {
            open.remove(call.id());
            chosen = chosen.filter(other -> other != call);
            nobodyLeft = open.isEmpty() ? idle : Optional.empty();
        }
        nobodyLeft.ifPresent(waiting -> waiting.complete(null));
    }

    private void draw(Call call) {
        synchronized (this) {
            if (!undrawn.remove(call)) {
                return;
            }
        }
        reports.ladder("The messages of the call with " + call.remoteNumber() + ":", phone.ladder(call));
    }

    /** Draws the ladders that have not been drawn yet; when the phone is closed. */
    void drawAll() {
        List<Call> left;
        synchronized (this) {
            left = List.copyOf(undrawn);
        }
        left.forEach(this::draw);
    }

    /** A call that runs. */
    record Current(Call call, CallSound sound) {
        /** Whether somebody calls us and nothing was decided yet. */
        boolean isWaiting() {
            return call instanceof IncomingCall
                    && !call.state().isAnswered()
                    && !call.state().isEnded();
        }
    }

    /** The call that is steered: the one that was chosen, else the newest that does not wait to be answered, else the newest of all. */
    synchronized Optional<Current> current() {
        Optional<Current> theirs = Optional.empty();
        Optional<Current> newest = Optional.empty();
        for (var now : running()) {
            if (chosen.isPresent() && now.call == chosen.get()) {
                return Optional.of(now);
            }
            if (now.isWaiting()) {
                theirs = Optional.of(now);
            } else {
                newest = Optional.of(now);
            }
        }
        return newest.isPresent() ? newest : theirs;
    }

    /** The calls that have not ended, the oldest first. */
    synchronized List<Current> running() {
        return open.values().stream()
                .filter(watched -> !watched.call.state().isEnded())
                .map(watched -> new Current(watched.call, watched.sound))
                .toList();
    }

    /** The call that waits to be answered: the one that was chosen if it does, else the one that has waited longest. */
    Optional<IncomingCall> waiting() {
        var first = current().filter(Current::isWaiting);
        return first.or(() -> running().stream().filter(Current::isWaiting).findFirst())
                .map(now -> (IncomingCall) now.call);
    }

    /** From now on this call is steered, until it ends. */
    synchronized void choose(Call call) {
        chosen = Optional.of(call);
    }

    /** Completes when no call is open, at once if none is. */
    synchronized CompletableFuture<Void> idle() {
        if (open.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (idle.isEmpty() || idle.get().isDone()) {
            idle = Optional.of(new CompletableFuture<>());
        }
        return idle.get().copy();
    }

    /** One call and what has been told of it. */
    private final class Watched {
        private final Call call;
        private final CallSound sound;
        private final Optional<IncomingCall> incoming;
        private final CompletableFuture<Void> lastStateTold = new CompletableFuture<>();
        private CallState told = CallState.CREATED;
        private Optional<CryptoSuite> encryption = Optional.empty();

        Watched(Call call, CallSound sound) {
            this.call = call;
            this.sound = sound;
            this.incoming = call instanceof IncomingCall in ? Optional.of(in) : Optional.empty();
        }

        void begin() {
            call.onStateChanged(change -> tell(change.state(), change.status(), change.reason()));
            call.onPathChanged(path -> reports.path(call, path));
            call.onServerTrouble(sentence -> reports.remark(sentence + " The call goes on without that server."));
            call.onEncryptionChanged(this::tellEncryption);
            call.onTransferred(next -> {
                reports.transfer(call, next.remoteNumber(), "FOLLOWED", Optional.empty(), "");
                watch(next, sound);
            });
            // What happened before somebody listened: an incoming call rings, one that follows a transfer is on its
            // way.
            tell(call.state(), Optional.empty(), "");
            call.ended().thenAccept(ending -> {
                lastStateTold.completeOnTimeout(null, LAST_STATE.toMillis(), TimeUnit.MILLISECONDS);
                lastStateTold
                        .thenCompose(nothing -> call.statistics()
                                .exceptionally(thrown -> CallStatistics.NONE)
                                .completeOnTimeout(CallStatistics.NONE, LAST_STATE.toMillis(), TimeUnit.MILLISECONDS))
                        .thenAccept(statistics -> onOver(this, ending, statistics));
            });
        }

        /** Before they talk nothing is to be told: the word that they do says it. */
        private synchronized void tellEncryption(Optional<CryptoSuite> now) {
            if (told == CallState.IN_CALL && !now.equals(encryption)) {
                encryption = now;
                reports.encryption(call, now);
            }
        }

        private synchronized void tell(CallState state, Optional<Integer> status, String reason) {
            if (state == told) {
                return;
            }
            told = state;
            if (state == CallState.IN_CALL) {
                encryption = call.encryption();
            }
            reports.call(call, incoming.isPresent(), incoming.flatMap(IncomingCall::callerName), state, status, reason);
            if (state.isEnded()) {
                lastStateTold.complete(null);
            }
        }
    }
}
