package io.switchhook.transport.internal.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.transport.internal.loop.NioLoop;
import io.switchhook.transport.internal.net.Layers;
import io.switchhook.transport.internal.net.OutgoingAddress;
import io.switchhook.transport.internal.net.StreamPatience;
import io.switchhook.transport.internal.net.TcpStreams;
import io.switchhook.transport.internal.tls.TlsContext;
import io.switchhook.transport.internal.ws.WebSocketLayer;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TCP streams, bare and secured, of all loops of one world, moved by a few Netty threads. */
public final class NettyStreams implements TcpStreams {
    /**
     * A SIP transaction gives up after 32 s (timer B, RFC 3261 §17.1.1.2) and has several servers to try in that time
     * (RFC 3263 §4.3); 5 s is room for the repeats of a lost SYN after 1 s and 3 s.
     */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** The threads move bytes only; parsing and everything after it is the loops' work. */
    private static final int MAX_THREADS = 4;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(NettyStreams.class);

    private final StreamPatience patience;
    private final UnsentBytes unsent = new UnsentBytes();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("switchhook-tcp", true),
            NioIoHandler.newFactory());

    public NettyStreams(StreamPatience patience) {
        this.patience = patience;
    }

    @Override
    public StreamConnection connect(
            NioLoop loop, Layers layers, InetSocketAddress remote, String serverName, StreamHandler handler)
            throws IOException {
        var url = urlOf(layers, remote, serverName);
        var socket = openTowards(remote);
        var local = (InetSocketAddress) socket.getLocalAddress();
        var connection = NettyConnection.connecting(loop, layers, remote, local, serverName, unsent, handler);
        var connecting = new Bootstrap()
                .group(group)
                .channelFactory(() -> new NioSocketChannel(socket))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .disableResolver()
                .handler(new ChannelInitializer<NioSocketChannel>() {
                    @Override
                    protected void initChannel(NioSocketChannel channel) {
                        layers.tls()
                                .ifPresent(tls ->
                                        secure(channel, tls, tls.client(serverName, remote.getPort()), connection));
                        layers.webSocket()
                                .ifPresent(
                                        settings -> WebSocketLayer.client(channel.pipeline(), url, settings, patience));
                        channel.pipeline().addLast(connection.events());
                    }
                })
                .connect(remote);
        connection.onChannel(connecting.channel());
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                connection.events().onConnectFailed(done.cause());
            }
        });
        return connection;
    }

    /** What a WebSocket is asked for (RFC 6455 §3); nobody looks at it elsewhere. */
    private static URI urlOf(Layers layers, InetSocketAddress remote, String serverName) throws IOException {
        var host = serverName.isEmpty() ? IpLiteral.asHost(remote.getAddress()) : serverName;
        var path = layers.webSocket().map(WebSocketSettings::path).orElse("/");
        try {
            return new URI(layers.tls().isPresent() ? "wss" : "ws", host + ":" + remote.getPort(), "/", null, null)
                    .resolve(path);
        } catch (URISyntaxException e) {
            throw new IOException("\"" + host + "\" cannot be the host of a WebSocket URL", e);
        }
    }

    /** Bound before it connects, so that the connection has its name from the beginning. */
    private static SocketChannel openTowards(InetSocketAddress remote) throws IOException {
        var family = remote.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        var socket = SocketChannel.open(family);
        try {
            socket.bind(new InetSocketAddress(OutgoingAddress.towards(remote.getAddress()), 0));
            return socket;
        } catch (IOException | RuntimeException e) {
            closeQuietly(socket);
            throw new IOException("There is no port to connect from: " + e.getMessage(), e);
        }
    }

    private void secure(Channel channel, TlsContext tls, SSLEngine engine, NettyConnection connection) {
        if (tls.isRenewable()) {
            channel.pipeline().addLast(new CertificateLook(tls, connection.events()));
        }
        channel.pipeline().addLast(secured(engine));
    }

    private SslHandler secured(SSLEngine engine) {
        var handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(patience.handshake().toMillis());
        return handler;
    }

    @Override
    public void adopt(NioLoop loop, Layers layers, SocketChannel socket, StreamAcceptor acceptor) {
        NettyConnection connection;
        NioSocketChannel channel;
        try {
            var remote = (InetSocketAddress) socket.getRemoteAddress();
            var local = (InetSocketAddress) socket.getLocalAddress();
            channel = new NioSocketChannel(socket);
            channel.config().setTcpNoDelay(true);
            connection = NettyConnection.accepted(loop, layers, remote, local, unsent);
        } catch (IOException | ChannelException e) {
            LOG.debug("A connection broke before it was accepted", e);
            closeQuietly(socket);
            return;
        }
        connection.onChannel(channel);
        if (!connection.askAcceptor(acceptor)) {
            channel.unsafe().closeForcibly();
        } else if (connection.isTurnedAway()) {
            channel.unsafe().closeForcibly();
            connection.events().onConnectFailed(new ClosedChannelException());
        } else {
            layers.tls().ifPresent(tls -> secure(channel, tls, tls.server(), connection));
            layers.webSocket().ifPresent(settings -> WebSocketLayer.server(channel.pipeline(), settings, patience));
            channel.pipeline().addLast(connection.events());
            group.register(channel).addListener(done -> {
                if (!done.isSuccess()) {
                    connection.events().onConnectFailed(done.cause());
                }
            });
        }
    }

    @Override
    public void close() {
        var ended = group.shutdownGracefully(0, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended.awaitUninterruptibly(CLOSE_PATIENCE.toMillis())) {
            LOG.error("The threads of TCP did not end within {}", CLOSE_PATIENCE);
        }
    }

    private static void closeQuietly(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A socket did not close", e);
        }
    }
}
