package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.MediaOptions;
import io.switchhook.phone.MessageContent;
import io.switchhook.phone.line.MessageOutcome;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code switchhook message}. */
@Command(
        name = "message",
        description = {
            "Sends a text message and says whether it was delivered.",
            "Text messages that come in are shown by the command listen.",
        },
        footer = ExitCode.HELP,
        mixinStandardHelpOptions = true)
public final class MessageCommand extends AskingCommand {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "NUMBER",
            description = "To whom: 853, 853@host, sip:853@host or tel:+49301234.")
    private String to = "";

    @Option(
            names = "--anonymous",
            description = "Do not let the reader know who sends it; the server of the account still does.")
    private boolean anonymous;

    @Parameters(paramLabel = "TEXT", description = "The text. Several words need not be quoted.", arity = "1..*")
    private String[] words = {};

    public MessageCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String to() {
        return to;
    }

    @Override
    int run(PhoneSession session, MediaOptions media) throws CommandEnd {
        var content = MessageContent.text(String.join(" ", words));
        var outcome =
                session.patience().await(session.line().sendMessage(to, anonymous ? content.anonymously() : content));
        var end = endOf(outcome);
        var status = outcome instanceof MessageOutcome.Refused refused
                ? Optional.of(refused.status())
                : Optional.<Integer>empty();
        session.reports()
                .messageSent(
                        to,
                        outcome.kind().name(),
                        status,
                        end.map(e -> String.valueOf(e.getMessage())).orElse(""));
        if (end.isPresent()) {
            throw end.get();
        }
        return ExitCode.DONE;
    }

    private Optional<CommandEnd> endOf(MessageOutcome outcome) {
        return switch (outcome.kind()) {
            case DELIVERED, ACCEPTED -> Optional.empty();
            case NO_ANSWER -> end(ExitCode.TIMED_OUT, to + " did not answer the message; it may have got it.");
            case UNREACHABLE -> end(ExitCode.NO_NETWORK, ((MessageOutcome.Unreachable) outcome).reason());
            case NOT_SENT -> end(ExitCode.NO_NETWORK, ((MessageOutcome.NotSent) outcome).reason());
            case REFUSED -> {
                var refused = (MessageOutcome.Refused) outcome;
                yield end(
                        ExitCode.REFUSED,
                        to + " did not take the message: " + refused.status() + " " + refused.reason()
                                + refused.warning()
                                        .map(text -> ", \"" + text + "\"")
                                        .orElse("") + ".");
            }
            case TOO_LARGE -> {
                var large = (MessageOutcome.TooLarge) outcome;
                yield end(
                        ExitCode.USAGE,
                        "The text is too long: the message would take " + large.bytes() + " bytes, and " + large.limit()
                                + " are allowed. Send it in parts.");
            }
        };
    }

    private static Optional<CommandEnd> end(int status, String sentence) {
        return Optional.of(new CommandEnd(status, sentence));
    }
}
