package io.switchhook.cli;

import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code switchhook register}. */
@Command(
        name = "register",
        description = {
            "Registers a line and keeps it registered until Ctrl-C; with --once it only tries.",
            "Calls that come in meanwhile are answered 480.",
        },
        footer = ExitCode.HELP,
        mixinStandardHelpOptions = true)
final class RegisterCommand extends PhoneCommand {
    @Option(names = "--once", description = "Register, give the registration up again, and end.")
    private boolean once;

    RegisterCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    void check() throws CommandEnd {
        if (!registers()) {
            throw CommandEnd.usage("--no-register makes no sense with register; leave it out");
        }
    }

    @Override
    int run(PhoneSession session, MediaOptions media) throws CommandEnd {
        if (!once) {
            session.awaitRegistered(new CompletableFuture<Void>());
        }
        return ExitCode.DONE;
    }
}
