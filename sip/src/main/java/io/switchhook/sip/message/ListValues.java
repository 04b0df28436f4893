package io.switchhook.sip.message;

/** Commas between the values of one header line, told from commas in quoted strings and in angle brackets (RFC 3261 §7.3.1). */
final class ListValues {
    private ListValues() {}

    /** The index of the first comma that separates two values, or -1. */
    static int comma(byte[] bytes, int from, int to) {
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = from; i < to; i++) {
            byte c = bytes[i];
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = !bracketed;
            } else if (c == '<') {
                bracketed = true;
            } else if (c == '>') {
                bracketed = false;
            } else if (c == ',' && !bracketed) {
                return i;
            }
        }
        return -1;
    }

    /** The number of values, counted up to {@code max + 1}. */
    static int count(byte[] bytes, int from, int to, int max) {
        int count = 1;
        for (int comma = comma(bytes, from, to); comma >= 0 && count <= max; comma = comma(bytes, comma + 1, to)) {
            count++;
        }
        return count;
    }
}
