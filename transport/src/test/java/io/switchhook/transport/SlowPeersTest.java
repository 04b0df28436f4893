package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.testkit.TestCertificate;
import io.switchhook.transport.internal.net.StreamPatience;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Peers that hold a socket and do not come to the point, in a world of little patience. */
class SlowPeersTest extends TransportTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final TestCertificate SERVER = TestCertificate.signed("uri:sip:example.com", "ip:127.0.0.1");
    private static final StreamSettings SETTINGS = StreamSettings.DEFAULT.withIdentity(SERVER.identity());
    /** The first bytes of a ClientHello of 200. */
    private static final byte[] PART_OF_A_CLIENT_HELLO = HexFormat.of().parseHex("16030100c8010000c40303");

    private final Loop loop = openLoop("slow");
    private final MessageRecorder client = new MessageRecorder();
    private final MessageRecorder server = new MessageRecorder();

    SlowPeersTest() {
        super(RealWorld.open(new StreamPatience(A_SECOND, A_SECOND)));
    }

    private StreamListener listen(StreamKind kind) throws IOException {
        return on(
                loop,
                () -> world.network()
                        .listen(loop, kind, address("127.0.0.1", 0), SETTINGS, (connection, now) -> server));
    }

    @Test
    void usualPatienceIsTenSeconds() {
        assertThat(StreamPatience.DEFAULT.handshake()).isEqualTo(Duration.ofSeconds(10));
        assertThat(StreamPatience.DEFAULT.message()).isEqualTo(Duration.ofSeconds(10));
    }

    // --- TLS ------------------------------------------------------------------------------------------------------

    @Test
    void whoSaysNothingIsClosed() throws Exception {
        assertClosedAfter(new byte[0]);
    }

    @Test
    void whoStopsInTheMiddleOfTheFirstRecordIsClosed() throws Exception {
        assertClosedAfter(PART_OF_A_CLIENT_HELLO);
    }

    @Test
    void whoDoesNotAnswerTheServerHelloIsClosed() throws Exception {
        assertClosedAfter(clientHello());
    }

    /** A whole one, as a client of this JDK begins. */
    private static byte[] clientHello() throws Exception {
        var engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        engine.beginHandshake();
        var hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        hello.flip();
        var bytes = new byte[hello.remaining()];
        hello.get(bytes);
        return bytes;
    }

    private void assertClosedAfter(byte[] begin) throws Exception {
        var listener = listen(StreamKind.TLS);
        try (var socket =
                new Socket(listener.local().getAddress(), listener.local().getPort())) {
            socket.getOutputStream().write(begin);
            var reason = server.awaitClose();
            assertThat(reason.kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
            assertThat(reason.detail()).contains("in time");
            // What the server has answered, and then the end.
            socket.getInputStream().readAllBytes();
        }
        assertThat(server.opened).isNotDone();
        run(loop, listener::close);
    }

    @Test
    void secureServerThatNeverAnswersIsGivenUp() throws Exception {
        assertGivenUp(StreamKind.TLS, "in time");
    }

    // --- WebSocket ------------------------------------------------------------------------------------------------

    @Test
    void webSocketServerThatNeverAnswersIsGivenUp() throws Exception {
        assertGivenUp(StreamKind.WS, "The WebSocket handshake was not complete in time");
    }

    private void assertGivenUp(StreamKind kind, String why) throws Exception {
        try (var other = new ServerSocket(0, 1, address("127.0.0.1", 0).getAddress())) {
            var to = address("127.0.0.1", other.getLocalPort());
            on(loop, () -> world.network().connect(loop, kind, to, "", SETTINGS, client));
            try (var socket = other.accept()) {
                var reason = client.awaitClose();
                assertThat(reason.kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
                assertThat(reason.detail()).contains(why);
                // What the client has begun with, and then the end.
                socket.getInputStream().readAllBytes();
            }
        }
    }

    @Test
    void halfAnUpgradeAndSilenceIsClosed() throws Exception {
        assertUpgradeEnds("GET / HTTP/1.1\r\nHost: x\r\nUpgr");
    }

    private void assertUpgradeEnds(String begin) throws Exception {
        var listener = listen(StreamKind.WS);
        try (var raw = RawWebSocket.connect(listener.local())) {
            raw.send(begin);
            assertThat(raw.awaitEnd()).isTrue();
        }
        assertThat(server.awaitClose())
                .isEqualTo(new StreamClose(
                        StreamClose.Kind.CONNECT_FAILED, "The WebSocket handshake was not complete in time"));
        assertThat(server.opened).isNotDone();
        run(loop, listener::close);
    }

    @Test
    void messageThatIsTooLongAndNeverFinishedIsRefusedToo() throws Exception {
        var listener = listen(StreamKind.WS);
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.send(Arrays.copyOf(RawWebSocket.frame(RawWebSocket.BINARY, true, true, new byte[100_000]), 80_000));
            assertThat(raw.awaitClose()).isEqualTo(1008);
            assertThat(raw.awaitEnd()).isTrue();
        }
        assertThat(server.awaitClose().detail()).contains("not complete in time");
        assertThat(server.waiting()).isEqualTo(1);
        run(loop, listener::close);
    }

    @Test
    void messageThatIsNeverFinishedIsRefused() throws Exception {
        var listener = listen(StreamKind.WS);
        try (var raw = RawWebSocket.open(listener.local())) {
            raw.sendFrame(RawWebSocket.BINARY, false, "OPT".getBytes(StandardCharsets.US_ASCII));
            assertThat(raw.awaitClose()).isEqualTo(1008);
            assertThat(raw.awaitEnd()).isTrue();
        }
        var reason = server.awaitClose();
        assertThat(reason.kind()).isEqualTo(StreamClose.Kind.BROKEN);
        assertThat(reason.detail()).contains("not complete in time");
        assertThat(server.waiting()).isZero();
        run(loop, listener::close);
    }
}
