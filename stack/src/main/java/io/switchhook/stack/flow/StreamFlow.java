package io.switchhook.stack.flow;

import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.sip.core.framing.StreamFramer;
import io.switchhook.sip.message.Limits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One TCP connection, ours or the peer's, cut into messages. Its flow is named by the addresses known when it began, and keeps that name. */
final class StreamFlow implements StreamHandler {
    private final Flows flows;
    private final StreamFramer framer;
    private Optional<StreamConnection> connection = Optional.empty();
    private Optional<Flow> flow = Optional.empty();

    /** A connection that we are about to open. */
    StreamFlow(Flows flows, Limits limits) {
        this.flows = flows;
        this.framer = new StreamFramer(limits);
    }

    /** A connection that a peer has opened. */
    StreamFlow(Flows flows, StreamConnection accepted, Limits limits) {
        this(flows, limits);
        connected(accepted);
    }

    void connected(StreamConnection stream) {
        connection = Optional.of(stream);
        var local = flows.concrete(stream.local(), stream.remote());
        flow = Optional.of(new Flow(TransportKind.TCP, local, stream.remote()));
        flows.opened(this);
    }

    Flow flow() {
        return flow.orElseThrow();
    }

    boolean send(ByteBuffer bytes) {
        return connection.map(stream -> stream.send(bytes)).orElse(false);
    }

    void close() {
        connection.ifPresent(StreamConnection::close);
    }

    @Override
    public void onOpen(StreamConnection stream, long nowNanos) {}

    @Override
    public void onBytes(StreamConnection stream, ByteBuffer bytes, long nowNanos) {
    }

    @Override
    public void onClose(StreamConnection stream, StreamClose reason, long nowNanos) {
        if (flow.isPresent()) {
            flows.ended(this, reason.detail(), nowNanos);
        }
    }
}
