package io.switchhook.systemtests.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Which module may use which, as {@code config/floors.txt} says. */
final class Floors {
    private static final String ANYTHING = "*";

    private final Map<String, Integer> floors = new LinkedHashMap<>();
    private final Map<String, Set<String>> beside = new LinkedHashMap<>();

    static Floors read(Path file) throws IOException {
        var floors = new Floors();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                floors.add(line.trim().split("\\s+"));
            }
        }
        return floors;
    }

    private void add(String[] words) {
        if (words.length == 3 && words[1].equals("floor")) {
            floors.put(words[0], Integer.parseInt(words[2]));
        } else if (words.length > 2 && words[1].equals("uses")) {
            beside.put(words[0], Set.copyOf(List.of(words).subList(2, words.length)));
        } else {
            throw new IllegalArgumentException(
                    "Expected 'MODULE floor N' or 'MODULE uses A B', found '" + String.join(" ", words) + "'");
        }
    }

    boolean knows(String module) {
        return floors.containsKey(module) || beside.containsKey(module);
    }

    /** The floor of a module, empty for a module that stands beside them. */
    OptionalInt floorOf(String module) {
        return floors.containsKey(module) ? OptionalInt.of(floors.get(module)) : OptionalInt.empty();
    }

    /** Floors 0 to 2: state and "now" in, actions out. */
    boolean isPure(String module) {
        return floors.getOrDefault(module, Integer.MAX_VALUE) <= 2;
    }

    boolean isShipped(String module) {
        return floors.containsKey(module) || !beside.get(module).contains(ANYTHING);
    }

    boolean mayUse(String user, String used) {
        if (user.equals(used)) {
            return true;
        }
        if (beside.containsKey(user)) {
            var allowed = beside.get(user);
            return allowed.contains(ANYTHING) || allowed.contains(used);
        }
        return floors.containsKey(used) && floors.get(used) < floors.get(user);
    }

    String describe(String module) {
        return floors.containsKey(module) ? module + " (floor " + floors.get(module) + ")" : module + " (beside)";
    }
}
