package io.switchhook.sip.core.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A committed table of one machine: {@code state | input} to {@code next | actions | timers}. */
final class StateTable {
    private StateTable() {}

    static Map<String, String> read(String file, boolean reliable) {
        var rows = new LinkedHashMap<String, String>();
        boolean wanted = false;
        for (var line : text(file).lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                wanted = line.equals(reliable ? "[reliable]" : "[unreliable]");
            } else if (wanted && !line.isEmpty() && !line.startsWith("#")) {
                var cells = line.split("\\s*\\|\\s*");
                if (cells.length != 5
                        || rows.put(cells[0] + " | " + cells[1], row(cells[2], cells[3], cells[4])) != null) {
                    throw new IllegalStateException("not a row, or there twice: " + line);
                }
            }
        }
        return rows;
    }

    static String row(String next, String actions, String timers) {
        return next + " | " + (actions.isEmpty() ? "-" : actions) + " | " + (timers.isEmpty() ? "-" : timers);
    }

    private static String text(String file) {
        try (var stream = StateTable.class.getResourceAsStream(file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
