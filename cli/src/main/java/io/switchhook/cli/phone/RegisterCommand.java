package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Declared;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.MediaOptions;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Model.CommandSpec;

/** {@code switchhook register}. */
public final class RegisterCommand extends PhoneCommand {
    private final Declared<Boolean> once =
            Declared.flag("--once", "Register, give the registration up again, and end.");

    public RegisterCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    boolean hasAudio() {
        return false;
    }

    @Override
    void addOwnTo(CommandSpec command) {
        command.usageMessage()
                .description(
                        "Registers a line and keeps it registered until Ctrl-C; with --once it only tries.",
                        "Calls that come in meanwhile are answered 480.")
                .footer(ExitCode.HELP);
        Declared.addHelp(command);
        Declared.addAll(command, once);
    }

    @Override
    void check() throws CommandEnd {
        if (!registers()) {
            throw CommandEnd.usage("--no-register makes no sense with register; leave it out");
        }
    }

    @Override
    int run(PhoneSession session, MediaOptions media) throws CommandEnd {
        if (!once.isGiven()) {
            session.awaitRegistered(new CompletableFuture<Void>());
        }
        return ExitCode.DONE;
    }
}
