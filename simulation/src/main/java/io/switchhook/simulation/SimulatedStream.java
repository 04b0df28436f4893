package io.switchhook.simulation;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One end of a stream. */
final class SimulatedStream implements StreamConnection {
    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    private final HostNetwork network;
    private final SimulatedLoop loop;
    private final StreamKind kind;
    private final InetSocketAddress bound;
    private final InetSocketAddress remote;
    private final StreamSender sender;
    private StreamHandler handler;
    private State state = State.CONNECTING;
    private Optional<SimulatedStream> peer = Optional.empty();
    private BooleanSupplier pathUp = () -> false;
    private InetSocketAddress seenFrom;
    private String serverName = "";
    /** Of a message that is too long. */
    private static final int MAX_IGNORED_BYTES = 16 << 20;

    private StreamSettings settings = StreamSettings.DEFAULT;
    private Optional<TlsIdentity.Named> proven = Optional.empty();
    private boolean forgotten;

    /** @param bound our own address, known before the stream is open */
    SimulatedStream(
            HostNetwork network,
            SimulatedLoop loop,
            StreamKind kind,
            InetSocketAddress bound,
            InetSocketAddress remote,
            StreamHandler handler) {
        this.network = network;
        this.loop = loop;
        this.kind = kind;
        this.bound = bound;
        this.remote = remote;
        this.handler = handler;
        this.seenFrom = bound;
        this.sender = new StreamSender(network.internet(), this);
    }

    @Override
    public StreamKind kind() {
        return kind;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return bound;
    }

    @Override
    public boolean proves(String name) {
        boolean open = state == State.OPEN && kind.isSecure();
        return open
                && (settings.trust().anybody()
                        ? serverName.equalsIgnoreCase(name)
                        : proven.filter(peerIs -> peerIs.proves(name)).isPresent());
    }

    @Override
    public boolean send(ByteBuffer bytes) {
        loop.assertInLoop();
        if (state == State.CLOSED) {
            return false;
        }
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return sender.offer(copy);
    }

    @Override
    public void close() {
        loop.assertInLoop();
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        network.release(this);
        sender.finish();
        loop.post(() -> report(new StreamClose(StreamClose.Kind.LOCAL, "closed by us")));
    }

    /** What this end asks of its peer, set before it is opened. */
    void wants(String name, StreamSettings given) {
        serverName = name;
        settings = given;
    }

    String serverName() {
        return serverName;
    }

    StreamSettings settings() {
        return settings;
    }

    /** What the peer has shown when the stream was made secure. */
    void proven(Optional<TlsIdentity.Named> peerIs) {
        proven = peerIs;
    }

    private void report(StreamClose reason) {
        handler.onClose(this, reason, loop.nowNanos());
    }

    /** Joins two ends; from now on bytes may travel. */
    void join(SimulatedStream other, BooleanSupplier up, InetSocketAddress seenByPeer) {
        peer = Optional.of(other);
        pathUp = up;
        seenFrom = seenByPeer;
    }

    /** The accepting side: asks who handles the stream, then opens it. */
    void accept(SimulatedListener listener) {
        state = State.OPEN;
        loop.post(() -> {
            handler = listener.acceptor().onAccept(this, loop.nowNanos());
            if (state == State.OPEN) {
                handler.onOpen(this, loop.nowNanos());
            }
        });
    }

    /** The connecting side has heard that the stream is open. */
    void connected() {
        sender.flushSoon();
        loop.post(() -> {
            if (state == State.CONNECTING) {
                state = State.OPEN;
                handler.onOpen(this, loop.nowNanos());
            }
        });
    }

    void failed(StreamClose.Kind closeKind, String detail) {
        end(new StreamClose(closeKind, detail));
    }

    void breakOff(String detail) {
        end(new StreamClose(StreamClose.Kind.BROKEN, detail));
    }

    /** The stream ends by no wish of ours; after what has arrived before, the handler hears of it. */
    private void end(StreamClose reason) {
        sender.stop();
        loop.post(() -> {
            if (state != State.CLOSED) {
                state = State.CLOSED;
                network.release(this);
                report(reason);
            }
        });
    }

    /** The host was switched off: this end will never say anything again, and nobody is told. */
    void forget() {
        forgotten = true;
        state = State.CLOSED;
        sender.stop();
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    boolean isEstablished() {
        return peer.isPresent();
    }

    boolean isPathUp() {
        return pathUp.getAsBoolean();
    }

    StreamSender sender() {
        return sender;
    }

    InetSocketAddress bound() {
        return bound;
    }

    SimulatedHost host() {
        return network.host();
    }

    Optional<SimulatedHost> peerHost() {
        return peer.map(SimulatedStream::host);
    }

    LinkModel link() {
        return network.internet().linkOf(host(), peerHost().orElseThrow());
    }

    Internet.Flight depart(Packet.Kind packetKind) {
        return network.internet().depart(packetKind, host(), bound, remote);
    }

    void tell(Internet.Flight flight, Packet.Fate fate, byte[] bytes) {
        network.internet().tell(flight, fate, peerHost().orElseThrow().name(), seenFrom, bytes);
    }

    /** Bytes of ours, or our end, have reached the other side. */
    void arrived(byte[] bytes, boolean isEnd) {
        var other = peer.orElseThrow();
        if (other.forgotten) {
            breakOff("connection reset by peer: it knows nothing of this stream");
        } else if (isEnd) {
            other.end(new StreamClose(StreamClose.Kind.REMOTE, "closed by the peer"));
        } else if (kind.isWebSocket() && bytes.length > other.longestMessage()) {
            other.breakOff("a message has more than " + other.longestMessage() + " bytes");
            end(new StreamClose(StreamClose.Kind.REMOTE, "closed by the peer with 1009"));
        } else {
            other.receive(kind.isWebSocket() ? other.cut(bytes) : bytes);
        }
    }

    /** As a real server does it: what is too long arrives with one byte more than is allowed, and the rest is thrown away. */
    private byte[] cut(byte[] message) {
        int most = settings.webSocket().maxMessageBytes() + 1;
        return message.length > most ? Arrays.copyOf(message, most) : message;
    }

    /** Over WebSocket; a client takes no more than it reads. */
    private int longestMessage() {
        int most = settings.webSocket().maxMessageBytes();
        return serverName.isEmpty() ? Math.max(most, MAX_IGNORED_BYTES) : most;
    }

    private void receive(byte[] bytes) {
        loop.post(() -> {
            if (state == State.OPEN) {
                network.internet().buffer().lend(bytes, buffer -> handler.onBytes(this, buffer, loop.nowNanos()));
            }
        });
    }

    @Override
    public String toString() {
        return kind + " stream " + IpLiteral.asHostPort(bound) + " to "
                + (remote.isUnresolved() ? remote.toString() : IpLiteral.asHostPort(remote)) + " of " + loop;
    }
}
