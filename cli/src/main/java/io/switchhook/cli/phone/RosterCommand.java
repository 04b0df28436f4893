package io.switchhook.cli.phone;

import io.switchhook.base.text.Sentences;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Patience;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.MediaOptions;
import io.switchhook.cli.report.Reports;
import io.switchhook.cli.report.SpokenReports;
import io.switchhook.phone.ConferenceRoster;
import io.switchhook.phone.RosterChange;
import io.switchhook.phone.SubscriptionChange;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code switchhook roster}. */
@Command(
        name = "roster",
        description = {
            "Shows who is in a conference, who comes and who goes (RFC 4575), without calling it.",
            "Runs until Ctrl-C, or until the conference tells no more. The server decides who may know: in \"switchhook pbx\" those who have called the room, "
                    + "and those in its setting watchers.",
        },
        footer = ExitCode.HELP,
        mixinStandardHelpOptions = true)
public final class RosterCommand extends AskingCommand {
    /** An empty conference may tell nothing at all. */
    private static final Duration FIRST_WORD = Duration.ofSeconds(1);

    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    @Option(
            names = "--to",
            required = true,
            paramLabel = "NUMBER",
            description = "The conference: its number, such as 600, or its address.")
    private String to = "";

    @Option(names = "--once", description = "Show who is there now, and end.")
    private boolean once;

    private final CompletableFuture<Boolean> told = new CompletableFuture<>();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    public RosterCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String to() {
        return to;
    }

    @Override
    int run(PhoneSession session, MediaOptions media) throws CommandEnd {
        var reports = session.reports();
        var roster = session.line().createConferenceRoster(to).onChanged(change -> tell(reports, change));
        roster.subscription().onStateChanged(change -> tell(reports, change));
        var outcome = session.patience().await(roster.start());
        requireTold(outcome);
        if (outcome.kind() == SubscribeOutcome.Kind.PENDING) {
            reports.remark(to + " tells who is there when you are in the conference.");
        } else if (session.patience().await(told, FIRST_WORD).isEmpty()) {
            reports.roster(to, List.of(), List.of(), List.of());
            told.complete(true);
        }
        if (!once) {
            session.awaitRegistered(over);
        }
        end(roster);
        return ExitCode.DONE;
    }

    private static void end(ConferenceRoster roster) {
        Patience.settle(roster.end(), LAST_WORD);
    }

    private void requireTold(SubscribeOutcome outcome) throws CommandEnd {
        switch (outcome.kind()) {
            case ACTIVE, PENDING, FETCHED -> {}
            case REFUSED -> {
                var refused = (SubscribeOutcome.Refused) outcome;
                throw new CommandEnd(
                        ExitCode.REFUSED,
                        to + " does not tell who is there"
                                + SpokenReports.cause(Optional.of(refused.status()), refused.reason())
                                + ". Is it a conference, and may this account know?");
            }
            case UNREACHABLE ->
                throw new CommandEnd(ExitCode.NO_NETWORK, ((SubscribeOutcome.Unreachable) outcome).reason());
            case TERMINATED ->
                throw new CommandEnd(
                        ExitCode.REFUSED,
                        to + " does not tell who is there"
                                + SpokenReports.cause(
                                        Optional.empty(), ((SubscribeOutcome.Terminated) outcome).reason())
                                + ".");
            case CLOSED -> throw new CommandEnd(ExitCode.NO_NETWORK, "The line was closed meanwhile.");
        }
    }

    private void tell(Reports reports, RosterChange change) {
        var present = change.now().map(now -> now.users()).orElse(List.of()).stream()
                .filter(user -> user.isIn())
                .toList();
        reports.roster(to, change.joined(), change.left(), present);
        told.complete(true);
    }

    private void tell(Reports reports, SubscriptionChange change) {
        if (change.state() == SubscriptionState.RETRYING && told.isDone()) {
            var again = change.retryIn()
                    .map(time -> "; it is asked again in " + Sentences.time(Duration.ofSeconds(time.toSeconds())))
                    .orElse("");
            reports.remark(
                    to + " tells nothing now" + SpokenReports.cause(Optional.empty(), change.reason()) + again + ".");
        } else if (change.state() == SubscriptionState.ENDED) {
            over.complete(true);
        }
    }
}
