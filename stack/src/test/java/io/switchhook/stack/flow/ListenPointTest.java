package io.switchhook.stack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenPointTest {

    @ParameterizedTest
    @CsvSource({
        "udp:127.0.0.1:5060,   udp:127.0.0.1:5060",
        "TCP:127.0.0.1:5070,   tcp:127.0.0.1:5070",
        "tcp:[::1]:5060,       tcp:[::1]:5060",
        "udp:[::1],            udp:[::1]:5099",
        "udp:::1,              udp:[::1]:5099",
        "127.0.0.1,            udp:127.0.0.1:5099",
        "tls:127.0.0.1,        tls:127.0.0.1:5100",
        "TLS:[::1]:5070,       tls:[::1]:5070",
        "ws:127.0.0.1,         ws:127.0.0.1:80",
        "WSS:127.0.0.1,        wss:127.0.0.1:443",
        "wss:[::1]:8443,       wss:[::1]:8443",
        "127.0.0.1:0,          udp:127.0.0.1:0",
        "[2001:db8::1]:65535,  udp:[2001:db8::1]:65535",
        "2001:db8::1,          udp:[2001:db8::1]:5099"
    })
    void isReadWithTheDefaultTransportAndPort(String text, String written) {
        assertThat(ListenPoint.parse(text, 5099).toString()).isEqualTo(written);
    }

    @Test
    void anyFreePortIsAnyFreePortForTlsToo() {
        assertThat(ListenPoint.parse("tls:127.0.0.1", 0).address().getPort()).isZero();
        assertThat(ListenPoint.parse("wss:127.0.0.1", 0).address().getPort()).isZero();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var point = ListenPoint.parse("tcp:[2001:db8::7]:5061", 5060);
        assertThat(ListenPoint.parse(point.toString(), 1)).isEqualTo(point);
    }

    @ParameterizedTest
    @CsvSource({
        "sctp:127.0.0.1:5061,    is not a transport",
        "example.com,            is not an IP address",
        "udp:example.com:5060,   is not an IP address",
        "127.0.0.1:65536,        is not a port",
        "127.0.0.1:,             is not a port",
        "127.0.0.1:-1,           is not a port",
        "127.0.0.1:999999,       is not a port",
        "127.0.0.1:٥,            is not a port",
        "'',                     is not an IP address",
        "udp:,                   is not an IP address",
        "[::1,                   is not an IP address"
    })
    void badTextIsRefusedWithASentence(String text, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenPoint.parse(text, 5060))
                .withMessageContaining(sentence);
    }
}
