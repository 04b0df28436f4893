package io.switchhook.stack.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.ListenPoint;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 3261 §16.4, §16.5: which URIs name this server")
class OwnNamesTest {
    private static OwnNames names(String... points) {
        return new OwnNames(
                Set.of("Biloxi.example.com"),
                Stream.of(points).map(point -> ListenPoint.parse(point, 5_060)).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "sip:biloxi.example.com;lr, true",
        "sip:BILOXI.example.com.;lr, true",
        "sips:biloxi.example.com;lr, true",
        "sip:biloxi.example.com:5070;lr, true",
        "sip:biloxi.example.com:5060;lr, false",
        "sip:elsewhere.example.net;maddr=10.0.2.2, false",
        "sip:elsewhere.example.net:5070;maddr=10.0.2.2, true",
        "sip:elsewhere.example.net;maddr=biloxi.example.com, true",
        "sip:biloxi.example.com;maddr=10.0.2.99, false",
        "sip:10.0.2.2:5070;maddr=10.0.2.99, false",
        "sip:10.0.2.2:5070;lr, true",
        "sip:10.0.2.2;lr, false"
    })
    @DisplayName("RFC 3263 §4.2: a domain without a port is ours whatever port we have; maddr stands for the host")
    void serverOnAnotherPort(String uri, boolean ours) {
        assertThat(names("udp:10.0.2.2:5070").isThisServer(SipUri.parse(uri))).isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource({
        "udp:10.0.2.2:5060, sip:10.0.2.2;lr, true",
        "udp:10.0.2.2:5060, sip:10.0.2.2;transport=tcp;lr, true",
        "udp:10.0.2.2:5060, sips:10.0.2.2;lr, false",
        "tls:10.0.2.2:5061, sips:10.0.2.2;lr, true",
        "tls:10.0.2.2:5061, sip:10.0.2.2;transport=TLS;lr, true",
        "tls:10.0.2.2:5061, sips:10.0.2.2;transport=tcp;lr, true",
        "tls:10.0.2.2:5061, sip:10.0.2.2;lr, false",
        "ws:10.0.2.2:80, sip:10.0.2.2;transport=ws;lr, true",
        "ws:10.0.2.2:80, sips:10.0.2.2;transport=ws;lr, false",
        "wss:10.0.2.2:443, sips:10.0.2.2;transport=ws;lr, true",
        "wss:10.0.2.2:443, sip:10.0.2.2;transport=wss;lr, true"
    })
    @DisplayName("§19.1.2: the port that an address without one means follows from scheme and transport")
    void defaultPorts(String point, String uri, boolean ours) {
        var names = names(point);
        assertThat(names.isThisServer(SipUri.parse(uri))).isEqualTo(ours);
        assertThat(names.isResponsibleFor(SipUri.parse(uri))).isEqualTo(ours);
    }

    @Test
    @DisplayName("§16.5: a domain is ours at any port, unless maddr leads elsewhere")
    void responsibility() {
        var names = names("udp:10.0.2.2:5060");
        for (var uri : List.of(
                "sip:bob@biloxi.example.com",
                "sip:bob@biloxi.example.com.:5999",
                "sip:bob@10.0.2.2",
                "sip:bob@elsewhere.example.net;maddr=10.0.2.2")) {
            assertThat(names.isResponsibleFor(SipUri.parse(uri))).as(uri).isTrue();
        }
        for (var uri : List.of(
                "sip:bob@elsewhere.example.net",
                "sip:bob@biloxi.example.com;maddr=10.0.2.99",
                "sip:bob@10.0.2.2:5999")) {
            assertThat(names.isResponsibleFor(SipUri.parse(uri))).as(uri).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"UDP, 10.0.2.2, , true", "TLS, 10.0.2.2, , false", "TLS, 10.0.2.2, 5060, true", "UDP, 10.0.2.3, , false"
    })
    @DisplayName("A Via without a port names the default one of its transport")
    void ownVia(String transport, String host, Integer port, boolean ours) {
        var named = port == null ? OptionalInt.empty() : OptionalInt.of(port);
        var via = new ViaHeader(transport, host, named, Parameters.EMPTY);
        assertThat(names("udp:10.0.2.2:5060").isOwnVia(via)).isEqualTo(ours);
    }
}
