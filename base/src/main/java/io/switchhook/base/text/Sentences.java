package io.switchhook.base.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of what is said to people. */
public final class Sentences {
    private Sentences() {}

    /** These one behind the other, each with its full stop; the empty ones are left out. */
    public static String join(Collection<String> sentences) {
        return sentences.stream()
                .filter(sentence -> !sentence.isEmpty())
                .map(Sentences::closed)
                .collect(Collectors.joining(" "));
    }

    /** With a full stop, unless it ends with one or with a question mark. */
    public static String closed(String sentence) {
        return sentence.endsWith(".") || sentence.endsWith("?") ? sentence : sentence + ".";
    }

    /** A time in the words of people: {@code 300 ms}, {@code 1 second}, {@code 2.5 seconds}, {@code 1 hour 30 minutes}. Parts of a millisecond are left out. */
    public static String time(Duration time) {
        if (time.isNegative()) {
            return "minus " + time(time.negated());
        }
        if (time.getSeconds() == 0 && !time.isZero()) {
            return time.toMillis() == 0 ? "less than 1 ms" : time.toMillis() + " ms";
        }
        var parts = new ArrayList<String>();
        addPart(parts, time.toDaysPart(), "day");
        addPart(parts, time.toHoursPart(), "hour");
        addPart(parts, time.toMinutesPart(), "minute");
        addSeconds(parts, time.toSecondsPart(), time.toMillisPart());
        return String.join(" ", parts);
    }

    private static void addPart(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + " " + unit + (count == 1 ? "" : "s"));
        }
    }

    private static void addSeconds(List<String> parts, int seconds, int millis) {
        if (millis > 0) {
            var fraction = Integer.toString(1000 + millis).substring(1).replaceFirst("0+$", "");
            parts.add(seconds + "." + fraction + " seconds");
        } else if (seconds > 0 || parts.isEmpty()) {
            parts.add(seconds + (seconds == 1 ? " second" : " seconds"));
        }
    }
}
