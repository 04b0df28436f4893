package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Declared;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.console.TypedLines;
import io.switchhook.cli.option.AccountOptions;
import io.switchhook.cli.option.CommonOptions;
import io.switchhook.cli.option.MediaOptions;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands that run a phone have in common. */
abstract class PhoneCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final AccountOptions account = new AccountOptions();

    private final MediaOptions media = new MediaOptions();

    private final CommonOptions common = new CommonOptions();

    private final Declared<Boolean> steer = Declared.flag(
            "--steer",
            "Take words from standard input that steer the call, although it is no terminal; from a terminal they are always taken. The words are "
                    + CallSteering.WORDS + ".");

    PhoneCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Adds what the command alone has: what its annotations say. */
    void addOwnTo(CommandSpec command) {
        command.addMixin("own", CommandSpec.forAnnotatedObject(this));
    }

    /** The command as picocli is to know it. */
    public final CommandSpec spec() {
        var spec = CommandSpec.wrapWithoutInspection(this);
        account.addTo(spec);
        if (hasAudio()) {
            media.addTo(spec);
            Declared.addAll(spec, steer);
        }
        common.addTo(spec);
        addOwnTo(spec);
        return spec;
    }

    /** Complains about options that do not go together, before anything is opened. */
    abstract void check() throws CommandEnd;

    /** Gets the session ready for calls, before the line registers. */
    void prepare(PhoneSession session, MediaOptions media) throws CommandEnd {}

    /** Does the work; the session is closed afterwards whatever happens. */
    abstract int run(PhoneSession session, MediaOptions media) throws CommandEnd;

    /** Whether the command makes or takes calls, so that it is told what to play and to record. */
    boolean hasAudio() {
        return true;
    }

    /** Whether to register before {@link #run}. */
    boolean registers() {
        return account.registers();
    }

    @Override
    public Integer call() throws CommandEnd {
        common.check();
        check();
        common.applyToLogs();
        try (var session = PhoneSession.open(terminal, common, account, media, hasAudio())) {
            media.openHeadset(session.reports());
            prepare(session, media);
            session.getReady(registers());
            try (var typed = typedWords(session)) {
                return run(session, media);
            }
        } finally {
            media.close();
        }
    }

    /** Begins to do what is typed during calls. */
    private TypedLines typedWords(PhoneSession session) {
        var keyboard = terminal.keyboard();
        boolean taken = hasAudio() && (steer.isGiven() || keyboard.isTerminal().getAsBoolean());
        var steering = new CallSteering(session.desk(), session.reports());
        return TypedLines.open(taken ? keyboard.in() : InputStream.nullInputStream(), steering::obey);
    }
}
