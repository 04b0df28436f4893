package io.switchhook.systemtests.lives;

import io.switchhook.base.dns.Dns;
import io.switchhook.base.loop.Alarm;
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
import io.switchhook.base.timer.Timed;
import io.switchhook.base.world.World;
import io.switchhook.systemtests.fixture.ForwardingWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A host on which the clock of the media loop stands still: ports are opened, agreed on and given back, but no packet of
 * audio is sent. A life is some fifty times faster on it, and its signalling is the same.
 */
public final class QuietWorld extends ForwardingWorld {
    private final QuietNetwork network;

    public QuietWorld(World host) {
        super(host);
        this.network = new QuietNetwork(host.network());
    }

    @Override
    public Loop openLoop(String name) {
        var loop = super.openLoop(name);
        return name.contains("media") ? new StandingLoop(loop) : loop;
    }

    @Override
    public Network network() {
        return network;
    }

    /** Its tasks run, its alarms do not ring. */
    private record StandingLoop(Loop loop) implements Loop {
        @Override
        public long nowNanos() {
            return loop.nowNanos();
        }

        @Override
        public boolean inLoop() {
            return loop.inLoop();
        }

        @Override
        public boolean post(Runnable task) {
            return loop.post(task);
        }

        @Override
        public Alarm alarm(Runnable action) {
            return new StandingAlarm();
        }

        @Override
        public int armedAlarms() {
            return loop.armedAlarms();
        }

        @Override
        public void close() {
            loop.close();
        }
    }

    private static final class StandingAlarm implements Alarm {
        private boolean set;

        @Override
        public void set(long deadlineNanos) {
            set = deadlineNanos != Timed.NEVER;
        }

        @Override
        public void cancel() {
            set = false;
        }

        @Override
        public boolean isSet() {
            return set;
        }
    }

    private record QuietNetwork(Network network) implements Network {
        private static Loop real(Loop loop) {
            return loop instanceof StandingLoop standing ? standing.loop() : loop;
        }

        @Override
        public DatagramPort openDatagramPort(Loop loop, InetSocketAddress local, DatagramReceiver receiver)
                throws IOException {
            return network.openDatagramPort(real(loop), local, receiver);
        }

        @Override
        public StreamListener listen(
                Loop loop, StreamKind kind, InetSocketAddress local, StreamSettings settings, StreamAcceptor acceptor)
                throws IOException {
            return network.listen(real(loop), kind, local, settings, acceptor);
        }

        @Override
        public StreamConnection connect(
                Loop loop,
                StreamKind kind,
                InetSocketAddress remote,
                String serverName,
                StreamSettings settings,
                StreamHandler handler) {
            return network.connect(real(loop), kind, remote, serverName, settings, handler);
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
}
