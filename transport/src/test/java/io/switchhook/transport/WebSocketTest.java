package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.testkit.TestCertificate;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest extends TransportTest {
    private static final TestCertificate CERTIFICATE = TestCertificate.signed("dns:*.example.com", "ip:127.0.0.1");
    private static final StreamSettings SETTINGS = StreamSettings.DEFAULT
            .withIdentity(CERTIFICATE.identity())
            .withTrust(TlsTrust.anchors(CERTIFICATE.anchor()));

    private final Loop loop = openLoop("ws");
    private final MessageRecorder client = new MessageRecorder();
    private final MessageRecorder server = new MessageRecorder();

    private static StreamSettings with(WebSocketSettings settings) {
        return SETTINGS.withWebSocket(settings);
    }

    private StreamListener listen(StreamKind kind, StreamSettings settings) throws IOException {
        return on(
                loop,
                () -> world.network()
                        .listen(loop, kind, address("127.0.0.1", 0), settings, (connection, now) -> server));
    }

    private StreamConnection connect(StreamListener listener, StreamKind kind, String name, StreamSettings settings)
            throws IOException {
        return on(loop, () -> world.network().connect(loop, kind, listener.local(), name, settings, client));
    }

    private void end(StreamListener listener) throws Exception {
        run(loop, () -> {
            listener.close();
            client.opened.thenAccept(StreamConnection::close);
        });
        client.awaitClose();
        server.awaitClose();
    }

    @ParameterizedTest
    @EnumSource(names = {"WS", "WSS"})
    void messagesGoBothWaysAndStayWhole(StreamKind kind) throws Exception {
        var listener = listen(kind, SETTINGS);
        var connection = on(loop, () -> {
            var connecting = world.network().connect(loop, kind, listener.local(), "127.0.0.1", SETTINGS, client);
            assertThat(connecting.send(bytes("REGISTER while connecting"))).isTrue();
            assertThat(connecting.send(bytes("second"))).isTrue();
            return connecting;
        });
        assertThat(client.awaitOpen()).isSameAs(connection);
        assertThat(connection.kind()).isEqualTo(kind);
        server.awaitMessage("REGISTER while connecting");
        server.awaitMessage("second");
        assertThat(on(loop, () -> connection.proves("127.0.0.1"))).isEqualTo(kind.isSecure());
        var large = "0123456789".repeat(6_500);
        run(loop, () -> {
            server.opened.join().send(bytes("200 OK"));
            server.opened.join().send(bytes(large));
        });
        client.awaitMessage("200 OK");
        client.awaitMessage(large);
        run(loop, connection::close);
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        assertThat(server.awaitClose())
                .isEqualTo(new StreamClose(StreamClose.Kind.REMOTE, "The peer closed the WebSocket with 1000: Bye"));
        assertThat(on(loop, () -> connection.send(bytes("late")))).isFalse();
        run(loop, listener::close);
    }

    @Test
    void whatIsNoUtf8GoesInABinaryMessage() throws Exception {
        var listener = listen(StreamKind.WS, SETTINGS);
        var connection = connect(listener, StreamKind.WS, "", SETTINGS);
        var odd = new byte[] {'M', (byte) 0xff, 0, (byte) 0xc3};
        run(loop, () -> connection.send(ByteBuffer.wrap(odd)));
        assertThat(server.await()).isEqualTo(odd);
        end(listener);
    }

    @Test
    void serverThatClosesIsHeardByTheClientAsOverTcp() throws Exception {
        var listener = listen(StreamKind.WS, SETTINGS);
        connect(listener, StreamKind.WS, "pbx.example.com", SETTINGS);
        var accepted = server.awaitOpen();
        run(loop, accepted::close);
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.REMOTE);
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        run(loop, listener::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pbx.example.com", "PBX.example.com"})
    void certificateOfAWebServerMayHaveAStar(String name) throws Exception {
        var listener = listen(StreamKind.WSS, SETTINGS);
        connect(listener, StreamKind.WSS, name, SETTINGS);
        client.awaitOpen();
        end(listener);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "a.pbx.example.com", "pbx.example.org", "127.0.0.2"})
    void certificateForAnotherNameIsNotTrusted(String name) throws Exception {
        var listener = listen(StreamKind.WSS, SETTINGS);
        connect(listener, StreamKind.WSS, name, SETTINGS);
        var reason = client.awaitClose();
        assertThat(reason.kind()).isEqualTo(StreamClose.Kind.NOT_TRUSTED);
        assertThat(reason.detail()).contains("*.example.com");
        assertThat(client.opened).isNotDone();
        server.awaitClose();
        run(loop, listener::close);
    }

    @Test
    void pathThatIsNotServedIsRefused() throws Exception {
        var listener = listen(StreamKind.WS, with(WebSocketSettings.DEFAULT.withPath("/sip")));
        connect(listener, StreamKind.WS, "", SETTINGS);
        assertThat(client.awaitClose())
                .isEqualTo(new StreamClose(
                        StreamClose.Kind.CONNECT_FAILED,
                        "The server does not take SIP over WebSocket here: 404 Not Found; is the path right?"));
        assertThat(server.awaitClose().detail()).contains("404");
        assertThat(server.opened).isNotDone();
        run(loop, listener::close);
    }

    @Test
    void pathBelowTheOneServedIsTaken() throws Exception {
        var listener = listen(StreamKind.WS, with(WebSocketSettings.DEFAULT.withPath("/sip")));
        connect(listener, StreamKind.WS, "", with(WebSocketSettings.DEFAULT.withPath("/sip/line?a=b")));
        client.awaitOpen();
        end(listener);
    }

    /** RFC 6455 §4.2.2 item 5. */
    private static String accept(String request) throws Exception {
        var key = request.lines()
                .filter(line -> line.regionMatches(true, 0, "sec-websocket-key:", 0, 18))
                .findFirst()
                .orElseThrow()
                .substring(18)
                .strip();
        var digest = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(digest);
    }

    /** What a server may answer that is none of ours, and how it is told. */
    private StreamClose answered(String response) throws Exception {
        try (var other = new ServerSocket(0, 1, address("127.0.0.1", 0).getAddress())) {
            var to = address("127.0.0.1", other.getLocalPort());
            on(loop, () -> world.network().connect(loop, StreamKind.WS, to, "", SETTINGS, client));
            try (var socket = other.accept()) {
                var request = new StringBuilder();
                while (request.indexOf("\r\n\r\n") < 0) {
                    request.append((char) socket.getInputStream().read());
                }
                // RFC 7118 §4.1.
                assertThat(request)
                        .startsWith("GET / HTTP/1.1\r\n")
                        .containsIgnoringCase("Sec-WebSocket-Protocol: sip\r\n")
                        .containsIgnoringCase("Sec-WebSocket-Version: 13\r\n");
                socket.getOutputStream()
                        .write(response.replace("ACCEPT", accept(request.toString()))
                                .getBytes(StandardCharsets.UTF_8));
                var reason = client.awaitClose();
                assertThat(client.opened).isNotDone();
                return reason;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Protocol: chat\r\n"})
    void serverThatDoesNotChooseSipIsRefused(String protocol) throws Exception {
        var reason = answered("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: ACCEPT\r\n" + protocol + "\r\n");
        assertThat(reason.kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
        assertThat(reason.detail()).contains("not the subprotocol sip");
    }

    @Test
    void serverThatDoesNotKnowTheKeyIsRefused() throws Exception {
        var reason = answered("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: sip\r\n\r\n");
        assertThat(reason.detail()).contains("answer to the WebSocket handshake is wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"401 Unauthorized", "302 Found", "503 Service Unavailable", "200 OK"})
    void otherAnswersAreToldWithTheirStatus(String status) throws Exception {
        var reason = answered("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
        assertThat(reason.kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
        assertThat(reason.detail()).contains(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIP/2.0 400 Bad Request\r\n\r\n", "\0\0\0\0\r\n\r\n", "HTTP/1.1 101\r\n\r\n"})
    void whatIsNoAnswerIsRefused(String response) throws Exception {
        assertThat(answered(response).kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
    }
}
