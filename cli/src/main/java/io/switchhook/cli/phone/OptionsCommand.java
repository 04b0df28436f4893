package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.MediaOptions;
import io.switchhook.phone.line.OptionsOutcome;
import io.switchhook.phone.line.PeerCapabilities;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code switchhook options}. */
@Command(
        name = "options",
        description = {
            "Asks somebody what it can, without ringing (SIP OPTIONS), and how long an answer takes.",
            "The exit status is 0 when it would take a call.",
        },
        footer = ExitCode.HELP,
        mixinStandardHelpOptions = true)
public final class OptionsCommand extends AskingCommand {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "NUMBER",
            description = "Whom to ask: 853, 853@host, sip:853@host, or sip:host for a server.")
    private String to = "";

    public OptionsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String to() {
        return to;
    }

    @Override
    int run(PhoneSession session, MediaOptions media) throws CommandEnd {
        var outcome = session.patience().await(session.line().askOptions(to));
        return switch (outcome.kind()) {
            case READY -> {
                var ready = (OptionsOutcome.Ready) outcome;
                report(session, Optional.empty(), ready.capabilities(), ready.roundTrip());
                yield ExitCode.DONE;
            }
            case REFUSED -> {
                var refused = (OptionsOutcome.Refused) outcome;
                report(session, Optional.of(refused.status()), refused.capabilities(), refused.roundTrip());
                throw new CommandEnd(
                        ExitCode.REFUSED,
                        to + " takes no call now: " + refused.status() + " " + refused.reason() + ".");
            }
            case NO_ANSWER -> throw new CommandEnd(ExitCode.TIMED_OUT, to + " does not answer.");
            case UNREACHABLE ->
                throw new CommandEnd(ExitCode.NO_NETWORK, ((OptionsOutcome.Unreachable) outcome).reason());
            case NOT_SENT -> throw new CommandEnd(ExitCode.NO_NETWORK, ((OptionsOutcome.NotSent) outcome).reason());
        };
    }

    private void report(
            PhoneSession session, Optional<Integer> refusal, PeerCapabilities capabilities, Duration roundTrip) {
        session.reports().capabilities(to, refusal.orElse(200), capabilities, roundTrip);
    }
}
