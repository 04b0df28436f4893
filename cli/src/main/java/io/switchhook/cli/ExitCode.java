package io.switchhook.cli;

/** How a command tells a script what happened. */
final class ExitCode {
    private ExitCode() {}

    static final int DONE = 0;
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int NO_NETWORK = 3;
    static final int TIMED_OUT = 4;
    static final int NO_OUTPUT = 5;
    static final int INTERRUPTED = 130;

    /** For the help of every command. */
    static final String HELP =
            "%nExit status: 0 done as asked; 1 refused or failed by the other side, also a failed transfer; 2 wrong usage; "
                    + "3 no registration or no network; 4 timed out; 5 standard output cannot be written; 130 interrupted.%n";
}
