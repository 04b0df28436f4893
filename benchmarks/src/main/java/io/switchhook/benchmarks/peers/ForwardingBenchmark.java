package io.switchhook.benchmarks.peers;

import io.switchhook.stack.proxy.ProxyServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does a call cost a stateful, record-routing proxy on its path, from INVITE to the 200 to BYE, both legs, without kernel and network? 2,000 calls a second pass in
 * virtual time, so that 256,000 finished transactions wait.
 */
@State(Scope.Thread)
public class ForwardingBenchmark {
    private static final long STEP_NANOS = 500_000;
    private static final byte[] BRANCH = "branch=".getBytes(StandardCharsets.US_ASCII);
    private static final int BRANCH_LENGTH = 44;
    private static final String BRANCH_PLACE = "B".repeat(BRANCH_LENGTH);

    private final InetSocketAddress caller = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5062);
    private final InetSocketAddress callee = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5064);
    private final StillWorld world = new StillWorld(new Numbers(), this::onSent);
    private final ProxyServer proxy =
            Forwarder.builder("sip:callee@127.0.0.1:5064").world(world).start();
    private final NumberedMessage invite = new NumberedMessage("caller-invite.txt", BRANCH_PLACE);
    private final NumberedMessage ringing = new NumberedMessage("callee-ringing.txt", BRANCH_PLACE);
    private final NumberedMessage ok = new NumberedMessage("callee-ok.txt", BRANCH_PLACE);
    private final NumberedMessage ack = new NumberedMessage("routed-ack.txt", BRANCH_PLACE);
    private final NumberedMessage bye = new NumberedMessage("routed-bye.txt", BRANCH_PLACE);
    private final NumberedMessage byeOk = new NumberedMessage("callee-bye-ok.txt", BRANCH_PLACE);
    private final byte[] branch = new byte[BRANCH_LENGTH];
    private long calls;
    private long requests;
    private long responses;

    @Benchmark
    public long call() {
        calls++;
        world.move(STEP_NANOS);
        world.receive(invite.of(calls, branch), caller);
        world.receive(ringing.of(calls, branch), callee);
        world.receive(ok.of(calls, branch), callee);
        world.receive(ack.of(calls, branch), caller);
        world.receive(bye.of(calls, branch), caller);
        world.receive(byeOk.of(calls, branch), callee);
        return responses;
    }

    long requests() {
        return requests;
    }

    long responses() {
        return responses;
    }

    /** Those that answered, and those that asked. */
    int transactions() {
        var load = proxy.load();
        world.move(0);
        return load.join().serverTransactions() + load.join().clientTransactions();
    }

    /** Takes the branch of a request that goes to the callee. */
    private void onSent(ByteBuffer packet) {
        int at = packet.position();
        if (packet.get(at) == 'S') {
            responses++;
            return;
        }
        requests++;
        packet.get(Packet.behind(packet, at, BRANCH), branch);
    }
}
