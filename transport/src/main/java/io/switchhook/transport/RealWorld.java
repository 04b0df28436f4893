package io.switchhook.transport;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.Network;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.world.World;
import io.switchhook.transport.internal.dns.DnsSettings;
import io.switchhook.transport.internal.lane.Lanes;
import io.switchhook.transport.internal.loop.NioLoop;
import io.switchhook.transport.internal.net.StreamPatience;
import io.switchhook.transport.internal.random.SecureRandomness;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The world outside a simulation: each loop is a thread, the network is this host's, callbacks run on virtual threads
 * where the JVM has them (Java 21 and later) and otherwise on a thread of the lane's own while it has a callback
 * running. All threads are daemons: none keeps the JVM alive.
 *
 * <p>The loops of one world share one time scale. Every method may be called from any thread; ports and streams may
 * be opened from any thread too, which then waits for the loop they belong to.
 */
public final class RealWorld implements World, AutoCloseable {
    /** All loops count from here; {@link System#nanoTime()} itself may be negative. */
    private final long originNanos = System.nanoTime();

    private final Lanes lanes = Lanes.ofThisJvm();
    private final Randomness randomness = new SecureRandomness();
    private final RealNetwork network;
    private final Set<NioLoop> loops = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private RealWorld(DnsSettings dnsSettings, StreamPatience patience) {
        network = new RealNetwork(lanes, dnsSettings, patience);
    }

    /** Opens a world with this system's DNS settings. It holds no thread and no socket until a loop is opened. */
    public static RealWorld open() {
        return open(DnsSettings.ofSystem());
    }

    /**
     * Opens a world that asks these DNS servers instead of the system's; the hosts file counts as ever.
     *
     * @param servers in order of preference, at least one, each with an address and a port above 0
     * @throws IllegalArgumentException when there is none, or one of them is only a name
     */
    public static RealWorld openWithDns(List<InetSocketAddress> servers) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("Give at least one DNS server, or open() for those of the system");
        }
        for (var server : servers) {
            if (server.isUnresolved() || server.getPort() == 0) {
                throw new IllegalArgumentException(
                        "A DNS server is given by its IP address and port, 53 as a rule, but not by " + server);
            }
        }
        var system = DnsSettings.ofSystem();
        return open(new DnsSettings(servers, system.hostsFile(), system.tryTimeout()));
    }

    static RealWorld open(DnsSettings dnsSettings) {
        return new RealWorld(dnsSettings, StreamPatience.DEFAULT);
    }

    static RealWorld open(StreamPatience patience) {
        return new RealWorld(DnsSettings.ofSystem(), patience);
    }

    /** @throws IllegalStateException when the world is closed */
    @Override
    public Loop openLoop(String name) {
        if (closed) {
            throw new IllegalStateException("The world is closed");
        }
        var loop = NioLoop.open(name, () -> System.nanoTime() - originNanos, loops::remove);
        loops.add(loop);
        if (closed) {
            loop.close(); // close() may have counted the loops before this one was added.
            throw new IllegalStateException("The world is closed");
        }
        return loop;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public Randomness randomness() {
        return randomness;
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }

    @Override
    public CallbackLane openLane(String name) {
        return lanes.open(name);
    }

    /**
     * Closes every loop that is still open, with all its ports and streams, and ends the threads of TCP. Callbacks
     * that run now run on. Closing twice does nothing.
     */
    @Override
    public void close() {
        closed = true;
        List.copyOf(loops).forEach(Loop::close);
        network.close();
    }
}
