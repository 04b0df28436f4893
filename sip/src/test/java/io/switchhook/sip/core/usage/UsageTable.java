package io.switchhook.sip.core.usage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A committed table of one machine, written by hand: {@code states | inputs | next | actions | timers}. Several states or inputs stand in one row with commas between
 * them; {@code =} as the next state means the same as before, and {@code =} as the timers those that the state had.
 */
public final class UsageTable {
    private UsageTable() {}

    /** The rows by {@code state | input}; timers named {@code =} are looked up in the lines {@code timers STATE: names}. */
    public static Map<String, String> read(String file) {
        var rows = new LinkedHashMap<String, String>();
        var standing = new LinkedHashMap<String, String>();
        for (var line : text(file).lines().map(String::strip).toList()) {
            if (line.startsWith("timers ")) {
                standing.put(
                        line.substring(7, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip());
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                add(line, rows, standing);
            }
        }
        return rows;
    }

    private static void add(String line, Map<String, String> rows, Map<String, String> standing) {
        var cells = line.split("\\s*\\|\\s*");
        if (cells.length != 4) {
            throw new IllegalStateException("not a row: " + line);
        }
        for (var state : cells[0].split(",\\s*")) {
            for (var input : cells[1].split(",\\s*")) {
                var next = cells[2].equals("=") ? state : cells[2];
                var row = next + " | " + cells[3] + " | " + standing.getOrDefault(next, "-");
                if (rows.put(state + " | " + input, row) != null) {
                    throw new IllegalStateException("there twice: " + state + " | " + input);
                }
            }
        }
    }

    private static String text(String file) {
        try (var stream = UsageTable.class.getResourceAsStream(file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
