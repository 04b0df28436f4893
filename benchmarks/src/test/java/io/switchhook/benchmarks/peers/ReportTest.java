package io.switchhook.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.benchmarks.peers.Report.Bar;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report();

    @Test
    void medianIsTheMiddleOne() {
        assertThat(Report.median(new double[] {9, 1, 2})).isEqualTo(2);
        assertThat(Report.median(new double[] {4, 1, 2, 9})).isEqualTo(3);
    }

    @Test
    void ratioIsTakenRoundByRound() {
        report.compare("a", "ms", new double[] {10, 30, 20}, "peer", new double[] {10, 10, 20}, Bar.atMost(1));
        assertThat(report.print()).as("ratios 1, 3, 1").isZero();
    }

    @Test
    void missedBarsAreCounted() {
        report.alone("a", "MB", 301, Bar.atMost(300));
        report.compare("b", "", new double[] {7}, "peer", new double[] {10}, Bar.atLeast(0.75));
        report.compare("c", "", new double[] {8}, "peer", new double[] {10}, Bar.atLeast(0.75));
        assertThat(report.print()).isEqualTo(2);
    }
}
