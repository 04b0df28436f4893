package io.switchhook.benchmarks.peers;

import io.switchhook.stack.SipStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
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
    private final Pattern invite = new Pattern("caller-invite.txt");
    private final Pattern ack = new Pattern("caller-ack.txt");
    private final Pattern bye = new Pattern("caller-bye.txt");
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

    /** A message with a number of eight digits wherever it has {@code 00000000}, and the callee's tag where it has {@code TTTTTTTTTTTT}. */
    private static final class Pattern {
        private static final String NUMBER = "00000000";
        private static final String TAG = "TTTTTTTTTTTT";

        private final String text;
        private final ByteBuffer bytes;

        Pattern(String resource) {
            try (var in = CallBenchmark.class.getResourceAsStream(resource)) {
                text = new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.US_ASCII)
                        .replace("\n", "\r\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            bytes = ByteBuffer.allocateDirect(text.length());
            bytes.put(text.getBytes(StandardCharsets.US_ASCII));
        }

        ByteBuffer of(long number, byte[] tag) {
            for (int at = text.indexOf(NUMBER); at >= 0; at = text.indexOf(NUMBER, at + 1)) {
                long rest = number;
                for (int i = NUMBER.length() - 1; i >= 0; i--, rest /= 10) {
                    bytes.put(at + i, (byte) ('0' + rest % 10));
                }
            }
            int at = text.indexOf(TAG);
            if (at >= 0) {
                bytes.put(at, tag);
            }
            return bytes.clear();
        }
    }
}
