package io.switchhook.pbx;

import io.switchhook.pbx.internal.number.Extension;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How numbers are written on the other side of a {@link Trunk}: what they begin with is taken off, and something else put in its place. Immutable.
 *
 * <pre>{@code
 * NumberRules.NONE.replacing("00", "+").replacing("0", "+49")       // what is dialled in Germany, as E.164 has it
 * }</pre>
 */
public final class NumberRules {
    /** Numbers stay as they are. */
    public static final NumberRules NONE = new NumberRules(Map.of());

    private final Map<String, String> prefixes;

    private NumberRules(Map<String, String> prefixes) {
        this.prefixes = prefixes;
    }

    /**
     * The same with one more rule. Of several rules that fit, the one with the longest prefix counts, and it alone.
     *
     * @param prefix what the number begins with; empty for every number that no other rule fits
     * @param by what it begins with afterwards; empty to take the prefix off
     * @throws IllegalArgumentException when one of them can be no part of a number: letters, digits and {@code - _ . + * #}
     */
    public NumberRules replacing(String prefix, String by) {
        var more = new LinkedHashMap<>(prefixes);
        more.put(part(Objects.requireNonNull(prefix, "prefix")), part(Objects.requireNonNull(by, "by")));
        return new NumberRules(more);
    }

    private static String part(String text) {
        if (!text.isEmpty() && !Extension.isNumber(text)) {
            throw new IllegalArgumentException(
                    "A number has letters, digits and - _ . + * # alone, and cannot begin with what was given");
        }
        return text;
    }

    /** The number as the rules have it; one of which nothing would be left stays as it is. */
    public String apply(String number) {
        var best = prefixes.keySet().stream()
                .filter(number::startsWith)
                .max((one, other) -> Integer.compare(one.length(), other.length()));
        var changed = best.map(prefix -> prefixes.get(prefix) + number.substring(prefix.length()))
                .orElse(number);
        return changed.isEmpty() ? number : changed;
    }

    @Override
    public String toString() {
        return prefixes.toString();
    }
}
