package io.switchhook.cli.console;

import java.io.InputStream;
import java.util.function.BooleanSupplier;

/**
 * Standard input.
 *
 * @param isTerminal whether a person types there; else it may be meant for other programs of a script, and is left alone unless it is asked for
 */
public record Keyboard(InputStream in, BooleanSupplier isTerminal) {
    public static final Keyboard NONE = new Keyboard(InputStream.nullInputStream(), () -> false);

    /** That of this process. */
    public static Keyboard ofProcess() {
        return new Keyboard(System.in, () -> {
            // Some versions of Java have a console that is no terminal, unless this one is asked for.
            System.setProperty("jdk.console", "java.base");
            return System.console() != null;
        });
    }
}
