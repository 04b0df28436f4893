package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.phone.internal.account.WebSocketServer;
import io.switchhook.stack.flow.TransportKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketServerTest {

    @ParameterizedTest
    @CsvSource({
        "ws://pbx.test,                 WS,  pbx.test,      80,   /",
        "WSS://pbx.test/,               WSS, pbx.test,      443,  /",
        "wss://pbx.test:8443/ws?a=b%20, WSS, pbx.test,      8443, /ws?a=b%20",
        "ws://192.0.2.1:8080/sip,       WS,  192.0.2.1,     8080, /sip",
        "ws://[2001:db8::1]:8080,       WS,  [2001:db8::1], 8080, /"
    })
    void isReadFromAUrl(String url, TransportKind kind, String host, int port, String path) {
        assertThat(WebSocketServer.parse(url)).isEqualTo(new WebSocketServer(kind, host, port, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ws:",
                "ws://",
                "http://pbx.test",
                "sip:858@pbx.test",
                "ws://u:p@pbx.test",
                "ws://a b",
                "ws://a#b"
            })
    void whatIsNoUrlOfAWebSocketIsRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketServer.parse(url))
                .withMessageContaining("ws://host:port/path");
    }

    @Test
    void routeIsSpeltAsInTheRfc() {
        // RFC 7118 §8.2 F1.
        assertThat(WebSocketServer.parse("wss://proxy.example.com/").route().toString())
                .isEqualTo("sip:proxy.example.com:443;transport=ws;lr");
    }

    @Test
    void urlDecidesTransportAndRoute() {
        var account = SipAccount.builder("sip:858@pbx.test")
                .transport(TransportKind.UDP)
                .webSocket("wss://edge.test/ws")
                .build();
        assertThat(account.transport()).isEqualTo(TransportKind.WSS);
        assertThat(account.plan().ways().get(0)).singleElement().hasToString("sip:edge.test:443;transport=ws;lr");
    }
}
