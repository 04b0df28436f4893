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
    private static final byte[] TO_TAG = ";tag=".getBytes(StandardCharsets.US_ASCII);
    private static final int FROM_TAG_LINE = 1;

    private final InetSocketAddress caller = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5062);
    private final StillWorld world = new StillWorld(new Numbers(), this::onSent);
    private final Callee callee = new Callee(world, false);
    private final SipStack stack;
    private final Message invite = new Message("caller-invite.txt");
    private final Message ack = new Message("caller-ack.txt");
    private final Message bye = new Message("caller-bye.txt");
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
        int found = 0;
        for (int i = at; i < packet.limit() - TO_TAG.length; i++) {
            if (matches(packet, i) && found++ == FROM_TAG_LINE) {
                packet.get(i + TO_TAG.length, tag);
                return;
            }
        }
    }

    private static boolean matches(ByteBuffer packet, int at) {
        for (int i = 0; i < TO_TAG.length; i++) {
            if (packet.get(at + i) != TO_TAG[i]) {
                return false;
            }
        }
        return true;
    }

    /** A message with the number of the call in it, and with the tag of the one who is called. */
    private static final class Message {
        private final Template template;
        private final Template.Place number;
        private final Template.Place tag;

        Message(String resource) {
            template = new Template(resource);
            number = template.place("00000000");
            tag = template.place("TTTTTTTTTTTT");
        }

        ByteBuffer of(long call, byte[] theirTag) {
            number.number(call);
            tag.text(theirTag);
            return template.bytes();
        }
    }
}
