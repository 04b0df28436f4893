package io.switchhook.stack.flow;

import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The UDP ports of one stack; on its loop, once they are open. */
final class DatagramPorts {
    private final Network network;
    private final List<DatagramPort> ports = new ArrayList<>();

    DatagramPorts(Network network) {
        this.network = network;
    }

    void add(DatagramPort port) {
        ports.add(port);
    }

    boolean isEmpty() {
        return ports.isEmpty();
    }

    List<InetSocketAddress> locals() {
        return ports.stream().map(DatagramPort::local).toList();
    }

    /** The address of the port that packets to there leave from; empty when none reaches it. */
    Optional<InetSocketAddress> towards(InetAddress remote) {
        var reaching = new ArrayList<InetSocketAddress>(ports.size());
        for (var port : ports) {
            if (reaches(port.local().getAddress(), remote)) {
                reaching.add(port.local());
            }
        }
        if (reaching.size() > 1) {
            var towards = network.localAddressTowards(remote);
            var best = reaching.stream()
                    .filter(local -> local.getAddress().equals(towards))
                    .findFirst();
            if (best.isPresent()) {
                return best;
            }
        }
        return reaching.stream().findFirst();
    }

    /** Whether the packet has left. */
    boolean send(ByteBuffer packet, Flow flow) {
        for (var port : ports) {
            if (isOn(port.local(), flow)) {
                return port.send(packet, flow.remote());
            }
        }
        return false;
    }

    private static boolean isOn(InetSocketAddress bound, Flow flow) {
        return bound.equals(flow.local())
                || (bound.getAddress().isAnyLocalAddress()
                        && bound.getPort() == flow.local().getPort()
                        && reaches(bound.getAddress(), flow.remote().getAddress()));
    }

    /** A port reaches peers of its own IP version; one bound to loopback reaches loopback alone. */
    static boolean reaches(InetAddress local, InetAddress remote) {
        boolean sameVersion = local instanceof Inet4Address == remote instanceof Inet4Address;
        return sameVersion && (!local.isLoopbackAddress() || remote.isLoopbackAddress());
    }

    void close() {
        ports.forEach(DatagramPort::close);
    }
}
