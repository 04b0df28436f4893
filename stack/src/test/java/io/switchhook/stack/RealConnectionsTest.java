package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.flow.ConnectionLimits;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.transport.RealWorld;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attacks by connection, over sockets of this machine; the simulated ones are in {@link ConnectionsTest}. */
@Timeout(60)
class RealConnectionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ConnectionLimits STRICT =
            new ConnectionLimits(20, 10, SECOND, SECOND, SECOND, SECOND, 5, 1 << 20);

    private RealWorld world;
    private SipStack stack;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        world = RealWorld.open();
        stack = SipStack.open(
                world,
                StackConfig.listeningOn(List.of(ListenPoint.parse("tcp:127.0.0.1:0", 0)))
                        .withConnections(STRICT),
                new OptionsOnly());
        stack.start();
    }

    @AfterEach
    void close() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        stack.close();
        world.close();
    }

    private Socket connect() throws IOException {
        return connect(65_536);
    }

    private Socket connect(int receiveBuffer) throws IOException {
        var address = stack.listenPoints().get(0).address();
        var socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(WirePeer.wire(text).getBytes(StandardCharsets.US_ASCII));
    }

    private static String options(int number) {
        return WirePeer.request("OPTIONS", "real" + number).replace("UDP", "TCP");
    }

    /** What comes until the other side closes, in order or not. */
    private static String readToTheEnd(Socket socket) throws IOException {
        var text = new StringBuilder();
        InputStream in = socket.getInputStream();
        var block = new byte[8_192];
        try {
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                text.append(new String(block, 0, count, StandardCharsets.US_ASCII));
            }
        } catch (java.net.SocketException reset) {
            text.append("RESET");
        }
        return text.toString();
    }

    private int connections() throws Exception {
        var count = new CompletableFuture<Integer>();
        stack.loop().post(() -> count.complete(stack.flows().connectionCount()));
        return count.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aMessageThatIsNeverFinishedIsCutOff() throws Exception {
        var socket = connect();
        write(socket, options(1) + options(2).substring(0, 30));
        assertThat(readToTheEnd(socket)).startsWith("SIP/2.0 200 OK\r\n").doesNotContain("SIP/2.0 400");
        assertThat(connections()).isZero();
    }

    @Test
    void whoSaysNothingIsCutOff() throws Exception {
        assertThat(readToTheEnd(connect())).isEmpty();
        assertThat(connections()).isZero();
    }

    @Test
    void whoFloodsWithLineEndsGetsAFewAnswersAndIsCutOff() throws Exception {
        var socket = connect();
        var answers = new StringBuilder();
        var block = new byte[64];
        // Each question waits for its answer, so that none is told together with another.
        write(socket, "\n\n");
        for (int count = socket.getInputStream().read(block);
                count > 0;
                count = socket.getInputStream().read(block)) {
            answers.append(new String(block, 0, count, StandardCharsets.US_ASCII));
            write(socket, "\n\n");
        }
        assertThat(answers.toString()).isEqualTo("\r\n".repeat(5));
    }

    @Test
    void ofTooManyConnectionsTheOldestSilentOnesAreClosed() throws Exception {
        for (int i = 0; i < 40; i++) {
            connect();
        }
        for (int i = 0; i < 30; i++) {
            assertThat(readToTheEnd(sockets.get(i))).isEmpty();
        }
        var last = sockets.get(39);
        write(last, options(3));
        assertThat(readToTheEnd(last)).startsWith("SIP/2.0 200 OK\r\n");
    }

    /** Asks on and on and reads nothing: what is kept for it is bounded, and in the end it is cut off. */
    @Test
    void whoNeverReadsIsCutOffAndTheMemoryIsBounded() throws Exception {
        var socket = connect(2_048);
        long before = usedBytes();
        long asked = 0;
        boolean cut = false;
        while (!cut && asked < 400_000) {
            for (int i = 0; i < 500; i++) {
                write(socket, options(i));
            }
            asked += 500;
            cut = connections() == 0;
        }
        long after = usedBytes();
        assertThat(cut).isTrue();
        System.out.printf(
                "A peer that does not read was cut off after %d requests; heap %d KiB before, %d KiB after: %.2f%n",
                asked, before >> 10, after >> 10, (double) after / before);
        assertThat(after - before).isLessThan(16L << 20);
    }

    private static long usedBytes() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** A product that has no use for anything. */
    private record OptionsOnly() implements StackUser {
        @Override
        public void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
            throw new IllegalStateException("nobody invites here");
        }

        @Override
        public boolean onRequest(ServerTransaction transaction, SipRequest request, Flow from, long nowNanos) {
            return false;
        }
    }
}
