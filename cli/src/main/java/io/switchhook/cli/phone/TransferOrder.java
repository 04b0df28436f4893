package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Durations;
import io.switchhook.cli.report.Reports;
import io.switchhook.phone.Call;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Option;

/** What is to happen to an answered call: a transfer, and an end. */
final class TransferOrder {
    @Option(
            names = "--transfer-to",
            paramLabel = "NUMBER",
            description = "Blind-transfer the other side to this number once the call is answered.")
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--transfer-after",
            paramLabel = "D",
            converter = Durations.class,
            description = "How long to talk before the transfer. Default: 1s.")
    private Optional<Duration> after = Optional.empty();

    @Option(names = "--no-hold", description = "Do not put the other side on hold during the transfer.")
    private boolean noHold;

    @Option(
            names = "--transfer-patience",
            paramLabel = "D",
            converter = Durations.class,
            description =
                    "How long to wait for the other side to tell how the transfer went, before the call comes back. "
                            + "Default: 2m.")
    private Optional<Duration> patience = Optional.empty();

    @Option(
            names = "--hang-up-after",
            paramLabel = "D",
            converter = Durations.class,
            description =
                    "Hang up this long after the answer or, when a transfer has failed, after the other side is back. "
                            + "Default: never, the other side hangs up.")
    private Optional<Duration> hangUpAfter = Optional.empty();

    Optional<String> target() {
        return target;
    }

    /** Whether an answered call is to be ended. */
    boolean hangsUp() {
        return hangUpAfter.isPresent();
    }

    private Duration after() {
        return after.orElse(Duration.ofSeconds(1));
    }

    void check() throws CommandEnd {
        if (target.isEmpty() && noHold) {
            throw CommandEnd.usage("--no-hold belongs to a transfer; add --transfer-to NUMBER");
        }
        if (target.isEmpty() && after.isPresent()) {
            throw CommandEnd.usage("--transfer-after belongs to a transfer; add --transfer-to NUMBER");
        }
        if (target.isEmpty() && patience.isPresent()) {
            throw CommandEnd.usage("--transfer-patience belongs to a transfer; add --transfer-to NUMBER");
        }
        if (patience.filter(Duration::isZero).isPresent()) {
            throw CommandEnd.usage("--transfer-patience 0s would give up at once; give it some seconds");
        }
        if (target.isPresent() && hangUpAfter.isPresent() && hangUpAfter.get().compareTo(after()) <= 0) {
            throw CommandEnd.usage("--hang-up-after " + Durations.write(hangUpAfter.get())
                    + " would end the call before the transfer after " + Durations.write(after())
                    + "; make --transfer-after shorter");
        }
    }

    /** Complains about a target that cannot be dialled. */
    void check(PhoneSession session) throws CommandEnd {
        if (target.isPresent()) {
            session.requireDiallable("--transfer-to", target.get());
        }
    }

    /** Carries the order out on a call that has just been answered; completes with whether the transfer, if any, succeeded. */
    CompletableFuture<Boolean> carryOut(Call call, Reports reports) {
        if (target.isEmpty()) {
            hangUpLater(call);
            return CompletableFuture.completedFuture(true);
        }
        var to = target.get();
        var options = options();
        var talked = new CompletableFuture<Void>();
        talked.completeOnTimeout(null, after().toMillis(), TimeUnit.MILLISECONDS);
        // A call that ends before the transfer begins gives the outcome Ended, at once.
        return CompletableFuture.anyOf(talked, call.ended())
                .thenCompose(nothing -> transfer(call, to, options, reports))
                .thenApply(succeeded -> {
                    if (!succeeded) {
                        hangUpLater(call);
                    }
                    return succeeded;
                });
    }

    /**
     * Transfers and tells how it goes; completes with whether it succeeded.
     *
     * @throws IllegalArgumentException when the target cannot be dialled
     */
    static CompletableFuture<Boolean> transfer(Call call, String to, TransferOptions options, Reports reports) {
        var over = new AtomicBoolean();
        call.onTransferProgress(progress -> {
            if (!over.get()) {
                reports.transfer(call, to, "PROGRESS", Optional.of(progress.status()), progress.reason());
            }
        });
        return call.blindTransfer(to, options).thenApply(outcome -> {
            over.set(true);
            report(call, to, outcome, reports);
            return outcome.isSuccess();
        });
    }

    private TransferOptions options() {
        var options = noHold ? TransferOptions.DEFAULT.withoutHold() : TransferOptions.DEFAULT;
        return patience.map(options::withPatience).orElse(options);
    }

    private void hangUpLater(Call call) {
        hangUpAfter.ifPresent(time -> call.ended()
                .thenApply(ending -> true)
                .completeOnTimeout(false, time.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(over -> {
                    if (!over) {
                        call.hangUp();
                    }
                }));
    }

    private static void report(Call call, String target, TransferOutcome outcome, Reports reports) {
        var status = Optional.<Integer>empty();
        var reason = "";
        if (outcome instanceof TransferOutcome.Completed completed) {
            status = Optional.of(completed.status());
            reason = completed.reason();
        } else if (outcome instanceof TransferOutcome.Refused refused) {
            status = Optional.of(refused.status());
            reason = refused.reason();
        } else if (outcome instanceof TransferOutcome.Failed failed) {
            status = Optional.of(failed.status());
            reason = failed.reason();
        } else if (outcome instanceof TransferOutcome.NotPossible impossible) {
            reason = impossible.reason();
        }
        reports.transfer(call, target, outcome.kind().name(), status, reason);
    }
}
