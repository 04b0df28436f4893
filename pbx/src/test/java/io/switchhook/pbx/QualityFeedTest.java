package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.Simulation;
import io.switchhook.stack.quality.QualityReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 6035 §3.4: telephones wait for a program that hears their reports slowly")
class QualityFeedTest {
    @Test
    void reportsAreFullUntilSomeWereHeard() {
        var slow = new SlowLanes(new Simulation(1).host("pbx", "192.0.2.10"), "switchhook-pbx-quality");
        List<PbxQualityReport> heard = new ArrayList<>();
        var feed = new QualityFeed(slow, heard::add);
        var report = QualityReport.read("VQSessionReport\r\nCallID: 1@a\r\nLocalMetrics:\r\n")
                .orElseThrow();
        for (int i = 0; i < QualityFeed.MOST_BEHIND; i++) {
            assertThat(feed.isFull()).isFalse();
            feed.take("858", report);
        }
        assertThat(feed.isFull()).isTrue();
        slow.runAll();
        assertThat(feed.isFull()).isFalse();
        assertThat(heard).hasSize(QualityFeed.MOST_BEHIND).containsOnly(new PbxQualityReport("858", report));
    }
}
