package io.switchhook.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 seconds",
        "PT0.0000001S, less than 1 ms",
        "PT0.04S, 40 ms",
        "PT1S, 1 second",
        "PT5S, 5 seconds",
        "PT2.5S, 2.5 seconds",
        "PT1.005S, 1.005 seconds",
        "PT60S, 1 minute",
        "PT90S, 1 minute 30 seconds",
        "PT2H, 2 hours",
        "PT25H, 1 day 1 hour",
        "PT2562047788015215H, 106751991167300 days 15 hours",
        "PT-3S, minus 3 seconds",
    })
    void timesAreSaidInTheWordsOfPeople(Duration time, String words) {
        assertThat(Sentences.time(time)).isEqualTo(words);
    }

    @Test
    void eachOfSeveralSentencesHasItsFullStop() {
        assertThat(Sentences.join(List.of("The peer closed the connection", "", "No packet could be sent.", "Why?")))
                .isEqualTo("The peer closed the connection. No packet could be sent. Why?");
    }
}
