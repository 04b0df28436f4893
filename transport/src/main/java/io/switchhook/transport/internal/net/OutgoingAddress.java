package io.switchhook.transport.internal.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/** Asks the routing table which address of ours leads to a peer. */
public final class OutgoingAddress {
    /** Any port will do: connecting a UDP socket sends nothing. */
    private static final int SOME_PORT = 9;

    private OutgoingAddress() {}

    /** The address that packets to {@code remote} leave from; without a route some address of this host and of the same family, else the wildcard. */
    public static InetAddress towards(InetAddress remote) {
        boolean v6 = remote instanceof Inet6Address;
        try (var channel = DatagramChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            channel.connect(new InetSocketAddress(remote, SOME_PORT));
            var local = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
            if (!local.isAnyLocalAddress()) {
                return local;
            }
        } catch (IOException e) {
            // No route, or no such family on this host: answered below.
        }
        return anyOfFamily(v6);
    }

    private static InetAddress anyOfFamily(boolean v6) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet6Address == v6)
                    .min((a, b) -> Integer.compare(rank(a), rank(b)))
                    .orElseGet(() -> new InetSocketAddress(0).getAddress());
        } catch (SocketException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private static int rank(InetAddress address) {
        return address.isLoopbackAddress() ? 2 : address.isLinkLocalAddress() ? 1 : 0;
    }
}
