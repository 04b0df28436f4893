package io.switchhook.base.net;

import io.switchhook.base.dns.Dns;
import io.switchhook.base.loop.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The network as one host sees it. Everything opened belongs to the loop given, is used on that loop only, and calls its receiver on that
 * loop. A loop and a network come from the same {@link io.switchhook.base.world.World}.
 */
public interface Network {

    /**
     * Opens a UDP port.
     *
     * @param local address to bind; port 0 asks for any free port, the wildcard address for all addresses
     * @throws IOException when the port is in use or the address is not ours; the message says which
     */
    DatagramPort openDatagramPort(Loop loop, InetSocketAddress local, DatagramReceiver receiver) throws IOException;

    /**
     * Listens for streams.
     *
     * @param settings for secure kinds: they need an identity
     * @throws IOException when the port is in use, the address is not ours or the identity cannot be used; the message says which
     */
    StreamListener listen(
            Loop loop, StreamKind kind, InetSocketAddress local, StreamSettings settings, StreamAcceptor acceptor)
            throws IOException;

    /** Listens for streams with {@link StreamSettings#DEFAULT}. */
    default StreamListener listen(Loop loop, StreamKind kind, InetSocketAddress local, StreamAcceptor acceptor)
            throws IOException {
        return listen(loop, kind, local, StreamSettings.DEFAULT, acceptor);
    }

    /**
     * Starts to connect. Success and failure are reported to the handler, never thrown.
     *
     * @param serverName the name that a certificate has to prove and that WebSocket puts into Host; unused for TCP
     * @param settings for secure kinds
     */
    StreamConnection connect(
            Loop loop,
            StreamKind kind,
            InetSocketAddress remote,
            String serverName,
            StreamSettings settings,
            StreamHandler handler);

    /** Starts to connect with {@link StreamSettings#DEFAULT}. */
    default StreamConnection connect(
            Loop loop, StreamKind kind, InetSocketAddress remote, String serverName, StreamHandler handler) {
        return connect(loop, kind, remote, serverName, StreamSettings.DEFAULT, handler);
    }

    /** Fetches DNS answers for this host. */
    Dns dns();

    /** The address of ours that packets to {@code remote} leave from, by the routing table; needs no packet. */
    InetAddress localAddressTowards(InetAddress remote);
}
