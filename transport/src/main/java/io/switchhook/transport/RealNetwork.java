package io.switchhook.transport;

import io.switchhook.base.dns.Dns;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.base.net.Network;
import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.transport.internal.dns.DnsClient;
import io.switchhook.transport.internal.dns.DnsSettings;
import io.switchhook.transport.internal.lane.Lanes;
import io.switchhook.transport.internal.loop.NioLoop;
import io.switchhook.transport.internal.net.FailedConnection;
import io.switchhook.transport.internal.net.Layers;
import io.switchhook.transport.internal.net.OutgoingAddress;
import io.switchhook.transport.internal.net.StreamPatience;
import io.switchhook.transport.internal.net.TcpListener;
import io.switchhook.transport.internal.net.TcpStreams;
import io.switchhook.transport.internal.net.UdpPort;
import io.switchhook.transport.internal.netty.NettyStreams;
import io.switchhook.transport.internal.tls.NameRule;
import io.switchhook.transport.internal.tls.TlsContexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The sockets of this host. Netty and dnsjava are loaded when the first stream and the first question need them. */
final class RealNetwork implements Network {
    private final Lanes lanes;
    private final DnsSettings dnsSettings;
    private final StreamPatience patience;
    private final TlsContexts tls;
    private final Object lock = new Object();
    private Optional<TcpStreams> streams = Optional.empty();
    private Optional<Dns> dns = Optional.empty();
    private boolean closed;

    RealNetwork(Lanes lanes, DnsSettings dnsSettings, StreamPatience patience) {
        this.lanes = lanes;
        this.tls = new TlsContexts(lanes.open("tls"));
        this.patience = patience;
        this.dnsSettings = dnsSettings;
    }

    @Override
    public DatagramPort openDatagramPort(Loop loop, InetSocketAddress local, DatagramReceiver receiver)
            throws IOException {
        var nioLoop = NioLoop.of(loop);
        return nioLoop.call(() -> UdpPort.open(nioLoop, local, receiver));
    }

    @Override
    public StreamListener listen(
            Loop loop, StreamKind kind, InetSocketAddress local, StreamSettings settings, StreamAcceptor acceptor)
            throws IOException {
        Layers layers;
        try {
            layers = layers(kind, settings);
            if (kind.isSecure() && settings.identity().isEmpty()) {
                throw new IOException(kind + " needs an identity, a certificate with its private key");
            }
            if (layers.tls().isPresent()) {
                layers.tls().get().read();
            }
        } catch (IOException e) {
            throw new IOException("Cannot listen on " + local + ": " + e.getMessage(), e);
        }
        var nioLoop = NioLoop.of(loop);
        return nioLoop.call(() -> TcpListener.open(nioLoop, layers, local, this::streams, acceptor));
    }

    @Override
    public StreamConnection connect(
            Loop loop,
            StreamKind kind,
            InetSocketAddress remote,
            String serverName,
            StreamSettings settings,
            StreamHandler handler) {
        var nioLoop = NioLoop.of(loop);
        if (remote.isUnresolved()) {
            return FailedConnection.report(nioLoop, kind, remote, handler, remote + " is a name, not an address");
        }
        try {
            var layers = layers(kind, settings);
            return nioLoop.call(() -> streams().connect(nioLoop, layers, remote, serverName, handler));
        } catch (IOException e) {
            return FailedConnection.report(nioLoop, kind, remote, handler, String.valueOf(e.getMessage()));
        }
    }

    private Layers layers(StreamKind kind, StreamSettings settings) throws IOException {
        return switch (kind) {
            case TCP -> Layers.TCP;
            case TLS -> new Layers(kind, Optional.of(tls.of(settings, NameRule.SIP)), Optional.empty());
            case WS -> new Layers(kind, Optional.empty(), Optional.of(settings.webSocket()));
            case WSS ->
                new Layers(kind, Optional.of(tls.of(settings, NameRule.WEB)), Optional.of(settings.webSocket()));
        };
    }

    @Override
    public Dns dns() {
        synchronized (lock) {
            if (dns.isEmpty()) {
                dns = Optional.of(DnsClient.open(dnsSettings, lanes.open("dns")));
            }
            return dns.get();
        }
    }

    @Override
    public InetAddress localAddressTowards(InetAddress remote) {
        return OutgoingAddress.towards(remote);
    }

    /** Ends the threads of streams; the loops have ended before. */
    void close() {
        Optional<TcpStreams> open;
        synchronized (lock) {
            closed = true;
            open = streams;
            streams = Optional.empty();
        }
        open.ifPresent(TcpStreams::close);
    }

    private TcpStreams streams() {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("The world of this network is closed");
            }
            if (streams.isEmpty()) {
                streams = Optional.of(new NettyStreams(patience));
            }
            return streams.get();
        }
    }
}
