package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    private Path folder;

    @Test
    void allFourScenariosHold() throws IOException {
        var capture = folder.resolve("demo.pcapng");
        try (var demo = Run.of("demo", "--json", "--pcap", capture.toString())) {
            var result = demo.line("{\"event\":\"result\"");
            assertThat(result).as(demo::complaints).contains("\"held\":true", "\"failed\":0");
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.count("{\"event\":\"check\"")).isGreaterThanOrEqualTo(30);
            assertThat(demo.count("\"held\":false")).isZero();
            demo.line("\"scenario\":4", "853 hears 895", "\"held\":true");
            demo.line("\"scenario\":2", "858 hears 853", "\"held\":true");
            assertThat(demo.complaints()).contains("REFER", "NOTIFY", "486 Busy Here");
        }
        assertThat(Files.size(capture)).isGreaterThan(100_000);
    }

    @Test
    void anInterruptedDemonstrationEndsWith130() {
        try (var demo = Run.of("demo")) {
            demo.line("858 calls 853.");
            demo.interrupt();
            assertThat(demo.exitCode()).isEqualTo(130);
        }
    }
}
