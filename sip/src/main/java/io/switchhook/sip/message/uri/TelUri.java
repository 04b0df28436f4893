package io.switchhook.sip.message.uri;

import io.switchhook.base.text.Printable;

/**
 * A telephone number as a URI, RFC 3966.
 *
 * @param number digits, {@code *}, {@code #}, hexadecimal letters and visual separators, with a leading {@code +} when it is global; as written
 * @param parameters {@code phone-context}, {@code ext}, {@code isub} and others
 */
public record TelUri(String number, Parameters parameters) implements Uri {
    /** @throws MalformedException when the number is no telephone number */
    public TelUri {
        int digits = 0;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            boolean separator = c == '-' || c == '.' || c == '(' || c == ')' || c == '+' && i == 0;
            if (!separator && !CharSets.isIn(CharSets.HEX, c) && c != '*' && c != '#') {
                throw new MalformedException(
                        "expected a telephone number but found \"" + Printable.escape(number) + "\"");
            }
            digits += separator ? 0 : 1;
        }
        if (digits == 0) {
            throw new MalformedException(
                    "expected a telephone number with a digit but found \"" + Printable.escape(number) + "\"");
        }
    }

    static TelUri read(String rest) {
        int semicolon = rest.indexOf(';');
        return semicolon < 0
                ? new TelUri(rest, Parameters.EMPTY)
                : new TelUri(rest.substring(0, semicolon), readParameters(rest.substring(semicolon)));
    }

    private static Parameters readParameters(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) == '"') {
                throw new MalformedException(
                        "expected tel URI parameters but found \"" + Printable.escape(text) + "\"");
            }
        }
        var scanner = FieldScanner.of(text);
        var parameters = Parameters.read(scanner);
        scanner.expectEnd();
        return parameters;
    }

    /** The number without visual separators: what two numbers are compared by (RFC 3966 §4). */
    public String digits() {
        var digits = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c != '-' && c != '.' && c != '(' && c != ')') {
                digits.append(c);
            }
        }
        return digits.toString();
    }

    @Override
    public String scheme() {
        return "tel";
    }

    @Override
    public String toString() {
        return parameters.isEmpty() ? "tel:" + number : "tel:" + number + ";" + parameters;
    }
}
