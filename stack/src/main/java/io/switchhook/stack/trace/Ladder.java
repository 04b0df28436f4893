package io.switchhook.stack.trace;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/** Draws messages as a ladder: a column for each address, an arrow for each message, decisions between them. */
public final class Ladder {
    private static final int COLUMN = 34;
    private static final int TIME = 9;
    /** More columns do not fit a terminal; what they would hold is left out and said so. */
    private static final int MAX_COLUMNS = 6;

    private final List<InetSocketAddress> columns;
    private final StringBuilder out = new StringBuilder();

    private Ladder(List<InetSocketAddress> columns) {
        this.columns = columns;
    }

    /** The ladder of these events, oldest first; a sentence when there are none. Times are seconds since the first. */
    public static String draw(List<TraceEvent> events) {
        var addresses = new LinkedHashSet<InetSocketAddress>();
        for (var event : events) {
            if (event instanceof TraceEvent.Message message) {
                addresses.add(sender(message));
                addresses.add(receiver(message));
            }
        }
        if (addresses.isEmpty()) {
            return "No messages were exchanged.\n";
        }
        var ladder = new Ladder(addresses.stream().limit(MAX_COLUMNS).toList());
        ladder.drawHead();
        var first = events.get(0).time();
        events.forEach(event -> ladder.drawEvent(event, first));
        if (addresses.size() > MAX_COLUMNS) {
            ladder.out
                    .append("Left out: messages with ")
                    .append(addresses.size() - MAX_COLUMNS)
                    .append(" more addresses.\n");
        }
        return ladder.out.toString();
    }

    private void drawHead() {
        out.append(" ".repeat(TIME));
        for (var column : columns) {
            out.append(centred(IpLiteral.asHostPort(column)));
        }
        trimLine();
        out.append(" ".repeat(TIME)).append(lifelines());
        trimLine();
    }

    private void drawEvent(TraceEvent event, Instant first) {
        var time = String.format(
                Locale.ROOT, "%8.3f ", Duration.between(first, event.time()).toNanos() / 1e9);
        if (event instanceof TraceEvent.Note note) {
            out.append(time).append("  · ").append(note.text());
            trimLine();
        } else if (event instanceof TraceEvent.Message message) {
            int from = columns.indexOf(sender(message));
            int to = columns.indexOf(receiver(message));
            if (from >= 0 && from == to) {
                out.append(time).append("  · to itself: ").append(message.summary());
                trimLine();
            } else if (from >= 0 && to >= 0) {
                out.append(time).append(arrow(from, to, message.summary()));
                trimLine();
            }
        }
    }

    private char[] lifelines() {
        var line = new char[columns.size() * COLUMN];
        Arrays.fill(line, ' ');
        for (int i = 0; i < columns.size(); i++) {
            line[middle(i)] = '|';
        }
        return line;
    }

    private char[] arrow(int from, int to, String summary) {
        var line = lifelines();
        int left = middle(Math.min(from, to)) + 1;
        int right = middle(Math.max(from, to)) - 1;
        Arrays.fill(line, left, right + 1, '-');
        line[from < to ? right : left] = from < to ? '>' : '<';
        var text = " " + shortened(summary, right - left - 3) + " ";
        int start = left + (right - left + 1 - text.length()) / 2;
        text.getChars(0, text.length(), line, start);
        return line;
    }

    private static String shortened(String summary, int room) {
        if (summary.length() <= room) {
            return summary;
        }
        // Not through the middle of a character that takes two.
        int end = Character.isHighSurrogate(summary.charAt(room - 2)) ? room - 2 : room - 1;
        return summary.substring(0, end) + "…";
    }

    private static int middle(int column) {
        return column * COLUMN + COLUMN / 2;
    }

    private static String centred(String text) {
        int left = Math.max(0, (COLUMN - text.length()) / 2);
        return " ".repeat(left) + text + " ".repeat(Math.max(0, COLUMN - left - text.length()));
    }

    private void trimLine() {
        int end = out.length();
        while (end > 0 && out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
        out.append('\n');
    }

    private static InetSocketAddress sender(TraceEvent.Message message) {
        return message.direction() == TraceEvent.Direction.SENT ? message.local() : message.remote();
    }

    private static InetSocketAddress receiver(TraceEvent.Message message) {
        return message.direction() == TraceEvent.Direction.SENT ? message.remote() : message.local();
    }
}
