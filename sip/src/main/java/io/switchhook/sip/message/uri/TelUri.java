package io.switchhook.sip.message.uri;

import io.switchhook.base.text.Printable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A telephone number as a URI, RFC 3966.
 *
 * @param number digits, {@code *}, {@code #}, hexadecimal letters and visual separators, with a leading {@code +} when it is global; as written
 * @param parameters {@code phone-context}, {@code ext}, {@code isub} and others
 */
public record TelUri(String number, Parameters parameters) implements Uri {
    /** RFC 3966 §3: these parameters come first, in this order. */
    private static final List<String> FIRST = List.of("isub", "ext", "phone-context");

    /** @throws MalformedException when the number is no telephone number, or a parameter has a character that no URI may hold */
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
        for (var entry : parameters.entries()) {
            requireValue(entry.value());
        }
    }

    private static void requireValue(Optional<String> value) {
        var text = value.orElse("-");
        boolean fits = !text.isEmpty();
        for (int i = 0; i < text.length() && fits; i++) {
            char c = text.charAt(i);
            fits = c > ' ' && "\"<>;,".indexOf(c) < 0 && (c < 0x7f || c >= 0xa0);
        }
        if (!fits) {
            throw new MalformedException(
                    "expected tel URI parameters without white space, quotes and separators but found \""
                            + Printable.escape(text) + "\"");
        }
    }

    /** What stands behind {@code tel:} in the form that RFC 3966 §3, §4 advise for comparisons by character: small letters, and the parameters in order. */
    String canonical() {
        var text = new StringBuilder(number);
        parameters.entries().stream()
                .sorted(Comparator.comparing((Parameters.Entry entry) -> rank(entry.name()))
                        .thenComparing(entry -> entry.name().toLowerCase(Locale.ROOT)))
                .forEach(entry -> append(text, entry));
        return text.toString().toLowerCase(Locale.ROOT);
    }

    private static int rank(String name) {
        int first = FIRST.indexOf(name.toLowerCase(Locale.ROOT));
        return first < 0 ? FIRST.size() : first;
    }

    private static void append(StringBuilder text, Parameters.Entry entry) {
        text.append(';').append(entry.name());
        entry.value().ifPresent(value -> text.append('=').append(value));
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
        return withoutSeparators(number);
    }

    /** Whether the number is global, that is, begins with {@code +}. A local one needs a {@code phone-context} (RFC 3966 §5.1.5). */
    public boolean global() {
        return number.startsWith("+");
    }

    /** Where a local number is valid: a domain name, or the beginning of a global number. */
    public Optional<String> phoneContext() {
        return parameters.get("phone-context");
    }

    /** The ISDN subaddress, without escapes (RFC 3966 §5.3). */
    public Optional<String> isub() {
        return parameters.get("isub").map(Escapes::decode);
    }

    /** The extension behind a private branch exchange, without visual separators (RFC 3966 §5.3). */
    public Optional<String> extension() {
        return parameters.get("ext").map(TelUri::withoutSeparators);
    }

    /** Whether both name the same by RFC 3966 §4: separators, case and the order of parameters do not matter, everything else does. */
    public boolean equivalent(TelUri other) {
        return equals(other)
                || digits().equalsIgnoreCase(other.digits())
                        && parameters.size() == other.parameters.size()
                        && parameters.entries().stream().allMatch(entry -> sameIn(other, entry));
    }

    private static boolean sameIn(TelUri other, Parameters.Entry entry) {
        var theirs = other.parameters.get(entry.name());
        return other.parameters.has(entry.name())
                && comparable(entry.name(), entry.value()).equals(comparable(entry.name(), theirs));
    }

    private static Optional<String> comparable(String name, Optional<String> value) {
        boolean digits = name.equalsIgnoreCase("ext")
                || name.equalsIgnoreCase("phone-context") && value.orElse("").startsWith("+");
        return value.map(text -> (digits ? withoutSeparators(text) : Escapes.normalise(text)).toLowerCase(Locale.ROOT));
    }

    private static String withoutSeparators(String text) {
        var digits = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
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
        if (parameters.isEmpty()) {
            return "tel:" + number;
        }
        var text = new StringBuilder("tel:").append(number);
        parameters.entries().forEach(entry -> append(text, entry));
        return text.toString();
    }
}
