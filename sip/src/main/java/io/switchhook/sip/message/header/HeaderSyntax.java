package io.switchhook.sip.message.header;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What several headers have in common: checks of record components and the shapes of RFC 3261 §25.1 that are no type of their own. */
final class HeaderSyntax {
    private HeaderSyntax() {}

    static void requireToken(String text, String what) {
        if (!FieldScanner.isToken(text)) {
            throw expected(what, text);
        }
    }

    static void requireTokenWithoutDot(String text, String what) {
        if (!FieldScanner.isToken(text) || text.indexOf('.') >= 0) {
            throw expected(what, text);
        }
    }

    /** Text that cannot end a header line: without CR, LF and NUL. */
    static void requireText(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw expected(what + " without CR, LF and NUL", text);
            }
        }
    }

    /** {@code token / quoted-string}; characters that are no token's are taken without quotes too. */
    static String readTokenOrQuoted(FieldScanner scanner, String what) {
        return scanner.peek() == '"' ? scanner.readQuoted(what) : scanner.readLoose(what);
    }

    /** With quotes where it is no token. */
    static void writeTokenOrQuoted(String text, FieldWriter writer) {
        if (FieldScanner.isToken(text)) {
            writer.append(text);
        } else {
            writer.appendQuoted(text);
        }
    }

    static void requireCallId(String text) {
        if (!FieldScanner.isCallId(text)) {
            throw expected("a Call-ID", text);
        }
    }

    static void requireRange(long number, long max, String what) {
        if (number < 0 || number > max) {
            throw new MalformedException("expected " + what + " from 0 to " + max + " but found " + number);
        }
    }

    /** {@code callid = word [ "@" word ]}; a second {@code @} is let through, since it harms nobody. */
    static String readCallId(FieldScanner scanner) {
        int from = scanner.position();
        do {
            scanner.skipWord("a Call-ID");
        } while (scanner.accept('@'));
        return scanner.asciiFrom(from);
    }

    static void requireHost(String text) {
        if (!FieldScanner.isHost(text)) {
            throw expected("a host", text);
        }
    }

    /** A whole number from 0 to {@code max}; empty when the text is anything else. */
    static OptionalInt number(String text, int max) {
        var number = longNumber(text, max);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** A whole number from 0 to {@code max}; empty when the text is anything else. */
    static OptionalLong longNumber(String text, long max) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 0; i < text.length() && number <= max; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number > max ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** {@code qvalue}: from 0 to 1 with at most three digits behind the point. */
    static OptionalDouble quality(String text) {
        int length = text.length();
        if (length == 0
                || length > 5
                || text.charAt(0) != '0' && text.charAt(0) != '1'
                || length > 1 && text.charAt(1) != '.') {
            return OptionalDouble.empty();
        }
        int thousandths = (text.charAt(0) - '0') * 1000;
        int weight = 100;
        for (int i = 2; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalDouble.empty();
            }
            thousandths += digit * weight;
            weight /= 10;
        }
        return thousandths > 1000 ? OptionalDouble.empty() : OptionalDouble.of(thousandths / 1000.0);
    }

    static String required(Parameters parameters, String name) {
        return parameters.get(name).orElseThrow(() -> new MalformedException("expected the parameter " + name));
    }

    static void requireComment(String text) {
        requireText(text, "a comment");
        var scanner = FieldScanner.of("(" + text + ")");
        scanner.readComment();
        requireEnd(scanner, text, "a comment with balanced parentheses");
    }

    static void requireLoose(String text, String what) {
        requireText(text, what);
        var scanner = FieldScanner.of(text);
        scanner.readLoose(what);
        requireEnd(scanner, text, what);
    }

    private static void requireEnd(FieldScanner scanner, String text, String what) {
        if (!scanner.atEnd()) {
            throw expected(what, text);
        }
    }

    private static MalformedException expected(String what, String text) {
        return new MalformedException("expected " + what + " but found \"" + Printable.escape(text) + "\"");
    }
}
