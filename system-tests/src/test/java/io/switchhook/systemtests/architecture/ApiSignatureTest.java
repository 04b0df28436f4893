package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Public is a promise: what users can see of each module is a text file in git, changed in the same commit as the code. */
class ApiSignatureTest {
    private static final String WRITE = "switchhook.api.write";
    private static final int MOST_SHOWN = 80;
    private static final String COMMAND =
            "mvn -q -pl system-tests -am test -Dtest=ApiSignatureTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                    + WRITE + "=true";

    @Test
    void publicSignaturesAreTheOnesInGit() throws IOException {
        var differences = new ArrayList<String>();
        var seen = 0;
        for (var module : House.own().shippedModules()) {
            var file = module.folder().resolve("api.txt");
            var now = ApiSignatures.of(module).orElse("");
            if (Boolean.getBoolean(WRITE) && !now.isEmpty()) {
                Files.writeString(file, now);
            }
            var before = Files.exists(file) ? Files.readString(file) : "";
            differences.addAll(difference(module.name() + "/api.txt", before, now));
            seen += now.isEmpty() ? 0 : 1;
        }
        var shown = new ArrayList<>(differences.subList(0, Math.min(differences.size(), MOST_SHOWN)));
        if (differences.size() > MOST_SHOWN) {
            shown.add("... and " + (differences.size() - MOST_SHOWN) + " more");
        }
        assertThat(shown)
                .as("Public signatures changed. If they should, write them anew and commit them with the change:%n  "
                        + COMMAND)
                .isEmpty();
        assertThat(seen).isPositive();
    }

    /** Lines gone and lines new, each with the type it belongs to. */
    static List<String> difference(String file, String before, String now) {
        var old = withOwners(before);
        var fresh = withOwners(now);
        var differences = new ArrayList<String>();
        var freshSet = new HashSet<>(fresh);
        var oldSet = new HashSet<>(old);
        old.stream().filter(line -> !freshSet.contains(line)).forEach(line -> differences.add(file + ": - " + line));
        fresh.stream().filter(line -> !oldSet.contains(line)).forEach(line -> differences.add(file + ": + " + line));
        if (differences.isEmpty() && !before.equals(now)) {
            differences.add(file + ": same lines, other order");
        }
        return differences;
    }

    private static List<String> withOwners(String text) {
        var lines = new ArrayList<String>();
        var owner = "";
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            if (line.startsWith(" ")) {
                lines.add(line.strip() + "   [" + owner + "]");
            } else {
                owner = line.replaceFirst("^(?:[a-z@]+ )+([\\w.]+).*", "$1");
                lines.add(line);
            }
        }
        return lines;
    }
}
