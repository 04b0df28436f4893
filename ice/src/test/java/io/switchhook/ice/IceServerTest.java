package io.switchhook.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** URIs of servers (RFC 7064, RFC 7065) and what DNS is asked for (RFC 8489 §8.1). */
class IceServerTest {

    @ParameterizedTest
    @CsvSource({
        "turn:turn.example.com, UDP, 0, turn:turn.example.com, _turn._udp.turn.example.com",
        "turn:turn.example.com:3479, UDP, 3479, turn:turn.example.com:3479, ''",
        "turn:turn.example.com?transport=udp, UDP, 0, turn:turn.example.com, _turn._udp.turn.example.com",
        "TURN:turn.example.com?transport=TCP, TCP, 0, turn:turn.example.com?transport=tcp, _turn._tcp.turn.example.com",
        "turn:192.0.2.1, UDP, 0, turn:192.0.2.1, ''",
        "turn:[2001:db8::1]:80?transport=tcp, TCP, 80, turn:[2001:db8::1]:80?transport=tcp, ''",
        "turns:turn.example.com, TLS, 0, turns:turn.example.com, _turns._tcp.turn.example.com",
        "turns:turn.example.com:443?transport=tcp, TLS, 443, turns:turn.example.com:443, ''"
    })
    void uriOfATurnServer(String uri, ServerTransport transport, int port, String written, String service) {
        var server = IceServer.parse(uri, "alice", "wonderland");
        assertThat(server.transport()).isEqualTo(transport);
        assertThat(server.port()).isEqualTo(port);
        assertThat(server).hasToString(written);
        assertThat(server.service().orElse("")).isEqualTo(service);
        assertThat(server.usualPort()).isEqualTo(transport == ServerTransport.TLS ? 5349 : 3478);
    }

    @Test
    void uriOfAStunServer() {
        var server = IceServer.parse(" stun:stun.example.com ");
        assertThat(server).isEqualTo(IceServer.stun("stun.example.com", 0)).hasToString("stun:stun.example.com");
        assertThat(server.service()).contains("_stun._udp.stun.example.com");
        assertThat(IceServer.parse("stun:192.0.2.1:3479")).isEqualTo(IceServer.stun("192.0.2.1", 3479));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "turn.example.com | is no URI of a TURN server",
                "stun:turn.example.com | is no URI of a TURN server",
                "turn:turn.example.com:0 | 0 is not a port",
                "turn:turn.example.com:65536 | 0 for the one that DNS knows",
                "turn:me@turn.example.com | is no URI of a TURN server",
                "turn:turn.example.com?transport=sctp | asked by udp or tcp",
                "turns:turn.example.com?transport=udp | DTLS is not spoken here"
            })
    void whatIsNoUriOfATurnServerIsRefused(String uri, String why) {
        assertThatThrownBy(() -> IceServer.parse(uri, "alice", "wonderland"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "turn:turn.example.com | is no URI of a STUN server",
                "stuns:stun.example.com | asked by UDP without TLS",
                "stun:stun.example.com?transport=tcp | leave ?transport out",
                "'' | is no URI of a STUN server"
            })
    void whatIsNoUriOfAStunServerIsRefused(String uri, String why) {
        assertThatThrownBy(() -> IceServer.parse(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void secretIsNotTold() {
        assertThat(IceServer.turn("turn.example.com", 3478, "alice", "wonderland")
                        .toString())
                .doesNotContain("wonderland")
                .doesNotContain("alice");
    }
}
