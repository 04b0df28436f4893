package io.switchhook.sdp;

/** Decimal numbers of a peer: digits only, bounded, never an exception. */
final class Numbers {
    private Numbers() {}

    /** The value of {@code text}, or -1 when it is not a plain decimal number of 0 to {@code max}. */
    static long parse(String text, long max) {
        return parse(text, 0, text.length(), max);
    }

    /** The same of a part of a text. */
    static long parse(String text, int start, int stop, long max) {
        if (start == stop || stop - start > 18) {
            return -1;
        }
        long value = 0;
        for (int i = start; i < stop; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value <= max ? value : -1;
    }

    static int parsePort(String text) {
        return (int) parse(text, 65_535);
    }

    static int checkedPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port must be 0 to 65535, not " + port);
        }
        return port;
    }
}
