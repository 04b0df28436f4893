package io.switchhook.stack.flow;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Gives the datagrams of one peer one flow to share: each transaction keeps that of its request for half a minute. */
final class RecentFlows {
    /** A power of two. */
    private static final int PLACES = 256;

    private final @Nullable Flow[] places = new @Nullable Flow[PLACES];

    Flow datagrams(InetSocketAddress local, InetSocketAddress remote) {
        int place = remote.hashCode() & PLACES - 1;
        var known = places[place];
        if (known == null || !known.remote().equals(remote) || !known.local().equals(local)) {
            known = new Flow(TransportKind.UDP, local, remote);
            places[place] = known;
        }
        return known;
    }
}
