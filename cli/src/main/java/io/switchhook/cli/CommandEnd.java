package io.switchhook.cli;

/** Ends a command early with an exit status and a sentence for people. */
final class CommandEnd extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    CommandEnd(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    static CommandEnd usage(String sentence) {
        return new CommandEnd(ExitCode.USAGE, sentence);
    }
}
