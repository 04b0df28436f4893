package io.switchhook.cli;

import io.switchhook.phone.Call;
import io.switchhook.phone.CallEnding;
import io.switchhook.phone.CallStateChange;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.SoftPhone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reports on all calls of a command, also on those that begin because another side transfers us, and knows when the last is over. */
final class CallDesk {
    /** The answer to the last BYE belongs into the ladder. */
    private static final Duration LAST_MESSAGES = Duration.ofMillis(700);

    private final SoftPhone phone;
    private final Reports reports;
    private final boolean ladders;
    private final Map<String, CallSound> open = new HashMap<>();
    private final List<Call> undrawn = new ArrayList<>();
    private Optional<CompletableFuture<Void>> idle = Optional.empty();

    CallDesk(SoftPhone phone, Reports reports, boolean ladders) {
        this.phone = phone;
        this.reports = reports;
        this.ladders = ladders;
    }

    /** Begins to report on a call. */
    void watch(Call call, CallSound sound) {
        if (!add(call, sound)) {
            return;
        }
        sound.retain();
        boolean incoming = call instanceof IncomingCall;
        var name = call instanceof IncomingCall in ? in.callerName() : Optional.<String>empty();
        call.onStateChanged(change -> report(change, incoming, name));
        call.onTransferred(next -> {
            reports.transfer(call, next.remoteNumber(), "FOLLOWED", Optional.empty(), "");
            watch(next, sound);
        });
        if (incoming) {
            reports.call(call, true, name, call.state(), Optional.empty(), "");
        }
        call.ended().thenAccept(ending -> over(call, ending));
    }

    private void report(CallStateChange change, boolean incoming, Optional<String> name) {
        reports.call(change.call(), incoming, name, change.state(), change.status(), change.reason());
    }

    private synchronized boolean add(Call call, CallSound sound) {
        boolean added = open.putIfAbsent(call.id(), sound) == null;
        if (added && ladders) {
            undrawn.add(call);
        }
        return added;
    }

    private void over(Call call, CallEnding ending) {
        reports.end(call, ending);
        // A call that we were transferred to may be known to its line before its own event reaches us.
        CallSound sound;
        synchronized (this) {
            sound = open.get(call.id());
        }
        call.line().calls().stream()
                .filter(other -> !(other instanceof IncomingCall))
                .forEach(next -> watch(next, sound));
        sound.release(reports);
        if (ladders) {
            CompletableFuture.delayedExecutor(LAST_MESSAGES.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> draw(call));
        }
        Optional<CompletableFuture<Void>> nobodyLeft;
        synchronized (this) {
            open.remove(call.id());
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
}
