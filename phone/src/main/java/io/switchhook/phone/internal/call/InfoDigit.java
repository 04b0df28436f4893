package io.switchhook.phone.internal.call;

import io.switchhook.sip.message.SipRequest;
import java.util.Locale;
import java.util.Optional;

/** A digit in an INFO request, in the two forms that telephones send: {@code application/dtmf-relay} and {@code application/dtmf}. */
final class InfoDigit {
    private static final String DIGITS = "0123456789*#ABCD";

    private InfoDigit() {}

    /** Empty when the request carries none. */
    static Optional<Character> of(SipRequest info) {
        var type = info.contentType();
        if (type.filter(t -> t.is("application", "dtmf-relay")).isPresent()) {
            return info.bodyText()
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.regionMatches(true, 0, "Signal", 0, 6))
                    .flatMap(line -> digit(line.substring(6).strip()).stream())
                    .findFirst();
        }
        return type.filter(t -> t.is("application", "dtmf")).isPresent() ? key(info.bodyText()) : Optional.empty();
    }

    private static Optional<Character> digit(String assignment) {
        return assignment.startsWith("=") ? key(assignment.substring(1)) : Optional.empty();
    }

    /** The key itself, or as some write it the number of its event (RFC 4733 §3.2). */
    private static Optional<Character> key(String written) {
        var key = written.strip().toUpperCase(Locale.ROOT);
        if (key.length() == 1 && DIGITS.contains(key)) {
            return Optional.of(key.charAt(0));
        }
        return switch (key) {
            case "10" -> Optional.of('*');
            case "11" -> Optional.of('#');
            case "12" -> Optional.of('A');
            case "13" -> Optional.of('B');
            case "14" -> Optional.of('C');
            case "15" -> Optional.of('D');
            default -> Optional.empty();
        };
    }
}
