package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.transport.RealWorld;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A flood of datagrams from a few sources, over sockets of this machine: what it leaves in memory does not grow with its length. */
@Timeout(120)
class RealFloodTest {
    private static final int MOST = 2_000;
    private static final int ROUNDS = 8_000;
    private static final long NOISE_BYTES = 8L << 20;

    private RealWorld world;
    private SipStack stack;
    private DatagramSocket socket;
    private InetSocketAddress target;
    private int sent;

    @BeforeEach
    void open() throws IOException {
        world = RealWorld.open();
        stack = SipStack.open(
                world,
                StackConfig.listeningOn(List.of(ListenPoint.parse("udp:127.0.0.1:0", 0)))
                        .withMaxTransactions(MOST, MOST),
                new Refuses());
        stack.start();
        target = stack.listenPoints().get(0).address();
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(20_000);
    }

    @AfterEach
    void close() {
        socket.close();
        stack.close();
        world.close();
    }

    private void send(String text) throws Exception {
        var bytes = WirePeer.wire(text).getBytes(StandardCharsets.ISO_8859_1);
        socket.send(new DatagramPacket(bytes, bytes.length, target));
        if (++sent % 32 == 0) {
            load(); // So that the flood is read and not lost in a buffer of the system.
        }
    }

    private StackLoad load() throws Exception {
        var load = new CompletableFuture<StackLoad>();
        assertThat(stack.loop().post(() -> load.complete(stack.load()))).isTrue();
        return load.get(20, TimeUnit.SECONDS);
    }

    /** One of each kind of nuisance. */
    private void nuisance(int i) throws Exception {
        switch (i % 8) {
            case 0, 1 -> send(forged("INVITE", i));
            case 2 -> send(forged("REGISTER", i));
            case 3 -> send(forged("CANCEL", i));
            case 4 -> send(forged("ACK", i));
            case 5 -> send(forged("OPTIONS", i).substring(0, 40 + i % 200));
            case 6 ->
                send("SIP/2.0 200 OK\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKr" + i
                        + "\nFrom: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\nCall-ID: r" + i
                        + "\nCSeq: 1 INVITE\nContent-Length: 0\n\n");
            default -> send("\0".repeat(i % 300) + i);
        }
    }

    private static String forged(String method, int i) {
        return WirePeer.request(method, method + i, "X-Ballast: " + "x".repeat(600))
                .replace("192.0.2.2;rport", "10." + i % 250 + "." + i / 250 % 250 + ".1:5060");
    }

    private static long usedBytes() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void memoryDoesNotGrowWithTheLengthOfAFlood() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            nuisance(i);
        }
        assertThat(load().serverTransactions()).isBetween(1, MOST);
        long full = usedBytes();
        for (int i = ROUNDS; i < 3 * ROUNDS; i++) {
            nuisance(i);
        }
        assertThat(load().serverTransactions()).isBetween(1, MOST);
        assertThat(load().dialogs()).isZero();
        long after = usedBytes();
        System.out.printf(
                "A flood of %d datagrams: heap %d KiB after the first third, %d KiB after the last: %.2f%n",
                sent, full >> 10, after >> 10, (double) after / full);
        assertThat(after - full).isLessThan(NOISE_BYTES);
    }

    private static final class Refuses implements StackUser {
        @Override
        public void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
            transaction.respond(SipResponse.answering(invite, 486).build(), nowNanos);
        }

        @Override
        public boolean onRequest(ServerTransaction transaction, SipRequest request, Flow from, long nowNanos) {
            return false;
        }
    }
}
