package io.switchhook.stack.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.random.Randomness;
import io.switchhook.simulation.SeededRandomness;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5626 §5.2: names of flows")
class FlowTokensTest {
    private static final Flow FLOW = flow(TransportKind.TCP, "192.0.2.1", "203.0.113.7");

    private final Randomness random = new SeededRandomness(1);
    private final FlowTokens tokens = new FlowTokens(FlowTokens.drawnKey(random));

    private static Flow flow(TransportKind kind, String local, String remote) {
        return new Flow(kind, new InetSocketAddress(local, 5_060), new InetSocketAddress(remote, 65_535));
    }

    @ParameterizedTest
    @CsvSource({"UDP, 192.0.2.1, 203.0.113.7", "WSS, 2001:db8::1, 2001:db8::7", "TLS, 192.0.2.1, 203.0.113.8"})
    void flowIsRecoveredFromItsToken(TransportKind kind, String local, String remote) {
        var flow = flow(kind, local, remote);
        assertThat(tokens.read(tokens.of(flow))).contains(flow);
    }

    @Test
    void tokenNeedsNoEscapingInAUri() {
        var token = tokens.of(FLOW);
        var uri = SipUri.parse("sip:192.0.2.1").withUser(token);
        assertThat(uri.toString()).isEqualTo("sip:" + token + "@192.0.2.1");
        assertThat(SipUri.parse(uri.toString()).user()).contains(token);
    }

    @Test
    void noBitOfATokenMayBeChanged() {
        var token = tokens.of(FLOW);
        for (int at = 0; at < token.length() - 1; at++) {
            var other = token.charAt(at) == 'x' ? 'y' : 'x';
            assertThat(tokens.read(token.substring(0, at) + other + token.substring(at + 1)))
                    .as("changed at %d", at)
                    .isEmpty();
        }
    }

    @Test
    void tokenOfAnotherKeyIsWorthNothing() {
        assertThat(new FlowTokens(FlowTokens.drawnKey(random)).read(tokens.of(FLOW)))
                .isEmpty();
    }

    @Test
    void tokenOutlivesWhoHasMadeItWithTheSameKey() {
        byte[] key = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        var token = new FlowTokens(FlowTokens.key(key)).of(FLOW);
        assertThat(new FlowTokens(FlowTokens.key(key)).read(token)).contains(FLOW);
    }

    @Test
    void shortKeyIsRefused() {
        assertThatThrownBy(() -> ProxyServer.builder().flowKey(new byte[15]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 bytes or more, but this one has 15");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "a", "+4930123", "%41", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoTokenNamesNoFlow(String text) {
        assertThat(tokens.read(text)).isEmpty();
    }
}
