package io.switchhook.stack.flow;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.sip.core.framing.StreamEnd;
import io.switchhook.sip.core.framing.StreamItem;
import io.switchhook.sip.message.Limits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One connection, ours or the peer's, cut into messages. Its flow is named by the addresses known when it began, and keeps that name. */
final class StreamFlow implements StreamHandler {
    /** RFC 5626 §3.5.1. */
    private static final byte[] PONG = {'\r', '\n'};

    /** RFC 5626 §4.4.1. */
    private static final byte[] PING = {'\r', '\n', '\r', '\n'};

    private final Flows flows;
    private final MessageCutter cutter;
    private final String serverName;
    private final boolean openedByUs;
    private Optional<StreamConnection> connection = Optional.empty();
    private Optional<Flow> flow = Optional.empty();
    private Optional<InetSocketAddress> alias = Optional.empty();
    private long heardNanos = Long.MIN_VALUE;
    private boolean doubtful;

    /**
     * A connection that we are about to open.
     *
     * @param serverName whom a secure peer has to prove to be
     */
    StreamFlow(Flows flows, TransportKind kind, String serverName, Limits limits) {
        this(flows, kind, serverName, limits, StreamEnd.OPENED_BY_US);
    }

    /** A connection that a peer has opened. */
    StreamFlow(Flows flows, StreamConnection accepted, Limits limits) {
        this(flows, kindOf(accepted), "", limits, StreamEnd.OPENED_BY_PEER);
        connected(accepted);
    }

    private StreamFlow(Flows flows, TransportKind kind, String serverName, Limits limits, StreamEnd end) {
        this.flows = flows;
        this.serverName = serverName;
        this.openedByUs = end == StreamEnd.OPENED_BY_US;
        this.cutter = MessageCutter.of(kind, end, limits, flows.longestWebSocketMessage());
    }

    private static TransportKind kindOf(StreamConnection stream) {
        return TransportKind.valueOf(stream.kind().name());
    }

    void connected(StreamConnection stream) {
        connection = Optional.of(stream);
        var local = flows.concrete(stream.local(), stream.remote());
        flow = Optional.of(new Flow(kindOf(stream), local, stream.remote()));
        flows.opened(this);
    }

    Flow flow() {
        return flow.orElseThrow();
    }

    String serverName() {
        return serverName;
    }

    boolean isOpenedByUs() {
        return openedByUs;
    }

    /** Whether another one can be opened to where it leads; a WebSocket of the peer is the only one there is (RFC 7118 §5). */
    boolean isReplaceable() {
        return openedByUs || (alias.isPresent() && !flow().kind().webSocket());
    }

    /** The peer will take requests for this address of its own over the connection that it has opened (RFC 5923 §8.2). */
    void aliasOf(InetSocketAddress advertised) {
        alias = Optional.of(advertised);
    }

    /**
     * Whether what is meant for that server may go this way: to this address, and, where the transport asks for proof, to one that has given it or will have to. A secure
     * connection that the peer has opened leads to the address it has advertised, and to the names it has proven, and nowhere else (RFC 5923 §8.2, §9.2, §9.3).
     */
    boolean leadsTo(TransportKind kind, InetSocketAddress remote, String name) {
        if (flow().kind() != kind || doubtful) {
            return false;
        }
        if (!kind.secure()) {
            return flow().remote().equals(remote);
        }
        boolean proven = hasProven(name);
        return openedByUs
                ? flow().remote().equals(remote) && (proven || serverName.equalsIgnoreCase(name))
                : proven && alias.filter(remote::equals).isPresent();
    }

    /** Whether the peer has shown a certificate for that name. */
    boolean hasProven(String name) {
        return connection.filter(open -> open.proves(name)).isPresent();
    }

    /** Something should have come after that. */
    void doubt(long sinceNanos) {
        doubtful = heardNanos <= sinceNanos;
    }

    /** Whether it may be dead; then it leads nowhere until something comes. */
    boolean isDoubtful() {
        return doubtful;
    }

    private String whom() {
        var address = IpLiteral.asHostPort(flow().remote());
        return serverName.isEmpty() || IpLiteral.parse(serverName).isPresent()
                ? address
                : serverName + " at " + address;
    }

    /** Asks the peer whether it lives. */
    void ping() {
        send(ByteBuffer.wrap(PING));
    }

    /** Closes it before its time: what is under way on it is lost at once, however long the peer takes to hear of it. */
    void end(ConnectionEnd reason) {
        flows.onBroken(reason.sentence(), flow());
        flows.ended(this, reason.sentence());
        close();
    }

    boolean send(ByteBuffer bytes) {
        return connection.map(stream -> stream.send(bytes)).orElse(false);
    }

    void close() {
        connection.ifPresent(StreamConnection::close);
    }

    @Override
    public void onOpen(StreamConnection stream, long nowNanos) {
        flows.keeper().onOpen(this, nowNanos);
    }

    @Override
    public void onBytes(StreamConnection stream, ByteBuffer bytes, long nowNanos) {
        heardNanos = nowNanos;
        doubtful = false;
        flows.awaitedKeepAlives().onHeard(flow(), nowNanos);
        boolean complete = false;
        for (var item : cutter.onBytes(bytes)) {
            if (item instanceof StreamItem.Message message) {
                complete = true;
                flows.onParsed(message.result(), this, nowNanos);
            } else if (item instanceof StreamItem.Ping) {
                if (flows.keeper().onPing(this, nowNanos)) {
                    stream.send(ByteBuffer.wrap(PONG));
                }
            } else if (item instanceof StreamItem.Pong) {
                flows.keeper().onPong(this, nowNanos);
            } else if (item instanceof StreamItem.Broken broken) {
                flows.onBroken(broken.detail(), flow());
                stream.close();
            }
        }
        flows.keeper().onRead(this, cutter.bufferedBytes(), complete, nowNanos);
    }

    @Override
    public void onClose(StreamConnection stream, StreamClose reason, long nowNanos) {
        if (flow.isPresent()) {
            flows.ended(this, flow().kind() + " with " + whom() + ": " + reason.detail());
        }
    }
}
