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

    private final InetSocketAddress caller = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5062);
    private final InetSocketAddress callee = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5064);
    private final StillWorld world = new StillWorld(new Numbers(), this::onSent);
    private final ProxyServer proxy =
            Forwarder.builder("sip:callee@127.0.0.1:5064").world(world).start();
    private final Message invite = new Message("caller-invite.txt");
    private final Message ringing = new Message("callee-ringing.txt");
    private final Message ok = new Message("callee-ok.txt");
    private final Message ack = new Message("routed-ack.txt");
    private final Message bye = new Message("routed-bye.txt");
    private final Message byeOk = new Message("callee-bye-ok.txt");
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
        while (!isBranch(packet, at)) {
            at++;
        }
        packet.get(at + BRANCH.length, branch);
    }

    private static boolean isBranch(ByteBuffer packet, int at) {
        for (int i = 0; i < BRANCH.length; i++) {
            if (packet.get(at + i) != BRANCH[i]) {
                return false;
            }
        }
        return true;
    }

    /** A message with the number of the call in it, and with the branch of the proxy. */
    private static final class Message {
        private final Template template;
        private final Template.Place number;
        private final Template.Place branch;

        Message(String resource) {
            template = new Template(resource);
            number = template.place("00000000");
            branch = template.place("B".repeat(BRANCH_LENGTH));
        }

        ByteBuffer of(long call, byte[] ours) {
            number.number(call);
            branch.text(ours);
            return template.bytes();
        }
    }
}
