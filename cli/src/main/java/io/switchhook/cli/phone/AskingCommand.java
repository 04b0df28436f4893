package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.MediaOptions;

/** What the commands have in common that want something of one address, and make no call. */
abstract class AskingCommand extends PhoneCommand {

    AskingCommand(Terminal terminal) {
        super(terminal);
    }

    /** What {@code --to} says. */
    abstract String to();

    @Override
    boolean hasAudio() {
        return false;
    }

    @Override
    void check() {}

    @Override
    void prepare(PhoneSession session, MediaOptions media) throws CommandEnd {
        session.requireDiallable("--to", to());
    }
}
