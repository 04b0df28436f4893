package io.switchhook.systemtests.interop;

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
import io.switchhook.base.world.World;
import io.switchhook.systemtests.fixture.ForwardingWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;

/** The real world from behind a firewall: datagrams pass to and from a few ports alone. */
final class FirewallWorld extends ForwardingWorld {
    private final Set<Integer> open;

    /** @param open the ports of others that datagrams pass to and from */
    FirewallWorld(World world, Set<Integer> open) {
        super(world);
        this.open = open;
    }

    private final class Walled implements Network {
        private final Network network = FirewallWorld.super.network();

        @Override
        public DatagramPort openDatagramPort(Loop loop, InetSocketAddress local, DatagramReceiver receiver)
                throws IOException {
            var port = network.openDatagramPort(loop, local, (packet, from, now) -> {
                if (open.contains(from.getPort())) {
                    receiver.onDatagram(packet, from, now);
                }
            });
            return new DatagramPort() {
                @Override
                public InetSocketAddress local() {
                    return port.local();
                }

                @Override
                public boolean send(ByteBuffer packet, InetSocketAddress to) {
                    return !open.contains(to.getPort()) || port.send(packet, to);
                }

                @Override
                public void close() {
                    port.close();
                }
            };
        }

        @Override
        public StreamListener listen(
                Loop loop, StreamKind kind, InetSocketAddress local, StreamSettings settings, StreamAcceptor acceptor)
                throws IOException {
            return network.listen(loop, kind, local, settings, acceptor);
        }

        @Override
        public StreamConnection connect(
                Loop loop,
                StreamKind kind,
                InetSocketAddress remote,
                String serverName,
                StreamSettings settings,
                StreamHandler handler) {
            return network.connect(loop, kind, remote, serverName, settings, handler);
        }

        @Override
        public Dns dns() {
            return network.dns();
        }

        @Override
        public InetAddress localAddressTowards(InetAddress remote) {
            return network.localAddressTowards(remote);
        }
    }

    @Override
    public Network network() {
        return new Walled();
    }
}
