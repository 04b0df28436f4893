package io.switchhook.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipResponse;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the bare side sends are responses that a telephone takes. */
class BareRegistrarTest {
    private static final String REGISTER = """
            REGISTER sip:127.0.0.1 SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bKx
            Max-Forwards: 70
            From: <sip:user@127.0.0.1>;tag=1
            To: <sip:user@127.0.0.1>
            Call-ID: c
            CSeq: 1 REGISTER
            Contact: <sip:user@127.0.0.1:5062>
            """;

    @Test
    void credentialsAreWantedAndNotLookedAt() throws IOException {
        try (var registrar = BareRegistrar.open();
                var telephone = new DatagramSocket()) {
            telephone.setSoTimeout(10_000);
            var server = new InetSocketAddress("127.0.0.1", registrar.port());
            var refused = answer(telephone, server, REGISTER + "\n");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headerNames()).contains("WWW-Authenticate");
            var accepted = answer(telephone, server, REGISTER + "Authorization: Digest\n\n");
            assertThat(accepted.status()).isEqualTo(200);
            assertThat(accepted.callId()).isEqualTo("c");
            assertThat(accepted.to().tag()).isPresent();
        }
    }

    private static SipResponse answer(DatagramSocket telephone, InetSocketAddress server, String request)
            throws IOException {
        var bytes = request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        telephone.send(new DatagramPacket(bytes, bytes.length, server));
        var received = new DatagramPacket(new byte[4096], 4096);
        telephone.receive(received);
        var parsed = MessageParser.parse(ByteBuffer.wrap(received.getData(), 0, received.getLength()), Limits.DEFAULT);
        return (SipResponse) ((ParseResult.Parsed) parsed).message();
    }
}
