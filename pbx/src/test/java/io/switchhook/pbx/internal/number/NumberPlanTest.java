package io.switchhook.pbx.internal.number;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.uri.Uri;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A telephone number is an extension however it is written: RFC 3261 §19.1.6, RFC 3966. */
class NumberPlanTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "tel:853 853",
                "tel:8-5(3);phone-context=example.com 853",
                "tel:+49-30-853 +4930853",
                "tel:80-1 80-1",
                "sip:853@example.com 853",
                "sip:8-53@example.com 8-53",
                "sip:8-53@example.com;user=phone 853",
                "sip:80-1@example.com;user=phone 80-1",
                "sip:853;phone-context=example.com@example.com;user=PHONE 853",
                "sip:anna.b;x=y@example.com;user=phone anna.b",
                "sip:853;phone-context=example.com@example.com 853;phone-context=example.com",
            })
    void theNumberOfAUri(String uri, String number) {
        var plan = new NumberPlan(Set.of("853", "80-1")::contains);
        assertThat(plan.numberIn(Uri.parse(uri))).contains(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sip:example.com", "sip:example.com;user=phone", "urn:service:sos", "mailto:853@example.com"})
    void otherUrisNameNobody(String uri) {
        assertThat(new NumberPlan(Set.of("853")::contains).numberIn(Uri.parse(uri)))
                .isEmpty();
        assertThat(NumberPlan.dialled(Uri.parse(uri))).isEmpty();
    }
}
