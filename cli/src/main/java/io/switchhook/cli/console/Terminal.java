package io.switchhook.cli.console;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a command is given by whoever runs it.
 *
 * @param out for results, and for nothing else
 * @param err for complaints and logs
 * @param environment the variables of the process
 * @param interruption Ctrl-C
 * @param keyboard what is typed while it runs
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Interruption interruption,
        Keyboard keyboard) {

    /** Where nobody types. */
    public Terminal(PrintStream out, PrintStream err, Map<String, String> environment, Interruption interruption) {
        this(out, err, environment, interruption, Keyboard.NONE);
    }
}
