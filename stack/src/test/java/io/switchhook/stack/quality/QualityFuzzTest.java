package io.switchhook.stack.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Reports as any telephone can send them: read or not, and what was read can be told on. */
class QualityFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void reportsAreReadOrNot(byte[] data) {
        QualityReport.read(new String(data, StandardCharsets.UTF_8)).ifPresent(report -> {
            for (var parameter : QualityParameter.values()) {
                report.localMetrics().number(parameter);
            }
            var told = report.state().text();
            assertThat(QualityReport.read(told)).contains(report);
        });
    }
}
