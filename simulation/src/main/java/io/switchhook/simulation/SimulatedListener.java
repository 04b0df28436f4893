package io.switchhook.simulation;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import java.net.InetSocketAddress;

/** A listening stream port of a simulated host. */
final class SimulatedListener implements StreamListener {
    private final HostNetwork network;
    private final SimulatedLoop loop;
    private final StreamKind kind;
    private final InetSocketAddress local;
    private final StreamSettings settings;
    private final StreamAcceptor acceptor;
    private boolean closed;

    SimulatedListener(
            HostNetwork network,
            SimulatedLoop loop,
            StreamKind kind,
            InetSocketAddress local,
            StreamSettings settings,
            StreamAcceptor acceptor) {
        this.network = network;
        this.loop = loop;
        this.kind = kind;
        this.local = local;
        this.settings = settings;
        this.acceptor = acceptor;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    StreamKind kind() {
        return kind;
    }

    SimulatedLoop loop() {
        return loop;
    }

    StreamSettings settings() {
        return settings;
    }

    StreamAcceptor acceptor() {
        return acceptor;
    }

    boolean isOpen() {
        return !closed && loop.isOpen();
    }

    @Override
    public void close() {
        loop.assertInLoop();
        if (!closed) {
            closed = true;
            network.release(this);
        }
    }

    @Override
    public String toString() {
        return kind + " listener " + IpLiteral.asHostPort(local) + " of " + loop;
    }
}
