package io.switchhook.phone.internal.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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
        "tel:+49301234,               sip:+49301234@pbx.test:5070;user=phone",
        "tel:853;phone-context=a.test,    sip:853;phone-context=a.test@pbx.test:5070;user=phone",
        "sip:#97@other.test,          sip:%2397@other.test",
        "#97@other.test,              sip:%2397@other.test",
        "sip:a%3Bb:p@other.test;x=y,  sip:a%3Bb:p@other.test;x=y",
        "sip:853@other.test;METHOD=INVITE;x=y, sip:853@other.test;x=y",
        "sip:853@other.test?Subject=a%20b, sip:853@other.test?Subject=a%20b"
    })
    void isCompletedToAUri(String dialled, String uri) {
        assertThat(DialTarget.resolve(dialled, HOME, SipMethod.INVITE).toString())
                .isEqualToIgnoringCase(uri);
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
                "sip:853@host:0",
                "853@host:0",
                "http://host/853",
                "mailto:anna@host",
                "tel:",
                "853\r\nX: y",
                "8\u00005",
                "sip:a b@host",
                "sip:853@host;method=BYE",
                "853@host;method=invite",
                "sip:853@host;method",
                "tel:853;x=\"y\""
            })
    void whatCannotBeDialledIsRefusedWithASentence(String dialled) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DialTarget.resolve(dialled, HOME, SipMethod.INVITE))
                .withMessageContaining("cannot be dialled")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n", "\0"));
    }

    @Test
    @DisplayName("RFC 3261 §19.1.1, table 1: neither headers nor method")
    void whatMayNotStandInARequestUriIsLeftOut() {
        assertThat(DialTarget.bare(Uri.parse("sip:#1@host;method=BYE;x=%3a?Subject=a")))
                .hasToString("sip:%231@host;x=:");
        assertThat(DialTarget.bare(Uri.parse("sip:a@host;x=%3a"))).hasToString("sip:a@host;x=%3a");
    }

    @ParameterizedTest
    @CsvSource({
        "sip:853@host, 853",
        "sip:%38%35%33@host:5060;user=phone, 853",
        "sip:host, host",
        "sip:853;phone-context=a.test@host;user=phone, 853",
        "sip:anna;x@host;user=phone, anna;x",
        "tel:+4930, +4930",
        "im:x, im:x"
    })
    void theNumberOfAUriIsItsUser(String uri, String number) {
        assertThat(DialTarget.number(Uri.parse(uri))).isEqualTo(number);
    }
}
