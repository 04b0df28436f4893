package io.switchhook.cli.phone;

import io.switchhook.base.text.Printable;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Durations;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.MediaOptions;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code switchhook call}. */
@Command(
        name = "call",
        description = {
            "Calls somebody, and may transfer the one who answers to somebody else.",
            "When the transfer fails, the call goes on until --hang-up-after or until the other side hangs up; the exit status is 1 then.",
        },
        footer = ExitCode.HELP,
        mixinStandardHelpOptions = true)
public final class CallCommand extends PhoneCommand {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "NUMBER",
            description = "Whom to call: 853, 853@host, sip:853@host or tel:+49301234.")
    private String to = "";

    @Option(
            names = "--ring-timeout",
            paramLabel = "D",
            converter = Durations.class,
            description = "Give up when nobody answers in this time, with exit status 4. Default: ${DEFAULT-VALUE}.",
            defaultValue = "30s")
    private Duration ringTimeout = Duration.ofSeconds(30);

    @Option(
            names = "--intercom",
            description =
                    "Ask for an answer that nobody has to give: telephones that allow it switch their loudspeaker on.")
    private boolean intercom;

    @Option(
            names = "--anonymous",
            description = "Do not let the called side know who calls; the server of the account still does.")
    private boolean anonymous;

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            description =
                    "Say this in the INVITE too, for example 'Subject: Your order' or 'X-Customer: 4711'. May be given several times.")
    private List<String> headers = List.of();

    @Mixin
    private TransferOrder order = new TransferOrder();

    private Optional<CallSound> sound = Optional.empty();

    public CallCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    void check() throws CommandEnd {
        order.check();
        dialOptions();
        if (ringTimeout.isZero()) {
            throw CommandEnd.usage("--ring-timeout must be more than zero");
        }
    }

    @Override
    void prepare(PhoneSession session, MediaOptions media) throws CommandEnd {
        session.requireDiallable("--to", to);
        order.check(session);
        sound = Optional.of(new CallSound(media.sources().map(Supplier::get), media.sink(), media.openRecording(1)));
    }

    @Override
    int run(PhoneSession session, MediaOptions media) throws CommandEnd {
        var call = session.line().createCall(to, dialOptions().withRingTimeout(ringTimeout));
        var heard = sound.orElseThrow();
        heard.attachTo(call, session.reports());
        session.desk().watch(call, heard);
        var outcome = session.patience().await(call.start());
        if (!outcome.isAnswered()) {
            session.patience().await(session.desk().idle());
            throw notAnswered(outcome);
        }
        boolean transferred = session.patience().await(order.carryOut(call, session.reports()));
        var ending = session.patience().await(call.ended());
        session.patience().await(session.desk().idle());
        return transferred ? PhoneSession.exitCodeOf(ending) : ExitCode.REFUSED;
    }

    private DialOptions dialOptions() throws CommandEnd {
        var options = anonymous ? DialOptions.DEFAULT.anonymously() : DialOptions.DEFAULT;
        options = intercom ? options.askingForAutomaticAnswer() : options;
        for (var header : headers) {
            int colon = header.indexOf(':');
            if (colon < 0) {
                throw CommandEnd.usage(
                        "--header takes a name, a colon and a value, but not \"" + Printable.escape(header) + "\"");
            }
            try {
                options = options.withHeader(
                        header.substring(0, colon).strip(),
                        header.substring(colon + 1).strip());
            } catch (IllegalArgumentException e) {
                throw CommandEnd.usage("--header: " + e.getMessage());
            }
        }
        return options;
    }

    private CommandEnd notAnswered(DialOutcome outcome) {
        if (outcome instanceof DialOutcome.Refused refused) {
            var warning = refused.warning().map(text -> ", \"" + text + "\"").orElse("");
            return refusal(refused.status() + " " + refused.reason() + warning);
        }
        if (outcome instanceof DialOutcome.Redirected redirected) {
            return refusal(redirected.status() + ", call " + String.join(" or ", redirected.targets()) + " instead");
        }
        if (outcome instanceof DialOutcome.Unreachable unreachable) {
            return new CommandEnd(ExitCode.NO_NETWORK, unreachable.reason());
        }
        if (outcome instanceof DialOutcome.TimedOut timedOut) {
            return new CommandEnd(ExitCode.TIMED_OUT, timedOut.reason());
        }
        return refusal("cancelled");
    }

    private CommandEnd refusal(String why) {
        return new CommandEnd(ExitCode.REFUSED, to + " did not take the call: " + why + ".");
    }
}
