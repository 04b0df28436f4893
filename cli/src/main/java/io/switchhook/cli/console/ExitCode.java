package io.switchhook.cli.console;

/** How a command tells a script what happened. */
public final class ExitCode {
    private ExitCode() {}

    public static final int DONE = 0;
    public static final int REFUSED = 1;
    public static final int USAGE = 2;
    public static final int NO_NETWORK = 3;
    public static final int TIMED_OUT = 4;
    public static final int NO_OUTPUT = 5;
    public static final int INTERRUPTED = 130;

    /** For the help of every command. */
    public static final String HELP =
            "%nExit status: 0 done as asked; 1 refused or failed by the other side, also a failed transfer; 2 wrong usage; "
                    + "3 no registration or no network; 4 timed out; 5 standard output cannot be written; 130 interrupted.%n";
}
