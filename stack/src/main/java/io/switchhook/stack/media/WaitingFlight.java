package io.switchhook.stack.media;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * What a handshake of DTLS has said while ICE had no path yet. It leaves as soon as there is one (RFC 5763 §6.7.1), so that audio does not wait for the handshake to repeat it.
 * A few datagrams; what was said before them is what they repeat. On the media loop.
 */
final class WaitingFlight {
    private static final int MOST = 8;
    /** Less than any handshake waits before it repeats itself (RFC 6347 §4.2.4.1). */
    private static final long FLIGHT_NANOS = Duration.ofMillis(300).toNanos();

    private record Waiting(int component, byte[] datagram, long sinceNanos) {}

    /** Sends one, if it can. */
    interface Sender {
        boolean send(int component, ByteBuffer datagram);
    }

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    void add(int component, ByteBuffer datagram, long nowNanos) {
        waiting.removeIf(each -> each.component == component && nowNanos - each.sinceNanos > FLIGHT_NANOS);
        if (waiting.size() < MOST) {
            var bytes = new byte[datagram.remaining()];
            datagram.duplicate().get(bytes);
            waiting.add(new Waiting(component, bytes, nowNanos));
        }
    }

    /** It was for somebody else. */
    void clear() {
        waiting.clear();
    }

    void send(Sender sender) {
        if (!waiting.isEmpty()) {
            waiting.removeIf(each -> sender.send(each.component, ByteBuffer.wrap(each.datagram)));
        }
    }
}
