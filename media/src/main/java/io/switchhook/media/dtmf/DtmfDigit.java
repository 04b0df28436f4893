package io.switchhook.media.dtmf;

import java.util.Optional;

/** The sixteen DTMF digits: event codes of RFC 4733 §3.2 Table 3, frequency pairs of ITU-T Q.23. */
public final class DtmfDigit {
    /** All digits in the order of their event codes 0 to 15. */
    public static final String ALL = "0123456789*#ABCD";

    static final int[] ROWS = {697, 770, 852, 941};
    static final int[] COLUMNS = {1209, 1336, 1477, 1633};
    private static final String KEYPAD = "123A456B789C*0#D";

    private DtmfDigit() {}

    /** The digit of an event code; absent for events that are no digits. */
    public static Optional<Character> ofEvent(int event) {
        return event >= 0 && event < ALL.length() ? Optional.of(ALL.charAt(event)) : Optional.empty();
    }

    /** @throws IllegalArgumentException when the character is none of {@link #ALL}, letters in either case */
    public static int event(char digit) {
        int event = ALL.indexOf(Character.toUpperCase(digit));
        if (event < 0) {
            throw new IllegalArgumentException(
                    "Expected a DTMF digit, one of " + ALL + ", got U+" + Integer.toHexString(digit));
        }
        return event;
    }

    public static boolean isDigit(char digit) {
        return ALL.indexOf(Character.toUpperCase(digit)) >= 0;
    }

    /** The lower frequency in hertz. */
    public static int row(char digit) {
        return ROWS[key(digit) / 4];
    }

    /** The upper frequency in hertz. */
    public static int column(char digit) {
        return COLUMNS[key(digit) % 4];
    }

    static char at(int row, int column) {
        return KEYPAD.charAt(4 * row + column);
    }

    private static int key(char digit) {
        return KEYPAD.indexOf(ALL.charAt(event(digit)));
    }
}
