package io.switchhook.sip.message.uri;

import io.switchhook.base.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Reads one header field value byte by byte, by the rules of RFC 3261 §25.1. Every {@code read} either returns or throws
 * {@link MalformedException}, whatever the bytes are. Line folds must be gone already: there is no line end in a field value.
 *
 * <p>White space is never skipped silently except where a method says so. Not for sharing between threads.
 */
public final class FieldScanner {
    private static final int SHOWN = 60;

    private byte[] bytes;
    private int start;
    private int end;
    private int at;

    /** Scans bytes from index {@code from} up to index {@code to}, exclusive. They are not copied and must not change. */
    public FieldScanner(byte[] bytes, int from, int to) {
        Objects.checkFromToIndex(from, to, bytes.length);
        this.bytes = bytes;
        this.start = from;
        this.end = to;
        this.at = from;
    }

    /** Scans other bytes from now on, as if made for them. */
    public void restart(byte[] others, int from, int to) {
        Objects.checkFromToIndex(from, to, others.length);
        bytes = others;
        start = from;
        end = to;
        at = from;
    }

    /** Scans text. */
    public static FieldScanner of(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return new FieldScanner(bytes, 0, bytes.length);
    }

    /** Whether a byte is a character of {@code token}. */
    public static boolean isTokenByte(byte c) {
        return CharSets.isIn(CharSets.TOKEN, c);
    }

    /** The index behind the token that begins at {@code from}; {@code from} itself when none does. */
    public static int tokenEnd(byte[] bytes, int from, int to) {
        return setEnd(CharSets.TOKEN, bytes, from, to);
    }

    /** The index behind the host name or IPv4 address that begins at {@code from}; {@code from} itself when none does. */
    public static int hostNameEnd(byte[] bytes, int from, int to) {
        return setEnd(CharSets.HOST, bytes, from, to);
    }

    private static int setEnd(int set, byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && CharSets.isIn(set, bytes[i])) {
            i++;
        }
        return i;
    }

    /** The text between two indexes, where nothing but ASCII stands. */
    public static String ascii(byte[] bytes, int from, int to) {
        return WellKnown.ascii(bytes, from, to);
    }

    /** Whether a text is a token. */
    public static boolean isToken(String text) {
        return CharSets.allIn(CharSets.TOKEN, text);
    }

    /** Whether a text is a host name, an IPv4 address or an IPv6 address in brackets, as {@link #readHost} takes them. */
    public static boolean isHost(String text) {
        if (!text.startsWith("[")) {
            return CharSets.allIn(CharSets.HOST, text);
        }
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (!CharSets.isIn(CharSets.HEX, c) && c != ':' && c != '.') {
                return false;
            }
        }
        return text.length() > 2 && text.endsWith("]");
    }

    /** Whether a text is {@code word [ "@" word ]}; more than one {@code @} is let through. */
    public static boolean isCallId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!CharSets.isIn(CharSets.WORD, c)
                    && (c != '@' || i == 0 || i + 1 == text.length() || text.charAt(i - 1) == '@')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether everything was read. */
    public boolean atEnd() {
        return at >= end;
    }

    /** The index of the next byte, for {@link #textFrom}. */
    public int position() {
        return at;
    }

    /** The next byte as 0 to 255, or -1 at the end. */
    public int peek() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    /** Skips spaces and tabs. */
    public FieldScanner skipSpace() {
        int i = at;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        at = i;
        return this;
    }

    /** Reads the character if it comes next. */
    public boolean accept(char c) {
        if (at < end && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Reads a separator with the white space around it if it comes next, as {@code SEMI}, {@code COMMA}, {@code EQUAL} do. */
    public boolean acceptSpaced(char c) {
        int back = at;
        skipSpace();
        if (accept(c)) {
            skipSpace();
            return true;
        }
        at = back;
        return false;
    }

    /** Reads a character that must come next. */
    public void expect(char c, String what) {
        if (!accept(c)) {
            throw expected(what);
        }
    }

    /** Reads a token of at least one character. */
    public String readToken(String what) {
        int from = at;
        skipToken(what);
        return asciiFrom(from);
    }

    /** Passes over a token of at least one character. */
    public void skipToken(String what) {
        skipSet(CharSets.TOKEN, what);
    }

    /** Reads the characters of {@code word} in RFC 3261 §25.1, at least one: a token and brackets, quotes, slashes. */
    public String readWord(String what) {
        int from = at;
        skipSet(CharSets.WORD, what);
        return asciiFrom(from);
    }

    /** Passes over characters of {@code word}, at least one. */
    public void skipWord(String what) {
        skipSet(CharSets.WORD, what);
    }

    /** Reads a host name, an IPv4 address or an IPv6 address in brackets, and returns it as written. */
    public String readHost() {
        int from = at;
        skipHost();
        return asciiFrom(from);
    }

    /** Passes over a host name, an IPv4 address or an IPv6 address in brackets. */
    public void skipHost() {
        int from = at;
        if (accept('[')) {
            while (at < end && bytes[at] != ']') {
                if (!CharSets.isIn(CharSets.HEX, bytes[at]) && bytes[at] != ':' && bytes[at] != '.') {
                    throw expected("an IPv6 address in brackets");
                }
                at++;
            }
            if (at - from < 3) {
                throw expected("an IPv6 address in brackets");
            }
            expect(']', "']' after the IPv6 address");
        } else {
            skipSet(CharSets.HOST, "a host name or address");
        }
    }

    /** Reads a decimal number from 0 to {@code max}; one that is larger is refused, never wrapped. */
    public long readNumber(long max, String what) {
        int i = at;
        long number = 0;
        while (i < end && CharSets.isIn(CharSets.DIGIT, bytes[i])) {
            number = number * 10 + bytes[i] - '0';
            if (number > max) {
                throw expected(what + " of at most " + max);
            }
            i++;
        }
        if (i == at) {
            throw expected(what);
        }
        at = i;
        return number;
    }

    /** Reads a quoted string and returns it without quotes and escapes. */
    public String readQuoted(String what) {
        int from = at;
        skipQuoted(what);
        return unquote(from, at);
    }

    /** Passes over a quoted string. */
    public void skipQuoted(String what) {
        if (peek() != '"') {
            throw expected(what);
        }
        int from = at++;
        while (at < end && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        if (at >= end) {
            at = from;
            throw expected("a closing quote for " + what);
        }
        at++;
    }

    /** Reads a comment in parentheses, which may nest, and returns what stands between the outer pair. */
    public String readComment() {
        expect('(', "a comment");
        int from = at;
        int depth = 1;
        while (at < end) {
            byte c = bytes[at];
            if (c == '\\') {
                at++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return textFrom(from, at++);
            }
            at++;
        }
        at = end;
        throw expected("')' after the comment");
    }

    /** Reads up to a character, or to the end; the character itself is left. */
    public String readUntil(char stop) {
        int from = at;
        skipUntil(stop);
        return textFrom(from);
    }

    /** Passes over everything up to a character, or to the end. */
    void skipUntil(char stop) {
        int i = at;
        while (i < end && bytes[i] != stop) {
            i++;
        }
        at = i;
    }

    /** How often a character stands in what is left. */
    public int count(char c) {
        int count = 0;
        for (int i = at; i < end; i++) {
            count += bytes[i] == c ? 1 : 0;
        }
        return count;
    }

    /** The bytes that are scanned, and others around them; they must not be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Reads everything that is left, without white space at its end. */
    public String readRest() {
        int from = at;
        at = end;
        int to = end;
        while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
            to--;
        }
        return textFrom(from, to);
    }

    /** Skips white space, after which nothing may be left. */
    public void expectEnd() {
        skipSpace();
        if (at < end) {
            throw expected("the end");
        }
    }

    /** The text from an earlier {@link #position()} up to here, where nothing but ASCII stands. */
    public String asciiFrom(int from) {
        return WellKnown.ascii(bytes, from, at);
    }

    /** The text from an earlier {@link #position()} up to here. */
    public String textFrom(int from) {
        return textFrom(from, at);
    }

    /** An error that says what was expected here. */
    public MalformedException expected(String what) {
        int to = Math.min(end, at + SHOWN);
        var found = at >= end ? "the end" : "\"" + new String(bytes, at, to - at, StandardCharsets.UTF_8) + "\"";
        return new MalformedException(
                "expected " + what + " at offset " + (at - start) + " but found " + Printable.escape(found));
    }

    String textFrom(int from, int to) {
        return WellKnown.text(bytes, from, to);
    }

    /** Goes to an index between the start and the end, an earlier {@link #position()} for one. */
    public void moveTo(int index) {
        Objects.checkFromToIndex(start, index, end);
        at = index;
    }

    /** The index behind the last byte. */
    public int end() {
        return end;
    }

    byte byteAt(int index) {
        return bytes[index];
    }

    /** Reads a value without quotes, as real peers write it: up to white space, {@code ;}, {@code ,}, a quote or an angle bracket; not empty. */
    public String readLoose(String what) {
        int from = at;
        skipLooseValue();
        if (at == from) {
            throw expected(what);
        }
        return textFrom(from);
    }

    /** Passes over a value without quotes: what real peers put behind {@code name=}, up to a separator. */
    void skipLooseValue() {
        int i = at;
        while (i < end && CharSets.isIn(CharSets.LOOSE, bytes[i])) {
            i++;
        }
        at = i;
    }

    private void skipSet(int set, String what) {
        // A local index: a field would be stored for each byte.
        int i = at;
        while (i < end && CharSets.isIn(set, bytes[i])) {
            i++;
        }
        if (i == at) {
            throw expected(what);
        }
        at = i;
    }

    private String unquote(int from, int to) {
        for (int i = from + 1; i < to - 1; i++) {
            if (bytes[i] == '\\') {
                return unescape(from + 1, to - 1);
            }
        }
        return textFrom(from + 1, to - 1);
    }

    private String unescape(int from, int to) {
        var plain = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\' && i + 1 < to) {
                i++;
            }
            plain[length++] = bytes[i];
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }
}
