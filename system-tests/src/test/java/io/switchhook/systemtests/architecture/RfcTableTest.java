package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README says of each RFC where its tests begin; this keeps it true. */
class RfcTableTest {
    private static final List<String> TABLE = List.of(
            "## RFCs",
            "| RFC | subject | client | server | tests | what is missing |",
            "| --- | --- | --- | --- | --- | --- |",
            "| 3261, 3262 | SIP | yes | yes | `GoneTest`, `ThereTest` | nothing |",
            "| 3263 | servers | yes | - | | `ThereTest` |",
            "| none | servers | yes | - | `ThereTest` | |",
            "",
            "| 9999 | another table | | | `OtherTest` | |");

    @Test
    void everyRowNamesTestsThatAreThere() throws IOException {
        var root = House.own().root();
        try (var files = Files.walk(root)) {
            var tests = files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.matches("[\\w-]+/src/test/java/.*\\w+\\.java"))
                    .map(file -> file.replaceFirst(".*/(\\w+)\\.java", "$1"))
                    .collect(Collectors.toSet());
            var table = RfcTable.in(Files.readAllLines(root.resolve("README.md")));
            assertThat(table.problems(tests)).isEmpty();
            assertThat(table.numbers()).contains("3261", "3262", "3263", "3515", "5626", "8866");
        }
    }

    @Test
    void rowsWithoutTestsAndTestsThatAreGoneAreFound() {
        var table = RfcTable.in(TABLE);
        assertThat(table.problems(Set.of("ThereTest")))
                .containsExactly(
                        "RFC 3261, 3262 names a test that is not there: GoneTest",
                        "RFC 3263 names no test.",
                        "A row names no RFC: none");
        assertThat(table.numbers()).containsExactly("3261", "3262", "3263");
        assertThat(RfcTable.in(List.of("no table")).problems(Set.of())).hasSize(1);
    }
}
