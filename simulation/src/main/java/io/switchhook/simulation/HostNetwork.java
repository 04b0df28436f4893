package io.switchhook.simulation;

import io.switchhook.base.dns.Dns;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.base.net.Network;
import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The network as one simulated host sees it, and everything that is open on it. */
final class HostNetwork implements Network {
    private final SimulatedHost host;
    private final Internet internet;
    private final DnsZone zone;
    private final PortTable<SimulatedPort> datagramPorts;
    /** Listeners, and the near ends of the streams we opened; accepted streams share their listener's port. */
    private final PortTable<Object> streamPorts;

    private final Set<SimulatedStream> streams = new LinkedHashSet<>();

    HostNetwork(SimulatedHost host, Internet internet, DnsZone zone, SeededRandomness randomness) {
        this.host = host;
        this.internet = internet;
        this.zone = zone;
        this.datagramPorts = new PortTable<>("UDP", host, randomness);
        this.streamPorts = new PortTable<>("TCP", host, randomness);
    }

    SimulatedHost host() {
        return host;
    }

    Internet internet() {
        return internet;
    }

    @Override
    public DatagramPort openDatagramPort(Loop loop, InetSocketAddress local, DatagramReceiver receiver)
            throws IOException {
        var owner = ours(loop);
        var bound = datagramPorts.choose(local);
        var port = new SimulatedPort(this, owner, bound, receiver);
        datagramPorts.hold(bound, port);
        return port;
    }

    @Override
    public StreamListener listen(
            Loop loop, StreamKind kind, InetSocketAddress local, StreamSettings settings, StreamAcceptor acceptor)
            throws IOException {
        var owner = ours(loop);
        if (kind.isSecure() && settings.identity().isEmpty()) {
            throw new IOException("Cannot listen on " + local + ": " + kind + " needs an identity, a TlsIdentity");
        }
        if (settings.identity()
                .filter(identity -> !(identity instanceof TlsIdentity.Named))
                .isPresent()) {
            throw new IOException("A simulated network knows identities by name alone; take TlsIdentity.named");
        }
        var bound = streamPorts.choose(local);
        var listener = new SimulatedListener(this, owner, kind, bound, settings, acceptor);
        streamPorts.hold(bound, listener);
        return listener;
    }

    @Override
    public StreamConnection connect(
            Loop loop,
            StreamKind kind,
            InetSocketAddress remote,
            String serverName,
            StreamSettings settings,
            StreamHandler handler) {
        var owner = ours(loop);
        var failure = "";
        var bound = new InetSocketAddress(0);
        if (remote.isUnresolved()) {
            failure = "not an address: " + remote;
        } else {
            try {
                bound = streamPorts.choose(new InetSocketAddress(localAddressTowards(remote.getAddress()), 0));
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
            }
        }
        var stream = new SimulatedStream(this, owner, kind, bound, remote, handler);
        stream.wants(serverName, settings);
        streams.add(stream);
        if (!failure.isEmpty()) {
            stream.failed(StreamClose.Kind.CONNECT_FAILED, failure);
        } else if (bound.getAddress().isAnyLocalAddress()) {
            stream.failed(StreamClose.Kind.CONNECT_FAILED, "network is unreachable: no address of this family");
        } else {
            streamPorts.hold(bound, stream);
            new StreamDial(internet, stream).start();
        }
        return stream;
    }

    private SimulatedLoop ours(Loop loop) {
        if (loop instanceof SimulatedLoop simulated && host.owns(simulated)) {
            return simulated;
        }
        throw new IllegalArgumentException("The loop must be one of host " + host.name() + ", but is " + loop);
    }

    /** The near end of a stream that a peer has opened. */
    SimulatedStream accepted(SimulatedListener listener, InetSocketAddress local, InetSocketAddress remote) {
        var stream = new SimulatedStream(this, listener.loop(), listener.kind(), local, remote, DeafHandler.INSTANCE);
        streams.add(stream);
        return stream;
    }

    @Override
    public Dns dns() {
        return zone;
    }

    @Override
    public InetAddress localAddressTowards(InetAddress remote) {
        return host.addressTowards(remote);
    }

    /** The address that a packet from this port leaves with; empty when it cannot go there. */
    Optional<InetSocketAddress> sourceFor(InetSocketAddress local, InetAddress to) {
        if (!host.isAlive()) {
            return Optional.empty();
        }
        var address = local.getAddress();
        if (!address.isAnyLocalAddress()) {
            boolean fits = address.getClass() == to.getClass() && (!address.isLoopbackAddress() || host.owns(to));
            return fits ? Optional.of(local) : Optional.empty();
        }
        var source = host.addressTowards(to);
        return source.isAnyLocalAddress()
                ? Optional.empty()
                : Optional.of(new InetSocketAddress(source, local.getPort()));
    }

    Optional<SimulatedPort> portAt(InetSocketAddress destination) {
        return datagramPorts.at(destination);
    }

    Optional<SimulatedListener> listenerAt(InetSocketAddress destination) {
        return streamPorts
                .at(destination)
                .filter(SimulatedListener.class::isInstance)
                .map(SimulatedListener.class::cast);
    }

    void release(SimulatedPort port) {
        datagramPorts.release(port.local(), port);
    }

    void release(SimulatedListener listener) {
        streamPorts.release(listener.local(), listener);
    }

    void release(SimulatedStream stream) {
        streams.remove(stream);
        streamPorts.release(stream.bound(), stream);
    }

    List<String> openPorts() {
        var open = new ArrayList<String>();
        datagramPorts.all().forEach(port -> open.add(port.toString()));
        streamPorts.all().stream()
                .filter(SimulatedListener.class::isInstance)
                .forEach(listener -> open.add(listener.toString()));
        return open;
    }

    List<String> openStreams() {
        return streams.stream().map(SimulatedStream::toString).toList();
    }

    /** Breaks every stream to that host at both ends; returns how many. */
    int resetStreamsTo(SimulatedHost other) {
        int count = 0;
        for (var stream : List.copyOf(streams)) {
            if (stream.peerHost().filter(other::equals).isPresent()) {
                stream.breakOff("connection reset");
                count++;
            }
        }
        return count;
    }

    /** The host was switched off. */
    void forgetAll() {
        streams.forEach(SimulatedStream::forget);
        streams.clear();
        datagramPorts.clear();
        streamPorts.clear();
    }
}
