package io.switchhook.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/24, 192.0.2.1, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.200, true",
        "192.0.2.8/29, 192.0.2.15, true",
        "192.0.2.8/29, 192.0.2.16, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "[2001:db8::1], 2001:db8::1, true",
        "::/0, 192.0.2.1, false",
    })
    void contains(String range, String address, boolean inside) {
        assertThat(AddressRange.parse(range).contains(IpLiteral.parse(address).orElseThrow()))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "example.com",
                "192.0.2.0/",
                "192.0.2.0/x",
                "192.0.2.0/-1",
                "192.0.2.0/24/1",
                "192.0.2/24"
            })
    void whatIsNoRangeIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("192.0.2.0/24");
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.0/33, 0 to 32", "2001:db8::/129, 0 to 128"})
    void prefixesHaveAnEnd(String text, String bounds) {
        assertThatThrownBy(() -> AddressRange.parse(text)).hasMessageContaining(bounds);
    }

    @Test
    void isWrittenAsItIsRead() {
        assertThat(AddressRange.parse("2001:db8::/32")).hasToString("2001:db8::/32");
        assertThat(AddressRange.parse("192.0.2.1")).hasToString("192.0.2.1/32");
    }
}
