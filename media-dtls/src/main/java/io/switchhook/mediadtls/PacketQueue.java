package io.switchhook.mediadtls;

import io.switchhook.stack.spi.DtlsListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;

/** What a handshake takes for its socket: datagrams wait here, a few at most, and go out by the media port. */
final class PacketQueue implements DatagramTransport {
    /** A flight of a peer with a chain of certificates, twice. */
    private static final int MOST_WAITING = 32;

    private static final int LONGEST_IN = 2048;
    /** Goes through any network, also in a tunnel. */
    private static final int LONGEST_OUT = 1200;

    private final ArrayBlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final DtlsListener listener;
    private volatile boolean closed;

    PacketQueue(DtlsListener listener) {
        this.listener = listener;
    }

    /** From any thread; more than the queue holds are dropped. */
    void add(ByteBuffer datagram) {
        if (!closed && datagram.remaining() <= LONGEST_IN) {
            var bytes = new byte[datagram.remaining()];
            datagram.get(bytes);
            waiting.offer(bytes);
        }
    }

    /** Whether there is nothing to be worked off; so it is once it is closed, whatever wakes up those who wait. */
    boolean isEmpty() {
        return closed || waiting.isEmpty();
    }

    @Override
    public int getReceiveLimit() {
        return LONGEST_IN;
    }

    @Override
    public int getSendLimit() {
        return LONGEST_OUT;
    }

    @Override
    public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
        try {
            requireOpen();
            var datagram = waiting.poll(waitMillis, TimeUnit.MILLISECONDS);
            requireOpen();
            if (datagram == null) {
                return -1;
            }
            int taken = Math.min(length, datagram.length);
            System.arraycopy(datagram, 0, into, offset, taken);
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The association is over");
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new InterruptedIOException("The association is over");
        }
    }

    @Override
    public void send(byte[] from, int offset, int length) {
        if (!closed) {
            listener.send(Arrays.copyOfRange(from, offset, offset + length));
        }
    }

    @Override
    public void close() {
        closed = true;
        waiting.clear();
        // Whoever waits wakes up.
        waiting.offer(new byte[0]);
    }
}
