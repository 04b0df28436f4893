package io.switchhook.phone;

/**
 * What somebody has typed: the outcome of {@link DigitReader#read}.
 *
 * @param digits {@code 0-9}, {@code *}, {@code A-D} and, where it did not end the reading, {@code #}; may be empty
 * @param end why nothing more was waited for
 */
public record DigitsRead(String digits, End end) {

    /** How the reading came to its end. */
    public enum End {
        /** As many as were asked for. */
        ALL,
        /** The {@code #} key. */
        HASH,
        /** Nothing more was typed in time. */
        SILENCE,
        /** The call is over. */
        CALL_ENDED
    }
}
