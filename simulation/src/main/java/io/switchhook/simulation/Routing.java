package io.switchhook.simulation;

import java.net.InetSocketAddress;
import java.util.List;

/** Where a packet goes. */
sealed interface Routing {

    /**
     * A way to a host.
     *
     * @param seenFrom the source address as the receiver sees it
     * @param destination the receiver's own address
     * @param entered holes of NAT boxes that the packet comes in through
     * @param left holes of NAT boxes that it leaves through
     */
    record Path(
            SimulatedHost target,
            InetSocketAddress seenFrom,
            InetSocketAddress destination,
            List<Entrance> entered,
            List<Nat.Mapping> left)
            implements Routing {

        boolean admits(long nowNanos) {
            return entered.stream().allMatch(entrance -> entrance.hole().admits(entrance.source(), nowNanos));
        }

        boolean carriesStream(long nowNanos) {
            return left.stream().allMatch(hole -> hole.carriesStream(nowNanos));
        }
    }

    /** A hole, and the source address that stands before it. */
    record Entrance(Nat.Mapping hole, InetSocketAddress source) {}

    /** No way, with the fate that the packet suffers. */
    record NoWay(Packet.Fate fate) implements Routing {}
}
