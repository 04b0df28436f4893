package io.switchhook.benchmarks.peers;

import io.switchhook.stack.SipStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does a call cost the one who is called, from the first byte of INVITE to the last of the 200 to its BYE, without kernel and network? 2,000 calls a second pass in
 * virtual time, so that 128,000 finished transactions wait.
 */
@State(Scope.Thread)
public class CallBenchmark {
    private static final long STEP_NANOS = 500_000;
    private static final String TAG_PLACE = "TTTTTTTTTTTT";
    private static final byte[] TAG = ";tag=".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress caller = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5062);
    private final StillWorld world = new StillWorld(new Numbers(), this::onSent);
    private final Callee callee = new Callee(world, false);
    private final SipStack stack;
    private final NumberedMessage invite = new NumberedMessage("caller-invite.txt", TAG_PLACE);
    private final NumberedMessage ack = new NumberedMessage("caller-ack.txt", TAG_PLACE);
    private final NumberedMessage bye = new NumberedMessage("caller-bye.txt", TAG_PLACE);
    private final byte[] tag = new byte[12];
    private long calls;
    private long sent;
    private long answered;

    public CallBenchmark() {
        try {
            stack = callee.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Benchmark
    public long call() {
        calls++;
        world.move(STEP_NANOS);
        world.receive(invite.of(calls, tag), caller);
        world.receive(ack.of(calls, tag), caller);
        world.receive(bye.of(calls, tag), caller);
        return sent;
    }

    long sent() {
        return sent;
    }

    long answered() {
        return answered;
    }

    int transactions() {
        return stack.load().serverTransactions();
    }

    int dialogs() {
        return stack.load().dialogs();
    }

    /** Takes the To tag of a 200 to INVITE. */
    private void onSent(ByteBuffer packet) {
        sent++;
        int at = packet.position();
        if (packet.get(at + 8) != '2') {
            return;
        }
        answered++;
        int fromTag = Packet.behind(packet, at, TAG);
        packet.get(Packet.behind(packet, fromTag, TAG), tag);
    }
}
