package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialTargetTest {
    private static final SipUri HOME = SipUri.parse("sip:858@pbx.test:5070");

    @ParameterizedTest
    @CsvSource({
        "853,                         sip:853@pbx.test:5070",
        "' 853 ',                     sip:853@pbx.test:5070",
        "+49 (30) 1234,               sip:+49301234@pbx.test:5070",
        "*97#,                        sip:*97%23@pbx.test:5070",
        "anna,                        sip:anna@pbx.test:5070",
        "853@other.test,              sip:853@other.test",
        "853@other.test:5062,         sip:853@other.test:5062",
        "sip:853@other.test,          sip:853@other.test",
        "SIP:853@other.test,          sip:853@other.test",
        "sips:853@other.test,         sips:853@other.test",
        "sip:other.test,              sip:other.test",
        "'sip:a@[::1]:5061;transport=tcp', 'sip:a@[::1]:5061;transport=tcp'",
        "tel:+49301234,               sip:+49301234@pbx.test:5070;user=phone"
    })
    void isCompletedToAUri(String dialled, String uri) {
        assertThat(DialTarget.resolve(dialled, HOME).toString()).isEqualToIgnoringCase(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "sip:",
                "sip:@",
                "853@",
                "sip:853@host:99999",
                "tel:",
                "853\r\nX: y",
                "8\u00005",
                "sip:a b@host"
            })
    void whatCannotBeDialledIsRefusedWithASentence(String dialled) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DialTarget.resolve(dialled, HOME))
                .withMessageContaining("cannot be dialled")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n", "\0"));
    }

    @ParameterizedTest
    @CsvSource({
        "sip:853@host, 853",
        "sip:%38%35%33@host:5060;user=phone, 853",
        "sip:host, host",
        "tel:+4930, +4930",
        "im:x, im:x"
    })
    void theNumberOfAUriIsItsUser(String uri, String number) {
        assertThat(DialTarget.number(Uri.parse(uri))).isEqualTo(number);
    }
}
