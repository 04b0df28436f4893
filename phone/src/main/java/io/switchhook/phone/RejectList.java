package io.switchhook.phone;

import io.switchhook.base.text.Printable;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers whose calls are rejected before anybody is asked. Numbers are compared, not URIs: host, port and the
 * separators {@code - . ( )} and blanks do not count, and
 * an international {@code 00} is the same as {@code +}. May be changed at any time from any thread.
 */
public final class RejectList {
    private final Set<String> numbers = ConcurrentHashMap.newKeySet();
    private volatile boolean anonymous;

    /** A list with these numbers to begin with. */
    public static RejectList of(Collection<String> numbers) {
        var list = new RejectList();
        numbers.forEach(list::add);
        return list;
    }

    /** @throws IllegalArgumentException when nothing is left of it to compare */
    public void add(String number) {
        var added = normal(number);
        if (added.isEmpty()) {
            throw new IllegalArgumentException("\"" + Printable.escape(number)
                    + "\" is no number that could be rejected; calls without one are rejected by rejectAnonymous");
        }
        numbers.add(added);
    }

    public void remove(String number) {
        numbers.remove(normal(number));
    }

    public boolean contains(String number) {
        return numbers.contains(normal(number));
    }

    /** Whether calls whose caller does not want to be known are rejected, with 433 (RFC 5079); not so at the beginning. */
    public void rejectAnonymous(boolean wanted) {
        anonymous = wanted;
    }

    public boolean rejectsAnonymous() {
        return anonymous;
    }

    private static String normal(String number) {
        var text = Objects.requireNonNull(number, "number").strip();
        for (var scheme : new String[] {"sip:", "sips:", "tel:"}) {
            if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
                text = text.substring(scheme.length());
                break;
            }
        }
        int at = text.indexOf('@');
        text = at > 0 ? text.substring(0, at) : text;
        text = text.replaceFirst("(?<=.)[;:?].*", "");
        boolean dialled = text.chars().allMatch(c -> "+0123456789-.() *#".indexOf(c) >= 0);
        if (!dialled) {
            return text;
        }
        var digits = text.replaceAll("[-.() ]", "");
        return digits.startsWith("00") ? "+" + digits.substring(2) : digits;
    }
}
