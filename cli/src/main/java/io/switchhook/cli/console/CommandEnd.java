package io.switchhook.cli.console;

/** Ends a command early with an exit status and a sentence for people. */
public final class CommandEnd extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public CommandEnd(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }

    public static CommandEnd usage(String sentence) {
        return new CommandEnd(ExitCode.USAGE, sentence);
    }
}
