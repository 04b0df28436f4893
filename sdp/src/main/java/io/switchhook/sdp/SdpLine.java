package io.switchhook.sdp;

/**
 * One line of a description, without its line end.
 *
 * @param type the letter before the equals sign
 * @param value everything after it, byte for byte as received; no CR, LF or NUL
 */
public record SdpLine(char type, String value) {

    public SdpLine {
        if (!isLetter(type)) {
            throw new IllegalArgumentException("a line type must be one letter, not '" + type + "'");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= '\r' && (c == '\r' || c == '\n' || c == 0)) {
                throw new IllegalArgumentException("a line of a session description holds no CR, LF or NUL");
            }
        }
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    boolean isAttribute(String name) {
        if (type != 'a' || !value.startsWith(name)) {
            return false;
        }
        if (value.length() == name.length()) {
            return true;
        }
        char next = value.charAt(name.length());
        return next == ':' || (next == ' ' && value.substring(name.length()).isBlank());
    }

    @Override
    public String toString() {
        return type + "=" + value;
    }
}
