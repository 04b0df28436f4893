package io.switchhook.phone.event;

import io.switchhook.base.text.Printable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What waits in a mailbox, {@code application/simple-message-summary} (RFC 3842 §5.2).
 *
 * @param waiting whether something new waits; some servers say no more than that
 * @param account what to call to hear it
 * @param counts by the kind of message in lower case: {@code voice-message}, {@code fax-message} and so on
 */
public record MessageSummary(boolean waiting, Optional<String> account, Map<String, Counts> counts) {
    private static final int MOST_KINDS = 16;
    private static final long MOST = 4_294_967_295L;

    private static final Pattern LINE = Pattern.compile("([\\w.!%*+`'~-]+)[ \\t]*:[ \\t]*(.*?)[ \\t]*");
    private static final Pattern COUNTS =
            Pattern.compile("(\\d{1,10})\\s*/\\s*(\\d{1,10})(?:\\s*\\(\\s*(\\d{1,10})\\s*/\\s*(\\d{1,10})\\s*\\))?");

    /**
     * How many messages of a kind.
     *
     * @param fresh that were not heard yet
     * @param heard that were
     * @param urgentFresh how many of the first are urgent
     * @param urgentHeard how many of the second
     */
    public record Counts(long fresh, long heard, long urgentFresh, long urgentHeard) {
        /** No message. */
        public static final Counts NONE = new Counts(0, 0, 0, 0);
    }

    public MessageSummary {
        Objects.requireNonNull(account, "account");
        counts = Map.copyOf(counts);
    }

    /** The voice messages. */
    public Counts voice() {
        return counts.getOrDefault("voice-message", Counts.NONE);
    }

    /** Reads the body of a NOTIFY, as real servers write it; empty when it does not say whether something waits. */
    public static Optional<MessageSummary> parse(String text) {
        Optional<Boolean> waiting = Optional.empty();
        Optional<String> account = Optional.empty();
        var counts = new LinkedHashMap<String, Counts>();
        var lines = text.strip().lines().takeWhile(line -> !line.isBlank()).toList();
        for (var line : lines) {
            var parts = LINE.matcher(line);
            if (!parts.matches()) {
                continue;
            }
            var name = parts.group(1).toLowerCase(Locale.ROOT);
            var value = parts.group(2);
            switch (name) {
                case "messages-waiting" -> waiting = Optional.of(value.equalsIgnoreCase("yes"));
                case "message-account" ->
                    account = Optional.of(Printable.escape(value)).filter(uri -> !uri.isEmpty());
                default -> {
                    var numbers = COUNTS.matcher(value);
                    if (numbers.matches() && counts.size() < MOST_KINDS) {
                        counts.put(name, countsOf(numbers));
                    }
                }
            }
        }
        var known = account;
        return waiting.map(some -> new MessageSummary(some, known, counts));
    }

    private static Counts countsOf(Matcher numbers) {
        return new Counts(number(numbers, 1), number(numbers, 2), number(numbers, 3), number(numbers, 4));
    }

    private static long number(Matcher numbers, int group) {
        var digits = numbers.group(group);
        return digits == null ? 0 : Math.min(MOST, Long.parseLong(digits));
    }
}
