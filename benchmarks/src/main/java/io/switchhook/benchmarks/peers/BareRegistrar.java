package io.switchhook.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;

/**
 * No registrar at all: copies five lines of each datagram into a 401, or into a 200 when there are credentials in it, whatever they are. It reads nothing else, checks nothing and
 * remembers nothing: what this costs, the JDK's datagram channels and the kernel cost every Java program.
 */
public final class BareRegistrar implements AutoCloseable {
    private static final byte[] CHALLENGE = bytes("SIP/2.0 401 Unauthorized\r\n");
    private static final byte[] OK = bytes("SIP/2.0 200 OK\r\n");
    private static final byte[] TAG = bytes(";tag=4711cafe\r\n");
    private static final byte[] NONCE = bytes("WWW-Authenticate: Digest realm=\"127.0.0.1\", nonce=\"" + "n".repeat(43)
            + "\", algorithm=MD5, qop=\"auth\"\r\nContent-Length: 0\r\n\r\n");
    private static final byte[] BOUND =
            bytes("Contact: <sip:user@127.0.0.1>;expires=3600\r\nContent-Length: 0\r\n\r\n");

    private static final int RECEIVE_BUFFER = 4 << 20;

    private final Selector selector;
    private final DatagramChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(65_536);
    private final ByteBuffer out = ByteBuffer.allocateDirect(4096);
    private byte[] packet = new byte[0];
    private int length;

    private BareRegistrar(Selector selector, DatagramChannel channel) {
        this.selector = selector;
        this.channel = channel;
    }

    public static void main(String[] arguments) throws IOException {
        try (var registrar = open()) {
            Orders.obey(registrar.port(), () -> "nothing");
        }
    }

    /** Answers on a thread of its own until it is closed. */
    static BareRegistrar open() throws IOException {
        var selector = Selector.open();
        var channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        channel.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        var registrar = new BareRegistrar(selector, channel);
        var thread = new Thread(registrar::run, "bare-registrar");
        thread.setDaemon(true);
        thread.start();
        return registrar;
    }

    int port() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(key -> answerAll());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answerAll() {
        try {
            for (var from = channel.receive(in.clear()); from != null; from = channel.receive(in.clear())) {
                in.flip();
                packet = new byte[in.remaining()];
                in.get(packet);
                length = packet.length;
                answer();
                channel.send(out.flip(), from);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BufferOverflowException e) {
            throw new IllegalStateException("a REGISTER of SIPp is expected", e);
        }
    }

    private void answer() {
        boolean known = false;
        for (int at = 0; at < length; at = lineEnd(at)) {
            known |= packet[at] == 'A' && packet[at + 1] == 'u';
        }
        out.clear().put(known ? OK : CHALLENGE);
        for (int at = lineEnd(0); at < length; at = lineEnd(at)) {
            copy(at, lineEnd(at));
        }
        out.put(known ? BOUND : NONCE);
    }

    /** Via, From, Call-ID and CSeq as they are, To with a tag. */
    private void copy(int from, int to) {
        byte first = packet[from];
        byte second = packet[from + 1];
        if (first == 'T' && second == 'o') {
            out.put(packet, from, to - from - 2).put(TAG);
        } else if (first == 'V' || first == 'F' && second == 'r' || first == 'C' && (second == 'a' || second == 'S')) {
            out.put(packet, from, to - from);
        }
    }

    private int lineEnd(int from) {
        int at = from;
        while (at < length && packet[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
