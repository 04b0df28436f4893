package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Patience;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.AccountOptions;
import io.switchhook.cli.option.CommonOptions;
import io.switchhook.cli.option.MediaOptions;
import io.switchhook.cli.report.Reports;
import io.switchhook.cli.report.SpokenReports;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.RegistrationChange;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.stack.trace.Ladder;
import io.switchhook.stack.trace.PcapngWriter;
import io.switchhook.stack.trace.TraceLog;
import io.switchhook.stack.trace.TraceSink;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One phone with one line for the time of a command: opened, registered, and at the end left in good order. */
final class PhoneSession implements AutoCloseable {
    private static final Duration LAST_EVENTS = Duration.ofSeconds(1);

    private final SoftPhone phone;
    private final PhoneLine line;
    private final CallDesk desk;
    private final Reports reports;
    private final Patience patience;
    private final boolean hasSecret;
    private final Optional<PcapngWriter> capture;
    private final Optional<TraceLog> log;
    private final CompletableFuture<CommandEnd> registrationLost = new CompletableFuture<>();
    private final CompletableFuture<Boolean> registeredTold = new CompletableFuture<>();

    private PhoneSession(
            SoftPhone phone,
            PhoneLine line,
            CallDesk desk,
            Reports reports,
            Patience patience,
            boolean hasSecret,
            Optional<PcapngWriter> capture,
            Optional<TraceLog> log) {
        this.phone = phone;
        this.line = line;
        this.desk = desk;
        this.reports = reports;
        this.patience = patience;
        this.hasSecret = hasSecret;
        this.capture = capture;
        this.log = log;
    }

    /**
     * Opens the phone.
     *
     * @param calls whether ladders are of calls; else one is of all messages
     * @throws CommandEnd when an option is wrong, or a port cannot be had
     */
    static PhoneSession open(
            Terminal terminal, CommonOptions common, AccountOptions who, MediaOptions media, boolean calls)
            throws CommandEnd {
        var reports = common.reports(terminal);
        var account = who.account(terminal.environment(), media.calls(who.trust()));
        var points = who.listenPoints(account);
        var config = who.secure(media.applyTo(PhoneConfig.DEFAULT.withListen(points.get(0), points.get(1))));
        var capture = common.openCapture();
        try {
            var log = common.ladder() && !calls ? Optional.of(CommonOptions.ladderLog()) : Optional.<TraceLog>empty();
            var sink = capture.map(TraceSink.class::cast).orElse(TraceSink.NONE);
            var phone = SoftPhone.create(
                    config.withTrace(log.map(kept -> kept.and(sink)).orElse(sink)));
            var line = phone.createLine(account);
            var desk = new CallDesk(phone, reports, common.ladder() && calls);
            var session = new PhoneSession(
                    phone,
                    line,
                    desk,
                    reports,
                    common.patience(terminal),
                    who.hasSecret(terminal.environment()),
                    capture,
                    log);
            line.onRegistrationChanged(session::onRegistration);
            return session;
        } catch (UncheckedIOException e) {
            CommonOptions.close(capture, reports);
            throw new CommandEnd(ExitCode.NO_NETWORK, e.getMessage() + ". Say another address with --bind.");
        }
    }

    private void onRegistration(RegistrationChange change) {
        reports.registration(change);
        if (change.state() == RegistrationState.REGISTERED) {
            registeredTold.complete(true);
        }
        if (change.state() == RegistrationState.REFUSED) {
            registrationLost.complete(new CommandEnd(
                    ExitCode.NO_NETWORK,
                    "The registrar refuses the account" + SpokenReports.cause(change.status(), change.reason()) + "."));
        }
    }

    SoftPhone phone() {
        return phone;
    }

    PhoneLine line() {
        return line;
    }

    CallDesk desk() {
        return desk;
    }

    Reports reports() {
        return reports;
    }

    Patience patience() {
        return patience;
    }

    /** Registers where that is asked for, and then says that the phone is ready. */
    void getReady(boolean register) throws CommandEnd {
        if (register) {
            requireRegistered(patience.await(line.register()));
            // The outcome and the report come on threads of their own, and "ready" is the last word of the two.
            patience.await(registeredTold);
        }
        var addresses = new ArrayList<String>();
        var transport = line.account().transport();
        phone.listenPoints().stream()
                .filter(point -> point.transport() == transport)
                .forEach(point -> addresses.add(point.toString()));
        phone.listenPoints().stream()
                .filter(point -> point.transport() != transport)
                .forEach(point -> addresses.add(point.toString()));
        reports.ready(List.copyOf(addresses));
    }

    private void requireRegistered(RegistrationOutcome outcome) throws CommandEnd {
        if (outcome instanceof RegistrationOutcome.Refused refused) {
            if (refused.status() == 401 && !hasSecret) {
                throw new CommandEnd(
                        ExitCode.NO_NETWORK,
                        "Not registered: the registrar asks for a password. Give it with --secret-file, --secret or the variable "
                                + AccountOptions.SECRET_VARIABLE + ".");
            }
            var hint = refused.status() == 401 || refused.status() == 403 || refused.status() == 407
                    ? " The user name or the password is wrong."
                    : "";
            throw new CommandEnd(
                    ExitCode.NO_NETWORK, "Not registered: " + refused.status() + " " + refused.reason() + "." + hint);
        }
        if (outcome instanceof RegistrationOutcome.Unreachable unreachable) {
            var reason = unreachable.reason();
            var hint = reason.endsWith("?")
                    ? ""
                    : " Does a server run at " + line.account().address() + ", and can it be reached from here?";
            throw new CommandEnd(ExitCode.NO_NETWORK, "Not registered: " + reason + hint);
        }
        if (!outcome.isRegistered()) {
            throw new CommandEnd(ExitCode.NO_NETWORK, "Not registered: the line was closed meanwhile.");
        }
    }

    /** @throws CommandEnd when nobody can be called so; before it is too late to say so */
    void requireDiallable(String option, String number) throws CommandEnd {
        try {
            line.createCall(number);
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage(option + ": " + e.getMessage());
        }
    }

    /** Waits for something, but also ends when the registrar refuses the line for good. */
    <T> T awaitRegistered(CompletableFuture<T> future) throws CommandEnd {
        patience.await(CompletableFuture.anyOf(future, registrationLost));
        if (!future.isDone()) {
            throw registrationLost.join();
        }
        return future.join();
    }

    /** A call that ended as calls do counts as done; one that broke does not. */
    static int exitCodeOf(CallEnding ending) {
        return ending.state() == CallState.FAILED ? ExitCode.REFUSED : ExitCode.DONE;
    }

    /** Ends calls, unregisters, and completes what was written. */
    @Override
    public void close() {
        phone.close();
        Patience.settle(desk.idle(), LAST_EVENTS);
        desk.drawAll();
        log.ifPresent(kept ->
                reports.ladder("The messages of " + line.account().address() + ":", Ladder.draw(kept.events())));
        CommonOptions.close(capture, reports);
    }
}
