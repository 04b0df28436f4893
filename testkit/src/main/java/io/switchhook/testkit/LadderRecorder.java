package io.switchhook.testkit;

import io.switchhook.base.text.Printable;
import io.switchhook.simulation.Simulation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Records the SIP messages of a simulation and draws them as a ladder, one column for each host. A host that also talks
 * to itself
 * gets a column for each of its ports. Only start lines and the outcome of transfers are drawn, so no credentials show.
 */
public final class LadderRecorder {
    private static final int TIME_WIDTH = 10;
    private static final int COLUMN_WIDTH = 34;

    private record Note(long atNanos, String text) {}

    private record Row(long atNanos, String text) {}

    private final Simulation simulation;
    private final SipTraffic traffic;
    private final List<Note> notes = new ArrayList<>();
    private final long startNanos;

    private LadderRecorder(Simulation simulation, SipTraffic traffic) {
        this.simulation = simulation;
        this.traffic = traffic;
        this.startNanos = simulation.nowNanos();
    }

    /** Begins to record. */
    public static LadderRecorder of(Simulation simulation) {
        return new LadderRecorder(simulation, SipTraffic.of(simulation));
    }

    /** Writes a line of its own at the present moment: what a test does to the world, what a phone reports. */
    public void note(String text) {
        notes.add(new Note(simulation.nowNanos(), Printable.escape(text)));
    }

    /** What was recorded, for a {@link WireChecker} over the same messages. */
    public SipTraffic traffic() {
        return traffic;
    }

    /** The ladder, one line each message, ended by LF. */
    public String ladder() {
        var entries = traffic.entries();
        var talkingToThemselves = entries.stream()
                .filter(entry -> entry.fromHost().equals(entry.toHost()))
                .map(SipTraffic.Entry::fromHost)
                .collect(Collectors.toSet());
        var columns = columns(entries, talkingToThemselves);
        var rows = new ArrayList<Row>();
        notes.forEach(note -> rows.add(new Row(note.atNanos, "-- " + note.text + " --")));
        var seen = new LinkedHashSet<String>();
        for (var entry : entries) {
            var label = label(entry.message());
            if (!seen.add(entry.fromHost() + entry.toHost() + entry.message())) {
                label = label + " *";
            }
            rows.add(new Row(entry.sentNanos(), arrow(entry, label, columns, talkingToThemselves)));
        }
        rows.sort(Comparator.comparingLong(Row::atNanos));
        var text = new StringBuilder(header(columns));
        for (var row : rows) {
            double seconds = (row.atNanos - startNanos) / 1e9;
            text.append(String.format("%9.3f ", seconds)).append(row.text).append('\n');
        }
        return rows.isEmpty()
                ? "(no SIP message)\n"
                : text.append("* sent before\n").toString();
    }

    private static List<String> columns(List<SipTraffic.Entry> entries, Set<String> talkingToThemselves) {
        var columns = new LinkedHashSet<String>();
        for (var entry : entries) {
            columns.add(sender(entry, talkingToThemselves));
            if (!entry.toHost().isEmpty()) {
                columns.add(receiver(entry, talkingToThemselves));
            }
        }
        return List.copyOf(columns);
    }

    private static String sender(SipTraffic.Entry entry, Set<String> talkingToThemselves) {
        var host = entry.fromHost();
        return talkingToThemselves.contains(host) ? host + ":" + entry.from().getPort() : host;
    }

    private static String receiver(SipTraffic.Entry entry, Set<String> talkingToThemselves) {
        var host = entry.toHost();
        return talkingToThemselves.contains(host) ? host + ":" + entry.to().getPort() : host;
    }

    private static String header(List<String> columns) {
        var line = new StringBuilder(" ".repeat(TIME_WIDTH));
        for (var column : columns) {
            line.append(String.format("%-" + COLUMN_WIDTH + "s", column));
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static String label(WireMessage message) {
        if (!message.isRequest()) {
            return message.status() + " " + message.reason() + " (" + message.method() + ")";
        }
        var detail = switch (message.method()) {
            case "INVITE" ->
                " " + userOf(message.requestUri()) + (message.body().isEmpty() ? "" : " (sdp)");
            case "REFER" ->
                " to " + userOf(Texts.uriOf(message.header("Refer-To").orElse("")));
            case "NOTIFY" -> " " + message.body().lines().findFirst().orElse("");
            default -> "";
        };
        return message.method() + detail;
    }

    private static String userOf(String uri) {
        int at = uri.indexOf('@');
        int colon = uri.indexOf(':');
        return at > colon ? uri.substring(colon + 1, at) : uri;
    }

    private static String arrow(
            SipTraffic.Entry entry, String label, List<String> columns, Set<String> talkingToThemselves) {
        var line = new StringBuilder(" ".repeat(Math.max(1, columns.size()) * COLUMN_WIDTH));
        for (int i = 0; i < columns.size(); i++) {
            line.setCharAt(i * COLUMN_WIDTH, '|');
        }
        int from = columns.indexOf(sender(entry, talkingToThemselves)) * COLUMN_WIDTH;
        boolean nowhere = entry.toHost().isEmpty();
        int to = nowhere
                ? from + COLUMN_WIDTH - 1
                : columns.indexOf(receiver(entry, talkingToThemselves)) * COLUMN_WIDTH;
        int left = Math.min(from, to) + 1;
        int right = Math.max(from, to) - 1;
        for (int i = left; i <= right; i++) {
            line.setCharAt(i, '-');
        }
        if (left <= right) {
            write(line, left, right, Printable.escape(label));
            line.setCharAt(from < to ? right : left, from < to ? '>' : '<');
        }
        var drawn = line.toString().stripTrailing();
        return entry.isDelivered() ? drawn : drawn + "  X " + entry.fate();
    }

    private static void write(StringBuilder line, int left, int right, String label) {
        int room = right - left - 3;
        var text = label.length() <= room ? label : label.substring(0, Math.max(0, room));
        line.replace(left + 2, left + 2 + text.length(), text);
    }

    /** All messages in full, with times; the answer to a challenge is blotted out. */
    public String messages() {
        var text = new StringBuilder();
        for (var entry : traffic.entries()) {
            text.append(String.format(
                            "---- %.3f %s -> %s %s",
                            (entry.sentNanos() - startNanos) / 1e9, entry.fromHost(), entry.toHost(), entry.fate()))
                    .append('\n')
                    .append(entry.message().toString().replaceAll("response=\"[^\"]*\"", "response=\"...\""))
                    .append('\n');
        }
        return text.toString();
    }
}
