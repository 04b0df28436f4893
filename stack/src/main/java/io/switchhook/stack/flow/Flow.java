package io.switchhook.stack.flow;

import io.switchhook.base.net.PeerPrefix;
import io.switchhook.sip.core.transaction.Hop;
import java.net.InetSocketAddress;

/**
 * A path between one address of ours and one of a peer. Two flows are equal when messages take the same path.
 *
 * @param local our address as the peer sees it when nothing translates between us; never the wildcard
 */
public record Flow(TransportKind kind, InetSocketAddress local, InetSocketAddress remote) implements Hop {

    // Written out: those that a record is given are linked at their first use, which a command that registers once
    // waits for.

    @Override
    public boolean equals(Object other) {
        return other instanceof Flow that
                && kind == that.kind
                && local.equals(that.local)
                && remote.equals(that.remote);
    }

    @Override
    public int hashCode() {
        return (kind.hashCode() * 31 + local.hashCode()) * 31 + remote.hashCode();
    }

    @Override
    public boolean reliable() {
        return kind.reliable();
    }

    @Override
    public Object peer() {
        return PeerPrefix.of(remote.getAddress());
    }

    @Override
    public String transport() {
        return kind.name();
    }
}
