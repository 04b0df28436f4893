package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.MalformedHeaderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that no honest peer sends, each with what becomes of the message. None is wrapped, none is cut. */
class NumberVerdictTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CSeq: 1 OPTIONS|CSeq: 2147483648 OPTIONS|400 Malformed CSeq",
                "CSeq: 1 OPTIONS|CSeq: 2147483647 OPTIONS|parsed",
                "CSeq: 1 OPTIONS|CSeq: -1 OPTIONS|400 Malformed CSeq",
                "CSeq: 1 OPTIONS|CSeq: 18446744073709551617 OPTIONS|400 Malformed CSeq",
                "Max-Forwards: 70|Max-Forwards: 255|parsed",
                "Max-Forwards: 70|Max-Forwards: 300|400 Malformed Max-Forwards",
                "Max-Forwards: 70|Max-Forwards: -1|400 Malformed Max-Forwards",
                "Max-Forwards: 70|Content-Length: -999|400 Malformed Content-Length",
                "Max-Forwards: 70|Content-Length: 1|400 Content-Length is 1 but only 0 bytes follow",
                "Max-Forwards: 70|Content-Length: 99999999999|400 Malformed Content-Length",
                "sip:bob@example.com SIP|sip:bob@example.com:65536 SIP|400 Malformed Request-URI",
                "sip:bob@example.com SIP|sip:bob@example.com:65535 SIP|parsed",
                "h.example.com|h.example.com:65536|400 Malformed Via",
                "h.example.com|h.example.com:4294972356|400 Malformed Via",
                "Max-Forwards: 70|Expires: 99999999999|parsed"
            })
    void messageGetsItsVerdict(String line, String instead, String verdict) {
        assertThat(Wire.options()).contains(line);
        assertThat(Wire.verdict(Wire.options().replace(line, instead))).isEqualTo(verdict);
    }

    @Test
    void absurdExpiryIsRefusedWhenSomebodyAsks() {
        var request = Wire.request(Wire.options("Expires: 99999999999"));
        assertThatThrownBy(() -> request.first(ExpiresHeader.TYPE))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessageContaining("at most 4294967295");
        assertThat(request.firstReadable(ExpiresHeader.TYPE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "1.000,1", "0.5,0.5", "0.333,0.333", "1.001,", "0.3333,", "2,", "-1,", "x,", "1e0,"})
    void qualityIsFromNothingToOne(String text, Double q) {
        var found = ContactHeader.TYPE.parse("<sip:a@b>;q=" + text).q();
        assertThat(found.isPresent()).isEqualTo(q != null);
        assertThat(found.orElse(-1)).isEqualTo(q == null ? -1 : q);
    }
}
