package io.switchhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 4733 §2.4.1: the list of telephone events that a side takes")
class TelephoneEventListTest {

    @ParameterizedTest
    @CsvSource({
        "0-15, 0, true",
        "0-15, 15, true",
        "0-15, 16, false",
        "0-11, 12, false",
        "'0-9,11', 10, false",
        "'0-9,11', 11, true",
        "'0-15,66,70', 70, true",
        "' 0 - 11 , 16', 16, true",
        "events=0-15, 11, true",
        "0-255, 255, true",
        "66, 1, false"
    })
    void eventsOfTheListAreTaken(String list, int event, boolean taken) {
        assertThat(MediaFormat.telephoneEvent(8000, list).takesEvent(event)).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({"''", "all", "-", "15-0", "300", "','", "x=y", "0-"})
    @DisplayName("§2.5.1.1: without a list that can be read, the digits")
    void withoutAListDigitsAreTaken(String list) {
        var format = MediaFormat.telephoneEvent(8000, list);
        assertThat(format.takesEvent(0)).isTrue();
        assertThat(format.takesEvent(15)).isTrue();
        assertThat(format.takesEvent(16)).isFalse();
        assertThat(format.takesEvent(-1)).isFalse();
    }
}
