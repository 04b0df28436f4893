package io.switchhook.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenReportsTest {

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                499_999,
                500_000,
                1_499_999,
                999_499_999,
                999_500_000,
                1_007_000_000,
                61_050_000_000L,
                9_999_999_000_000L,
                123_456_789_000_000L
            })
    void secondsAreWrittenAsAFormatterWould(long nanos) {
        assertThat(SpokenReports.seconds(nanos)).isEqualTo(String.format(Locale.ROOT, "%8.3f", nanos / 1e9));
    }
}
