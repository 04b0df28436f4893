package io.switchhook.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "500ms,500",
        "1s,1000",
        "2m,120000",
        "1h,3600000",
        "7,7000",
        "0,0",
        "1.5s,1500",
        "0.25m,15000",
        "2.05,2050",
        "3S,3000",
        "' 4s ',4000"
    })
    void timesAreReadInTheirUnits(String text, long millis) {
        assertThat(new Durations().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1 s", "1d", "1,5s", "1e3", "9999999999", "1.2345s", "soon"})
    void anythingElseIsRefusedWithAHint(String text) {
        assertThatThrownBy(() -> new Durations().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("500ms, 1s, 2m or 1h");
    }

    @Test
    void aTimeBeyondAYearIsAMistake() {
        assertThatThrownBy(() -> new Durations().convert("999999h")).hasMessageContaining("more than a year");
    }

    @ParameterizedTest
    @CsvSource({"0,0ms", "250,250ms", "1000,1s", "1500,1.5s", "60000,1m", "90000,90s", "7200000,2h"})
    void timesAreWrittenAsAPersonWould(long millis, String text) {
        assertThat(Durations.write(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
