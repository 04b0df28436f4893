package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.SeededRandomness;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §8.1.3.4, §22: who may ask for the secret where a registrar has sent us on. */
class KeyHolderTest {
    private final KeyHolder keys = new KeyHolder(
            Keyring.of(Login.of("858", "secret"), List.of(SipUri.parse("sip:home.example.com"))),
            new SeededRandomness(1));

    private static Flow flow(TransportKind kind) {
        return new Flow(kind, new InetSocketAddress("10.0.0.1", 5_060), new InetSocketAddress("10.0.0.2", 5_060));
    }

    private static SipRequest request(String method) {
        var address = NameAddress.of(SipUri.parse("sip:858@home.example.com"));
        return SipRequest.builder(SipMethod.of(method), SipUri.parse("sip:away.example.com"))
                .set(FromHeader.TYPE, new FromHeader(address, Parameters.EMPTY.with("tag", "1")))
                .set(ToHeader.TYPE, new ToHeader(address, Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader("1"))
                .set(CSeqHeader.TYPE, new CSeqHeader(1, SipMethod.of(method)))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "UDP, UDP, REGISTER, true",
        "UDP, TLS, REGISTER, true",
        "TLS, TLS, REGISTER, true",
        "TLS, UDP, REGISTER, false",
        "TLS, WSS, REGISTER, true",
        "UDP, UDP, INVITE, false"
    })
    @DisplayName("§26.2: what was said over a secured path leads nowhere in the clear, and only registrations anywhere")
    void redirectedRegistration(TransportKind told, TransportKind over, String method, boolean may) {
        var hop = Optional.of(NextHop.of(SipUri.parse("sip:away.example.com")));
        var redirection = SipResponse.answering(request("REGISTER"), 302)
                .header("Contact", "<sip:away.example.com>")
                .build();
        assertThat(keys.exchange(request(method), hop, List.of(), flow(over))).isEmpty();
        keys.onRedirected(redirection, flow(told));
        assertThat(keys.exchange(request(method), hop, List.of(), flow(over)).isPresent())
                .isEqualTo(may);
    }
}
