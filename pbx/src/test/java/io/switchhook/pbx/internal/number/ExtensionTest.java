package io.switchhook.pbx.internal.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionTest {

    @ParameterizedTest
    @ValueSource(strings = {"858", "anna.b", "+49-30", "*97#", "a_b"})
    void lettersDigitsAndAFewSignsMakeANumber(String number) {
        assertThat(new Extension(number, "x").number()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8 58", "858@host", "sip:858", "8\r\n", "a;b", "<858>", "\""})
    void anythingElseIsNone(String number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Extension(number, "x"))
                .withMessageContaining("for example 858")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r"));
    }

    @Test
    void thereIsNoDefaultSecretAndItIsNeverShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Extension("858", ""))
                .withMessageContaining("no default");
        assertThat(new Extension("858", "pa55word").toString()).doesNotContain("pa55word");
    }
}
