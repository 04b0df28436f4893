package io.switchhook.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Our servers beside SIPp and Kamailio. Arguments: the path of the {@code switchhook} launcher, then names of rows: call, dialog, limit, proxy, registrar, start, time; all of them
 * when none is named. Exit code 1 when a bar was missed, 2 when nothing could be measured.
 */
public final class AgainstPeers {
    private AgainstPeers() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        rows.put("call", new CallRow());
        rows.put("dialog", new DialogRow());
        rows.put("limit", new LimitRow());
        rows.put("proxy", new ProxyRow());
        rows.put("registrar", new RegistrarRow());
        rows.put("start", new StartRow(Path.of(arguments[0]).toAbsolutePath()));
        rows.put("time", new ResponseTimeRow());
        var named = List.of(arguments).subList(1, arguments.length);
        if (!rows.keySet().containsAll(named)) {
            System.err.println("Rows are named " + String.join(", ", rows.keySet()) + ".");
            System.exit(2);
        }
        Stream.of("sipp", "kamailio").forEach(AgainstPeers::require);
        var folder = Files.createTempDirectory("switchhook-against-peers-");
        var report = new Report();
        System.out.printf(
                "JDK %s, %d processors, files in %s%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), folder);
        try {
            for (var row : rows.entrySet()) {
                if (named.isEmpty() || named.contains(row.getKey())) {
                    row.getValue().measure(new Place(folder), report);
                }
            }
        } catch (MeasurementException e) {
            System.err.println("Not measured: " + e.getMessage());
            System.exit(2);
        }
        System.exit(report.print() == 0 ? 0 : 1);
    }

    private static void require(String program) {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!there) {
            System.err.println("Needs " + program + " on the PATH (Debian: apt install sip-tester kamailio).");
            System.exit(2);
        }
    }
}
