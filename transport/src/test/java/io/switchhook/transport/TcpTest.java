package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTest extends TransportTest {
    private static final InetSocketAddress ANY_PORT = address("127.0.0.1", 0);

    private final Loop loop = openLoop("tcp");
    private final StreamRecorder client = new StreamRecorder();
    private final StreamRecorder server = new StreamRecorder();

    private StreamListener listen(InetSocketAddress local, StreamAcceptor acceptor) throws IOException {
        return on(loop, () -> world.network().listen(loop, StreamKind.TCP, local, acceptor));
    }

    private StreamConnection connect(InetSocketAddress remote, StreamHandler handler) throws IOException {
        return on(loop, () -> world.network().connect(loop, StreamKind.TCP, remote, "", handler));
    }

    private boolean send(StreamConnection connection, String text) throws IOException {
        return on(loop, () -> connection.send(bytes(text)));
    }

    private void close(StreamConnection connection) throws IOException {
        run(loop, connection::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void bytesGoBothWays(String host) throws Exception {
        var listener = listen(address(host, 0), (connection, now) -> server);
        var connection = connect(listener.local(), client);
        assertThat(connection.kind()).isEqualTo(StreamKind.TCP);
        assertThat(client.awaitOpen()).isSameAs(connection);
        var accepted = server.awaitOpen();
        assertThat(accepted.local()).isEqualTo(listener.local()).isEqualTo(connection.remote());
        assertThat(accepted.remote()).isEqualTo(connection.local());
        assertThat(send(connection, "REGISTER")).isTrue();
        server.awaitText("REGISTER");
        assertThat(send(accepted, "200 OK")).isTrue();
        client.awaitText("200 OK");
        close(connection);
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.REMOTE);
        assertThat(send(connection, "late")).isFalse();
        assertThat(send(accepted, "late")).isFalse();
        run(loop, () -> {
            connection.close();
            listener.close();
            listener.close();
        });
    }

    @Test
    void bytesSentWhileConnectingWaitAndGoFirst() throws Exception {
        var listener = listen(ANY_PORT, (connection, now) -> {
            connection.send(bytes("from the acceptor "));
            return server;
        });
        var connection = on(loop, () -> {
            var connecting = world.network().connect(loop, StreamKind.TCP, listener.local(), "", client);
            assertThat(connecting.local().getAddress())
                    .isEqualTo(listener.local().getAddress());
            assertThat(connecting.local().getPort()).isNotZero();
            assertThat(connecting.send(bytes("first "))).isTrue();
            assertThat(connecting.send(bytes("second "))).isTrue();
            return connecting;
        });
        client.awaitOpen();
        send(connection, "third");
        server.awaitText("first second third");
        client.awaitText("from the acceptor ");
        close(server.awaitOpen());
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.REMOTE);
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        run(loop, listener::close);
    }

    @Test
    void closeWhileConnectingSendsWhatWaitsAndNeverOpens() throws Exception {
        var listener = listen(ANY_PORT, (connection, now) -> server);
        run(loop, () -> {
            var connecting = world.network().connect(loop, StreamKind.TCP, listener.local(), "", client);
            connecting.send(bytes("BYE"));
            connecting.close();
        });
        server.awaitText("BYE");
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        assertThat(client.opened).isNotDone();
        server.awaitClose();
        run(loop, listener::close);
    }

    @Test
    void closeWhileConnectingWithNothingToSendGivesUp() throws Exception {
        run(
                loop,
                () -> world.network()
                        .connect(loop, StreamKind.TCP, address("192.0.2.254", 5060), "", client)
                        .close());
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        assertThat(client.opened).isNotDone();
    }

    @Test
    void closeSendsWhatIsQueuedFirst() throws Exception {
        var listener = listen(ANY_PORT, (connection, now) -> server);
        var connection = connect(listener.local(), client);
        client.awaitOpen();
        var text = "0123456789".repeat(100_000);
        run(loop, () -> {
            assertThat(connection.send(bytes(text))).isTrue();
            connection.close();
            assertThat(connection.send(bytes("late"))).isFalse();
        });
        server.awaitText(text);
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.REMOTE);
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        run(loop, listener::close);
    }

    @Test
    void refusedConnectionIsReportedNotThrown() throws Exception {
        int port;
        try (var taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        var returned = new boolean[1];
        run(loop, () -> {
            world.network().connect(loop, StreamKind.TCP, address("127.0.0.1", port), "", client);
            returned[0] = !client.closed.isDone();
        });
        var reason = client.awaitClose();
        assertThat(returned[0]).as("reported later than connect returned").isTrue();
        assertThat(reason.kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
        assertThat(reason.detail()).containsIgnoringCase("refused").contains(String.valueOf(port));
        assertThat(client.opened).isNotDone();
    }

    @Test
    void nameCannotBeConnectedTo() throws Exception {
        connect(InetSocketAddress.createUnresolved("pbx.example", 5060), client);
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
    }

    @Test
    void portInUseIsAnErrorThatNamesIt() throws Exception {
        var listener = listen(ANY_PORT, (connection, now) -> server);
        assertThatThrownBy(() -> listen(listener.local(), (connection, now) -> server))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("TCP port " + IpLiteral.asHostPort(listener.local()))
                .hasMessageContaining("in use");
        run(loop, () -> {
            try {
                listener.close();
                world.network()
                        .listen(loop, StreamKind.TCP, listener.local(), (connection, now) -> server)
                        .close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void acceptedStreamsOutliveTheirListener() throws Exception {
        var listener = listen(ANY_PORT, (connection, now) -> server);
        var connection = connect(listener.local(), client);
        server.awaitOpen();
        run(loop, listener::close);
        send(connection, "still here");
        server.awaitText("still here");
        close(connection);
        server.awaitClose();
        client.awaitClose();
    }

    @Test
    void streamThatNobodyHandlesIsClosed() throws Exception {
        var listener = listen(ANY_PORT, (connection, now) -> {
            throw new IllegalStateException("planned: acceptor");
        });
        connect(listener.local(), client);
        assertThat(client.awaitClose().kind()).isIn(StreamClose.Kind.REMOTE, StreamClose.Kind.BROKEN);
        run(loop, listener::close);
    }

    @Test
    void acceptorMayCloseTheStream() throws Exception {
        var listener = listen(ANY_PORT, (connection, now) -> {
            connection.close();
            return server;
        });
        connect(listener.local(), client);
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.REMOTE);
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        assertThat(server.opened).isNotDone();
        run(loop, listener::close);
    }

    @Test
    void resetByThePeerIsABrokenStream() throws Exception {
        try (var raw = new ServerSocket(0, 1, ANY_PORT.getAddress())) {
            connect(address("127.0.0.1", raw.getLocalPort()), client);
            client.awaitOpen();
            var peer = raw.accept();
            peer.setSoLinger(true, 0); // Closing then sends RST.
            peer.close();
            var reason = client.awaitClose();
            assertThat(reason.kind()).isEqualTo(StreamClose.Kind.BROKEN);
            assertThat(reason.detail()).contains("reset");
        }
    }

    @Test
    void handlerThatThrowsKeepsItsStream() throws Exception {
        var fragile = new StreamRecorder() {
            @Override
            void take(ByteBuffer bytes) {
                super.take(bytes);
                throw new IllegalStateException("planned: handler");
            }
        };
        var listener = listen(ANY_PORT, (connection, now) -> fragile);
        var connection = connect(listener.local(), client);
        send(connection, "one");
        fragile.awaitText("one");
        send(connection, "two");
        fragile.awaitText("two");
        close(connection);
        fragile.awaitClose();
        client.awaitClose();
        run(loop, listener::close);
    }

    @Test
    void peerThatDoesNotReadIsBoundedAndCloseDoesNotHang() throws Exception {
        try (var raw = new ServerSocket(0, 1, ANY_PORT.getAddress())) {
            var connection = connect(address("127.0.0.1", raw.getLocalPort()), client);
            client.awaitOpen();
            try (var peer = raw.accept()) {
                var block = ByteBuffer.allocate(64 * 1024);
                long sent = 0;
                int refusals = 0;
                while (refusals < 200) { // Until the buffers of both systems are full, too.
                    boolean taken = on(loop, () -> connection.send(block));
                    sent += taken ? block.remaining() : 0;
                    refusals = taken ? 0 : refusals + 1;
                }
                assertThat(sent).isBetween(1L << 20, 64L << 20);
                assertThat(client.closed).isNotDone();
                long read = 0;
                var input = peer.getInputStream();
                for (int n = input.read(new byte[65_536]);
                        read < sent;
                        n = read < sent ? input.read(new byte[65_536]) : 0) {
                    read += n;
                }
                assertThat(read).isEqualTo(sent);
                sendUntilTaken(connection, "again");
                assertThat(input.readNBytes(5)).isEqualTo("again".getBytes());
                close(connection);
                assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
            }
        }
    }

    @Test
    void closedStreamToAPeerThatDoesNotReadEndsAfterTheLinger() throws Exception {
        try (var raw = new ServerSocket(0, 1, ANY_PORT.getAddress())) {
            var connection = connect(address("127.0.0.1", raw.getLocalPort()), client);
            client.awaitOpen();
            try (var peer = raw.accept()) {
                var block = ByteBuffer.allocate(64 * 1024);
                for (int refusals = 0; refusals < 200; ) {
                    refusals = on(loop, () -> connection.send(block)) ? 0 : refusals + 1;
                }
                close(connection);
                assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
                assertThat(peer.isConnected()).isTrue();
            }
        }
    }

    @Test
    void messageAboveTheBoundIsRefused() throws Exception {
        var listener = listen(ANY_PORT, (connection, now) -> server);
        var connection = connect(listener.local(), client);
        client.awaitOpen();
        assertThat(send(connection, "x".repeat((1 << 20) + 1))).isFalse();
        assertThat(send(connection, "x".repeat(1 << 20))).isTrue();
        server.awaitText("x".repeat(1 << 20));
        close(connection);
        server.awaitClose();
        client.awaitClose();
        run(loop, listener::close);
    }

    @Test
    void loopThatDoesNotTakeBytesHoldsThePeerBack() throws Exception {
        var listener = listen(ANY_PORT, (connection, now) -> server);
        try (var peer = new Socket(ANY_PORT.getAddress(), listener.local().getPort())) {
            server.awaitOpen();
            var go = new CountDownLatch(1);
            loop.post(() -> {
                try {
                    go.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            int total = 64 << 20;
            var written = new AtomicLong();
            var writing = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < total / 65_536; i++) {
                        peer.getOutputStream().write(new byte[65_536]);
                        written.addAndGet(65_536);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            long before = -1;
            while (written.get() != before) { // Until nothing has moved for 200 ms.
                before = written.get();
                assertThatThrownBy(() -> writing.get(200, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
            }
            assertThat(written.get()).isLessThan(total);
            go.countDown();
            writing.get(20, TimeUnit.SECONDS);
            peer.shutdownOutput();
            assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.REMOTE);
            assertThat(server.byteCount).hasValue(total);
        }
        run(loop, listener::close);
    }

    @Test
    void tenMegabytesArriveInOrder() throws Exception {
        int total = 10 << 20;
        var other = openLoop("sender");
        var wrong = new CompletableFuture<Integer>();
        var checker = new StreamRecorder() {
            private int at;

            @Override
            void take(ByteBuffer bytes) {
                while (bytes.hasRemaining()) {
                    if (bytes.get() != (byte) (at * 31 + (at >> 8))) {
                        wrong.complete(at);
                    }
                    at++;
                }
            }
        };
        var listener = listen(ANY_PORT, (connection, now) -> checker);
        var connection = on(other, () -> world.network().connect(other, StreamKind.TCP, listener.local(), "", client));
        int at = 0;
        while (at < total) {
            var block = ByteBuffer.allocate(Math.min(1 + at % 9_973, total - at));
            for (int i = at; block.hasRemaining(); i++) {
                block.put((byte) (i * 31 + (i >> 8)));
            }
            block.flip();
            while (!on(other, () -> connection.send(block))) {
                Thread.onSpinWait();
            }
            at += block.limit();
        }
        run(other, connection::close);
        assertThat(checker.awaitClose().kind()).isEqualTo(StreamClose.Kind.REMOTE);
        assertThat(wrong).isNotDone();
        assertThat(checker.byteCount).hasValue(total);
        client.awaitClose();
        run(loop, listener::close);
    }

    @Test
    void loopEndsItsStreamsAndTellsTheirHandlers() throws Exception {
        var other = openLoop("other");
        var listener = listen(ANY_PORT, (connection, now) -> server);
        var connection = on(other, () -> world.network().connect(other, StreamKind.TCP, listener.local(), "", client));
        client.awaitOpen();
        server.awaitOpen();
        other.close();
        assertThat(client.closed).as("told before the loop ended").isDone();
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.REMOTE);
        assertThat(connection.remote()).isEqualTo(listener.local());
        run(loop, listener::close);
        assertThat(threadsNamed("switchhook-loop-other")).isEmpty();
    }

    @Test
    void manyStreamsComeAndGo() throws Exception {
        var recorders = new ArrayList<StreamRecorder>();
        var listener = listen(ANY_PORT, (connection, now) -> {
            var recorder = new StreamRecorder();
            recorders.add(recorder);
            return recorder;
        });
        var clients = new ArrayList<StreamRecorder>();
        for (int i = 0; i < 200; i++) {
            var recorder = new StreamRecorder();
            clients.add(recorder);
            send(connect(listener.local(), recorder), "stream " + i);
        }
        for (var recorder : clients) {
            close(recorder.awaitOpen());
            recorder.awaitClose();
        }
        for (var recorder : on(loop, () -> new ArrayList<>(recorders))) {
            recorder.awaitClose();
        }
        run(loop, () -> assertThat(recorders).hasSize(200));
        run(loop, listener::close);
    }

    private void sendUntilTaken(StreamConnection connection, String text) throws IOException {
        while (!send(connection, text)) {
            Thread.onSpinWait();
        }
    }
}
