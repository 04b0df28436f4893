package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.WebSocketSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do it wrong, by hand on a socket: each is ended, and {@link TransportTest} finds nothing left. */
class WebSocketHostilityTest extends TransportTest {
    private static final int CAP = 65_535;

    /** What is thrown away of one message at most. */
    private static final int IGNORED = 16 << 20;

    private final Loop loop = openLoop("ws");
    private final MessageRecorder server = new MessageRecorder();
    private WebSocketSettings settings = WebSocketSettings.DEFAULT;
    private StreamListener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = on(
                loop,
                () -> world.network()
                        .listen(
                                loop,
                                StreamKind.WS,
                                address("127.0.0.1", 0),
                                StreamSettings.DEFAULT.withWebSocket(settings),
                                (connection, now) -> server));
    }

    private void listen(WebSocketSettings others) throws IOException {
        run(loop, listener::close);
        settings = others;
        listen();
    }

    @AfterEach
    void stop() throws IOException {
        run(loop, listener::close);
    }

    private String answerTo(String request) throws Exception {
        try (var raw = RawWebSocket.connect(listener.local())) {
            raw.send(request);
            return raw.readAll();
        }
    }

    private void assertRefused(String request, String status, String why) throws Exception {
        assertThat(answerTo(request)).startsWith("HTTP/1.1 " + status).contains(why);
        var reason = server.awaitClose();
        assertThat(reason.kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
        assertThat(reason.detail()).contains(why);
        assertThat(server.opened).isNotDone();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] zeros(int length) {
        return new byte[length];
    }

    // --- handshakes -----------------------------------------------------------------------------------------------

    @Test
    void handshakeOfTheRfcIsAnsweredAsInTheRfc() throws Exception {
        try (var raw = RawWebSocket.connect(listener.local())) {
            raw.send(RawWebSocket.handshake("Origin: http://www.example.com"));
            // RFC 7118 §4.1.
            assertThat(raw.readHead())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                    .containsIgnoringCase("Sec-WebSocket-Protocol: sip\r\n")
                    .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
        }
        assertThat(server.awaitClose().kind()).isIn(StreamClose.Kind.REMOTE, StreamClose.Kind.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: sips, SIP, xmpp"})
    void clientThatDoesNotOfferSipIsRefused(String protocol) throws Exception {
        assertRefused(RawWebSocket.request("GET / HTTP/1.1", protocol, List.of()), "400 Bad Request", "offer sip");
    }

    @Test
    void sipAmongOthersIsChosen() throws Exception {
        try (var raw = RawWebSocket.connect(listener.local())) {
            raw.send(RawWebSocket.request("GET / HTTP/1.1", "Sec-WebSocket-Protocol: xmpp, sip", List.of()));
            assertThat(raw.readHead()).contains("101").containsIgnoringCase("Sec-WebSocket-Protocol: sip\r\n");
        }
        server.awaitClose();
    }

    @Test
    void plainHttpIsToldWhatThisPortIs() throws Exception {
        assertRefused("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "426 Upgrade Required", "SIP over WebSocket");
    }

    @ParameterizedTest
    @CsvSource({"POST / HTTP/1.1, GET and HTTP/1.1", "GET / HTTP/1.0, GET and HTTP/1.1"})
    void otherMethodsAndVersionsAreRefused(String line, String why) throws Exception {
        assertRefused(RawWebSocket.request(line, "Sec-WebSocket-Protocol: sip", List.of()), "400", why);
    }

    @Test
    void versionOfLongAgoIsRefusedAndToldTheRightOne() throws Exception {
        var answer = answerTo(RawWebSocket.handshake().replace("Version: 13", "Version: 8"));
        assertThat(answer).startsWith("HTTP/1.1 426").containsIgnoringCase("Sec-WebSocket-Version: 13\r\n");
        server.awaitClose();
    }

    @Test
    void keyOfAnotherLengthIsRefused() throws Exception {
        assertRefused(RawWebSocket.handshake().replace("dGhlIHNhbXBsZSBub25jZQ==", "eA=="), "400", "16 bytes");
    }

    @ParameterizedTest
    @CsvSource({"https://www.example.com, 101", "HTTPS://WWW.example.com, 101", "https://evil.example, 403", ", 101"})
    void originsThatAreNotAllowedAreRefused(String origin, String status) throws Exception {
        listen(WebSocketSettings.DEFAULT.withAllowedOrigins("https://www.example.com"));
        try (var raw = RawWebSocket.connect(listener.local())) {
            raw.send(origin == null ? RawWebSocket.handshake() : RawWebSocket.handshake("Origin: " + origin));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 " + status);
        }
        server.awaitClose();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS sip:a@b SIP/2.0\r\n\r\n", "\u0000\u0001\u0002\r\n\r\n", "x\r\n\r\n"})
    void whatIsNoHttpIsRefused(String garbage) throws Exception {
        assertThat(answerTo(garbage)).startsWith("HTTP/1.1 4");
        server.awaitClose();
        assertThat(server.opened).isNotDone();
    }

    @Test
    void bodyThatIsTooLargeIsRefusedAtOnce() throws Exception {
        var request = RawWebSocket.handshake("Content-Length: 1000000");
        assertRefused(request, "413 Request Entity Too Large", "without a body");
    }

    @Test
    void requestLineWithoutEndIsRefused() throws Exception {
        assertThat(answerTo("GET /" + "a".repeat(5_000))).startsWith("HTTP/1.1 400");
        server.awaitClose();
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        var headers = "X: " + "y".repeat(1_000) + "\r\n";
        assertThat(answerTo("GET / HTTP/1.1\r\n" + headers.repeat(9))).startsWith("HTTP/1.1 400");
        server.awaitClose();
    }

    @Test
    void messageBeforeTheHandshakeIsAnsweredIsLostOrEndsTheConnection() throws Exception {
        try (var raw = RawWebSocket.connect(listener.local())) {
            raw.send(RawWebSocket.handshake() + new String(ascii("\u0001\u0002"), StandardCharsets.US_ASCII));
            raw.readHead();
            raw.sendFrame(RawWebSocket.CLOSE, true, new byte[] {3, (byte) 0xe8});
            assertThat(raw.awaitEnd()).isTrue();
        }
        server.awaitClose();
        assertThat(server.waiting()).isZero();
    }

    // --- frames ---------------------------------------------------------------------------------------------------

    private void assertClosed(RawWebSocket raw, int status, String why) throws Exception {
        assertThat(raw.awaitClose()).isEqualTo(status);
        assertThat(raw.awaitEnd()).isTrue();
        var reason = server.awaitClose();
        assertThat(reason.kind()).isEqualTo(StreamClose.Kind.BROKEN);
        assertThat(reason.detail()).contains(why);
        assertThat(server.waiting()).isZero();
    }

    @Test
    void frameWithoutAMaskIsAProtocolError() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.send(RawWebSocket.frame(RawWebSocket.TEXT, true, false, ascii("OPTIONS")));
            assertClosed(raw, 1002, "(1002)");
        }
    }

    @Test
    void frameThatAnnouncesTooMuchIsRefusedBeforeItComes() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.send(Arrays.copyOf(RawWebSocket.frame(RawWebSocket.TEXT, true, true, zeros(IGNORED + 1)), 20));
            assertClosed(raw, 1009, "16777216");
        }
    }

    @Test
    void frameOfAllTheBytesThereAreIsRefused() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.send(new byte[] {(byte) 0x82, (byte) 0xff, 127, -1, -1, -1, -1, -1, -1, -1});
            assertClosed(raw, 1009, "16777216");
        }
    }

    /** RFC 6455 §5.2: whoever reads it can tell by the one byte more, and the WebSocket lives on. */
    @ParameterizedTest
    @CsvSource({"1, 1", "100000, 1", "1000000, 1", "1000000, 7", "1000000, 60000", "300000, 70000", "500000, 250000"})
    void ofAMessageThatIsTooLongTheBeginningArrivesAndTheNextIsWhole(int more, int piece) throws Exception {
        var text = new byte[CAP + more];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + i % 26);
        }
        try (var raw = RawWebSocket.open(listener.local())) {
            if (piece == 1) {
                raw.sendFrame(RawWebSocket.TEXT, true, text);
            } else if (piece < 100) {
                // One frame, whose bytes come in pieces of all sizes.
                var frame = RawWebSocket.frame(RawWebSocket.TEXT, true, true, text);
                for (int at = 0, size = 1; at < frame.length; at += size, size = Math.min(size * piece, 50_000)) {
                    raw.send(Arrays.copyOfRange(frame, at, Math.min(frame.length, at + size)));
                }
            } else {
                for (int at = 0; at < text.length; at += piece) {
                    int end = Math.min(text.length, at + piece);
                    raw.sendFrame(
                            at == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION,
                            end == text.length,
                            Arrays.copyOfRange(text, at, end));
                    raw.sendFrame(RawWebSocket.PING, true, ascii("alive?"));
                }
            }
            raw.sendFrame(RawWebSocket.TEXT, true, ascii("OPTIONS"));
            assertThat(server.await()).isEqualTo(Arrays.copyOf(text, CAP + 1));
            server.awaitMessage("OPTIONS");
        }
        server.awaitClose();
    }

    @Test
    void largestMessageIsTaken() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.sendFrame(RawWebSocket.BINARY, true, zeros(CAP));
            assertThat(server.await()).hasSize(CAP);
        }
        server.awaitClose();
    }

    @Test
    void piecesAreJoinedAndMayHaveAPingBetweenThem() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.sendFrame(RawWebSocket.TEXT, false, ascii("OPT"));
            raw.sendFrame(RawWebSocket.PING, true, ascii("alive?"));
            raw.sendFrame(RawWebSocket.CONTINUATION, false, ascii("IO"));
            raw.sendFrame(RawWebSocket.CONTINUATION, true, ascii("NS"));
            server.awaitMessage("OPTIONS");
            var pong = raw.readFrame();
            assertThat(pong.opcode()).isEqualTo(RawWebSocket.PONG);
            assertThat(pong.payload()).isEqualTo(ascii("alive?"));
        }
        server.awaitClose();
    }

    @Test
    void piecesBeyondTheCapAreRefused() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.sendFrame(RawWebSocket.BINARY, false, zeros(40_000));
            for (int sent = 40_000; sent + 1_000_000 <= IGNORED; sent += 1_000_000) {
                raw.sendFrame(RawWebSocket.CONTINUATION, false, zeros(1_000_000));
            }
            raw.send(Arrays.copyOf(RawWebSocket.frame(RawWebSocket.CONTINUATION, true, true, zeros(1_000_000)), 20));
            assertThat(raw.awaitClose()).isEqualTo(1009);
            assertThat(server.awaitClose().detail()).contains("16777216");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void piecesWithoutEndAreRefused(int size) throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.sendFrame(RawWebSocket.BINARY, false, zeros(size));
            for (int i = 1; i < 256; i++) {
                raw.sendFrame(RawWebSocket.CONTINUATION, false, zeros(size));
            }
            assertClosed(raw, 1008, "256 pieces");
        }
    }

    @Test
    void continuationOfNothingIsAProtocolError() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.sendFrame(RawWebSocket.CONTINUATION, true, ascii("NS"));
            assertClosed(raw, 1002, "(1002)");
        }
    }

    @Test
    void newMessageInsideOfAnotherIsAProtocolError() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.sendFrame(RawWebSocket.TEXT, false, ascii("OPT"));
            raw.sendFrame(RawWebSocket.TEXT, true, ascii("IONS"));
            assertClosed(raw, 1002, "(1002)");
        }
    }

    /** Reserved bits, reserved opcodes, a Ping in pieces, a Ping that is too long, a Close of one byte. */
    @ParameterizedTest
    @ValueSource(strings = {"c1", "83", "8b", "09", "89fe0100", "8881"})
    void whatRfc6455ReservesIsAProtocolError(String head) throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            var bytes = HexFormat.of().parseHex(head);
            var frame = Arrays.copyOf(bytes, Math.max(bytes.length, 2) + 5);
            if (bytes.length == 1) {
                frame[1] = (byte) 0x81;
            }
            raw.send(frame);
            assertClosed(raw, 1002, "(1002)");
        }
    }

    @Test
    void textThatIsNoUtf8IsRefused() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.sendFrame(RawWebSocket.TEXT, true, new byte[] {'a', (byte) 0xc3, (byte) 0x28});
            assertClosed(raw, 1007, "(1007)");
        }
    }

    @Test
    void binaryGarbageInAMessageIsForTheParserToJudge() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            var garbage = new byte[] {0, (byte) 0xff, 7, (byte) 0x80};
            raw.sendFrame(RawWebSocket.BINARY, true, garbage);
            assertThat(server.await()).isEqualTo(garbage);
        }
        server.awaitClose();
    }

    @Test
    void closeIsAnsweredWithItsStatus() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.sendFrame(RawWebSocket.CLOSE, true, new byte[] {3, (byte) 0xe9, 'o', 'f', 'f'});
            assertThat(raw.awaitClose()).isEqualTo(1001);
            assertThat(raw.awaitEnd()).isTrue();
        }
        assertThat(server.awaitClose())
                .isEqualTo(new StreamClose(StreamClose.Kind.REMOTE, "The peer closed the WebSocket with 1001: off"));
    }

    @Test
    void peerThatAnswersNoPingIsGivenUp() throws Exception {
        listen(WebSocketSettings.DEFAULT.withPingInterval(Duration.ofMillis(100)));
        try (var raw = RawWebSocket.open(listener.local())) {
            assertThat(raw.readFrame().opcode()).isEqualTo(RawWebSocket.PING);
            assertClosed(raw, 1001, "answers no Ping");
        }
    }

    @Test
    void peerThatAnswersPingsStays() throws Exception {
        listen(WebSocketSettings.DEFAULT.withPingInterval(Duration.ofMillis(200)));
        try (var raw = RawWebSocket.open(listener.local())) {
            for (int i = 0; i < 4; i++) {
                var ping = raw.readFrame();
                assertThat(ping.opcode()).isEqualTo(RawWebSocket.PING);
                raw.sendFrame(RawWebSocket.PONG, true, ping.payload());
            }
            raw.sendFrame(RawWebSocket.TEXT, true, ascii("still there"));
            server.awaitMessage("still there");
        }
        server.awaitClose();
    }

    @Test
    void halfAFrameIsNoSignOfLife() throws Exception {
        listen(WebSocketSettings.DEFAULT.withPingInterval(Duration.ofMillis(500)));
        try (var raw = RawWebSocket.open(listener.local())) {
            var frame = RawWebSocket.frame(RawWebSocket.TEXT, true, true, zeros(60_000));
            raw.send(Arrays.copyOf(frame, 30_000));
            assertClosed(raw, 1001, "answers no Ping");
        }
    }

    @Test
    void pingsOfAPeerThatReadsNothingCostNothing() throws Exception {
        try (var raw = RawWebSocket.open(listener.local())) {
            var pings = new ByteArrayOutputStream();
            for (int i = 0; i < 1_000; i++) {
                pings.writeBytes(RawWebSocket.frame(RawWebSocket.PING, true, true, zeros(125)));
            }
            for (int i = 0; i < 200; i++) {
                raw.send(pings.toByteArray());
            }
            raw.sendFrame(RawWebSocket.BINARY, true, ascii("still there"));
            server.awaitMessage("still there");
        }
        server.awaitClose();
    }
}
