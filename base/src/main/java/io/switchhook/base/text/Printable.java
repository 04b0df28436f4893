package io.switchhook.base.text;

/** Text from a peer on its way to a log, a trace, a callback or a terminal. */
public final class Printable {
    private Printable() {}

    /** Control characters, CR, LF and NUL among them, as {@code \xHH}; everything else as it is. */
    public static String escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return escapeFrom(text, i);
            }
        }
        return text;
    }

    /** Whether the text has no control character, so that it may go into a message, a log line or a file name part. */
    public static boolean isClean(String text) {
        return text.chars().noneMatch(c -> isControl((char) c));
    }

    private static boolean isControl(char c) {
        return c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
    }

    private static String escapeFrom(String text, int first) {
        var out = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isControl(c)) {
                out.append(c < 0x100 ? String.format("\\x%02x", (int) c) : String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
