package io.switchhook.sdp;

import io.switchhook.base.text.Printable;

/** A text is not a session description we can use: which line, what was expected there, what was found. */
public final class SdpFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    private final int lineNumber;
    private final String expected;

    SdpFormatException(int lineNumber, String expected, String found) {
        super("line " + lineNumber + ": expected " + expected + ", found " + shown(found));
        this.lineNumber = lineNumber;
        this.expected = expected;
    }

    /** Counted from 1; the line after the last when something is missing at the end. */
    public int lineNumber() {
        return lineNumber;
    }

    public String expected() {
        return expected;
    }

    private static String shown(String found) {
        if (found.isEmpty()) {
            return "nothing";
        }
        if (found.contains("inline:")) {
            return "a line with keys";
        }
        var cut = found.length() > SHOWN ? found.substring(0, SHOWN) + "..." : found;
        return '"' + Printable.escape(cut) + '"';
    }
}
