package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectListTest {

    @ParameterizedTest
    @CsvSource({
        "853,            853",
        "853,            sip:853@192.0.2.1:5060",
        "853,            SIPS:853@host;transport=tcp",
        "853,            853:5060",
        "853,            853;user=phone",
        "sip:853@a:5060, sip:853@b:5099",
        "+49 30 1234,    0049-30-1234",
        "tel:+49301234,  +49(30)1234",
        "030/1234,       030/1234",
        "8.5-3,          853",
        "anna,           sip:anna@host",
        "*97#,           *97#"
    })
    void numbersAreComparedWhateverIsAroundThem(String listed, String calls) {
        assertThat(RejectList.of(List.of(listed)).contains(calls)).isTrue();
        assertThat(RejectList.of(List.of(calls)).contains(listed)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"853, 8530", "853, 85", "anna, Anna", "+4930, 4930", "anna.b, annab"})
    void otherNumbersAreOther(String listed, String calls) {
        assertThat(RejectList.of(List.of(listed)).contains(calls)).isFalse();
    }

    @Test
    void aNumberCanBeTakenOffInAnyWriting() {
        var list = RejectList.of(List.of("+49 30 1234"));
        list.remove("0049301234");
        assertThat(list.contains("+49301234")).isFalse();
    }
}
