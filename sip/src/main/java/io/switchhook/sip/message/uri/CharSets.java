package io.switchhook.sip.message.uri;

/** The character sets of RFC 3261 §25.1 as one table of flags, so that a scanner asks one array access a byte. */
final class CharSets {
    static final int TOKEN = 1;
    static final int WORD = 2;
    static final int DIGIT = 4;
    static final int HOST = 8;
    static final int USER = 16;
    static final int PARAMETER = 32;
    static final int HEADER = 64;
    static final int HEX = 128;

    /** What may stand in a URI at all: no white space, controls, quotes, angle brackets; half of a UTF-8 character may. */
    static final int URI = 256;
    /** What may stand in a value without quotes, as real peers write them. */
    static final int LOOSE = 512;

    static final int ASCII_URI = 1024;
    static final int ASCII_LOOSE = 2048;
    static final int PASSWORD = 4096;

    private static final short[] FLAGS = new short[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean digit = c >= '0' && c <= '9';
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean hex = digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            boolean unreserved = digit || letter || "-_.!~*'()".indexOf(c) >= 0;
            int flags = digit || letter || "-.!%*_+`'~".indexOf(c) >= 0 ? TOKEN | WORD : 0;
            flags |= "()<>:\\\"/[]?{}".indexOf(c) >= 0 ? WORD : 0;
            flags |= digit ? DIGIT : 0;
            flags |= hex ? HEX : 0;
            // An underscore is no host name character in RFC 3261, yet container platforms give such names.
            flags |= digit || letter || c == '-' || c == '.' || c == '_' ? HOST : 0;
            flags |= unreserved || "&=+$,;?/".indexOf(c) >= 0 ? USER : 0;
            flags |= unreserved || "&=+$,".indexOf(c) >= 0 ? PASSWORD : 0;
            flags |= unreserved || "[]/:&+$".indexOf(c) >= 0 ? PARAMETER : 0;
            flags |= unreserved || "[]/?:+$".indexOf(c) >= 0 ? HEADER : 0;
            boolean uri = c > ' ' && c != 0x7f && "<>\"".indexOf(c) < 0;
            boolean loose = uri && c != ';' && c != ',';
            flags |= (uri ? URI : 0) | (loose ? LOOSE : 0);
            flags |= c < 0x80 ? (uri ? ASCII_URI : 0) | (loose ? ASCII_LOOSE : 0) : 0;
            FLAGS[c] = (short) flags;
        }
    }

    private CharSets() {}

    /** Printable ASCII, with space. */
    static boolean isPlain(byte c) {
        return c >= ' ' && c != 0x7f;
    }

    static boolean isIn(int set, int c) {
        return c >= 0 && c < 256 && (FLAGS[c] & set) != 0;
    }

    static boolean isIn(int set, byte c) {
        return (FLAGS[c & 0xff] & set) != 0;
    }

    static boolean allIn(int set, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isIn(set, text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
