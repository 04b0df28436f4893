package io.switchhook.sip.core.feature;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** One value of a feature: a set of values that it stands for (RFC 3840 §5, RFC 2533 §4.1). */
sealed interface FeatureValue {

    /**
     * A word or a boolean; compared without case.
     *
     * @param excluded whether all values but this one are meant
     */
    record Word(String word, boolean excluded) implements FeatureValue {
        private boolean meetsWord(Word other) {
            if (excluded && other.excluded) {
                return true;
            }
            return word.equals(other.word) != (excluded || other.excluded);
        }
    }

    /** A text in angle brackets; compared with case. */
    record Text(String text) implements FeatureValue {}

    /**
     * All numbers from {@code low} to {@code high}, both of them among it.
     *
     * @param excluded whether everything else is meant
     */
    record Range(double low, double high, boolean excluded) implements FeatureValue {
        private boolean meetsRange(Range other) {
            if (excluded && other.excluded) {
                return true;
            }
            if (excluded) {
                return other.low < low || other.high > high;
            }
            return other.excluded ? other.meetsRange(this) : low <= other.high && other.low <= high;
        }
    }

    /** A number of RFC 3840 §9; longer ones are no doubles. */
    Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,300}(\\.[0-9]{0,300})?");

    /** Reads a value of a list. What does not follow the grammar is a word, so that it equals what is written in the same way. */
    static FeatureValue of(String written) {
        boolean excluded = written.startsWith("!");
        var rest = excluded ? written.substring(1) : written;
        if (!excluded && isText(rest)) {
            return new Text(rest.substring(1, rest.length() - 1));
        }
        return range(rest, excluded).orElseGet(() -> new Word(rest.toLowerCase(Locale.ROOT), excluded));
    }

    static boolean isText(String written) {
        return written.length() >= 2 && written.startsWith("<") && written.endsWith(">");
    }

    private static Optional<FeatureValue> range(String written, boolean excluded) {
        if (!written.startsWith("#")) {
            return Optional.empty();
        }
        int colon = written.indexOf(':');
        if (colon > 0) {
            return range(written.substring(1, colon), written.substring(colon + 1), excluded);
        }
        if (written.startsWith("#>=")) {
            return range(written.substring(3), "", excluded);
        }
        if (written.startsWith("#<=")) {
            return range("", written.substring(3), excluded);
        }
        var number = written.substring(written.startsWith("#=") ? 2 : 1);
        return range(number, number, excluded);
    }

    /** A bound that is not written is none; both cannot be missing. */
    private static Optional<FeatureValue> range(String low, String high, boolean excluded) {
        boolean readable = (low.isEmpty() ^ high.isEmpty()) || (isNumber(low) && isNumber(high));
        if (!readable || !(low.isEmpty() || isNumber(low)) || !(high.isEmpty() || isNumber(high))) {
            return Optional.empty();
        }
        return Optional.of(new Range(
                low.isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(low),
                high.isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(high),
                excluded));
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** Whether some value is meant by both. */
    default boolean meets(FeatureValue other) {
        if (this instanceof Word word) {
            return other instanceof Word theirs ? word.meetsWord(theirs) : word.excluded() || other.isExclusion();
        }
        if (this instanceof Text) {
            return other instanceof Text ? equals(other) : other.isExclusion();
        }
        return other instanceof Range theirs ? ((Range) this).meetsRange(theirs) : isExclusion() || other.isExclusion();
    }

    private boolean isExclusion() {
        return this instanceof Word word ? word.excluded() : this instanceof Range range && range.excluded();
    }
}
