package io.switchhook.stack.flow;

import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.sip.core.framing.StreamEnd;
import io.switchhook.sip.core.framing.StreamFramer;
import io.switchhook.sip.core.framing.StreamItem;
import io.switchhook.sip.core.framing.StreamLimits;
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
    private final StreamFramer framer;
    private final String serverName;
    private final boolean ours;
    private Optional<StreamConnection> connection = Optional.empty();
    private Optional<Flow> flow = Optional.empty();

    /**
     * A connection that we are about to open.
     *
     * @param serverName whom a secure peer has to prove to be
     */
    StreamFlow(Flows flows, String serverName, Limits limits) {
        this(flows, serverName, limits, StreamEnd.OPENED_BY_US);
    }

    /** A connection that a peer has opened. */
    StreamFlow(Flows flows, StreamConnection accepted, Limits limits) {
        this(flows, "", limits, StreamEnd.OPENED_BY_PEER);
        connected(accepted);
    }

    private StreamFlow(Flows flows, String serverName, Limits limits, StreamEnd end) {
        this.flows = flows;
        this.serverName = serverName;
        this.ours = end == StreamEnd.OPENED_BY_US;
        this.framer = new StreamFramer(end, StreamLimits.DEFAULT, limits);
    }

    void connected(StreamConnection stream) {
        connection = Optional.of(stream);
        var local = flows.concrete(stream.local(), stream.remote());
        flow = Optional.of(new Flow(TransportKind.valueOf(stream.kind().name()), local, stream.remote()));
        flows.opened(this);
    }

    Flow flow() {
        return flow.orElseThrow();
    }

    /**
     * Whether what is meant for that server may go this way: to this address, and, where the transport asks for proof, to one that has given it or will have to (RFC 5923
     * §9: whoever has called us proves nothing by that).
     */
    boolean leadsTo(TransportKind kind, InetSocketAddress remote, String name) {
        if (flow().kind() != kind || !flow().remote().equals(remote)) {
            return false;
        }
        boolean asked = !serverName.isEmpty() && serverName.equalsIgnoreCase(name);
        return !kind.secure()
                || asked
                || connection.filter(open -> open.proves(name)).isPresent();
    }

    /** Whether we have opened it. */
    boolean isOurs() {
        return ours;
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
        boolean complete = false;
        for (var item : framer.onBytes(bytes)) {
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
        flows.keeper().onRead(this, framer.bufferedBytes(), complete, nowNanos);
    }

    @Override
    public void onClose(StreamConnection stream, StreamClose reason, long nowNanos) {
        if (flow.isPresent()) {
            flows.ended(this, reason.detail());
        }
    }
}
