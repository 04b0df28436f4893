package io.switchhook.systemtests.architecture;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README's table of RFCs: what each row says of tests. */
record RfcTable(List<Row> rows) {
    private static final String HEADING = "| RFC | subject | client | server | tests |";
    private static final int RFCS = 1;
    private static final int TESTS = 5;
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern NUMBER = Pattern.compile("\\d{4}");

    /** @param rfcs as they stand in the first column */
    record Row(String rfcs, List<String> tests) {}

    /** Empty when there is no such table. */
    static RfcTable in(List<String> lines) {
        var table = lines.stream()
                .dropWhile(line -> !line.startsWith(HEADING))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2);
        return new RfcTable(table.map(line -> line.split("\\|", -1))
                .map(cells -> new Row(cells[RFCS].strip(), names(cells[TESTS])))
                .toList());
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    /** @param known the test classes that there are */
    List<String> problems(Set<String> known) {
        if (rows.isEmpty()) {
            return List.of("There is no table of RFCs with a column of tests.");
        }
        return rows.stream().flatMap(row -> problems(row, known)).toList();
    }

    private static Stream<String> problems(Row row, Set<String> known) {
        if (!NUMBER.matcher(row.rfcs).find()) {
            return Stream.of("A row names no RFC: " + row.rfcs);
        }
        if (row.tests.isEmpty()) {
            return Stream.of("RFC " + row.rfcs + " names no test.");
        }
        return row.tests.stream()
                .filter(name -> !known.contains(name))
                .map(name -> "RFC " + row.rfcs + " names a test that is not there: " + name);
    }

    /** The numbers in the first column. */
    Stream<String> numbers() {
        return rows.stream()
                .map(Row::rfcs)
                .map(NUMBER::matcher)
                .flatMap(Matcher::results)
                .map(found -> found.group());
    }
}
