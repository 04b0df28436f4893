package io.switchhook.simulation;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.Network;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.world.World;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One computer of a simulation, with addresses, loops, ports and randomness of its own. It also has the loopback
 * addresses, on which it hears itself only.
 *
 * <p>Callback lanes run as tasks of the simulation, outside of any loop. <b>A callback must not block here</b>: it
 * would stop the clock it waits for. Where a test has a
 * callback wait, it calls {@link Simulation#await} instead, which lets the simulation run on meanwhile while the lane's
 * other callbacks wait as they should.
 */
public final class SimulatedHost implements World {
    private final Simulation simulation;
    private final Scheduler scheduler;
    private final String name;
    private final Realm realm;
    private final List<InetAddress> addresses;
    private final SeededRandomness randomness;
    private final HostNetwork network;
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private volatile boolean alive = true;
    private volatile long wakesAtNanos;

    SimulatedHost(
            Simulation simulation, Scheduler scheduler, Internet internet, Realm realm, String name, String... texts) {
        this.simulation = simulation;
        this.scheduler = scheduler;
        this.name = name;
        this.realm = realm;
        this.randomness = SeededRandomness.derived(simulation.seed(), "host " + name);
        this.addresses = List.of(texts).stream().map(Simulation::parse).toList();
        this.addresses.forEach(address -> realm.add(address, this));
        var ports = SeededRandomness.derived(simulation.seed(), "ports " + name);
        this.network = new HostNetwork(this, internet, simulation.dns(), ports);
    }

    public String name() {
        return name;
    }

    /** The addresses given, without those of loopback. */
    public List<InetAddress> addresses() {
        return addresses;
    }

    /** The first address given. */
    public InetAddress address() {
        return addresses.get(0);
    }

    @Override
    public Loop openLoop(String loopName) {
        if (!alive) {
            throw new IllegalStateException("Host " + name + " is switched off");
        }
        var loop = new SimulatedLoop(scheduler, this, loopName);
        synchronized (loops) {
            loops.add(loop);
        }
        return loop;
    }

    @Override
    public Network network() {
        return network;
    }

    HostNetwork simulatedNetwork() {
        return network;
    }

    /** Determined by the simulation's seed and the host's name, so that another host more changes nothing here. */
    @Override
    public Randomness randomness() {
        return randomness;
    }

    @Override
    public Instant wallTime() {
        return simulation.wallTime();
    }

    @Override
    public CallbackLane openLane(String laneName) {
        return new SimulatedLane(scheduler, this, laneName);
    }

    /** Descriptions of the UDP ports and listeners that are open. */
    public List<String> openPorts() {
        return network.openPorts();
    }

    /** Descriptions of the streams that are connecting or open. */
    public List<String> openStreams() {
        return network.openStreams();
    }

    /** Number of alarms that are set now, on all loops. */
    public int armedAlarms() {
        return snapshot().stream().mapToInt(SimulatedLoop::countArmedAlarms).sum();
    }

    /** Names of the loops that are not closed. */
    public List<String> openLoops() {
        return snapshot().stream()
                .filter(SimulatedLoop::isOpen)
                .map(SimulatedLoop::toString)
                .toList();
    }

    List<SimulatedLoop> snapshot() {
        synchronized (loops) {
            return List.copyOf(loops);
        }
    }

    /** Everything of this host that is still open or armed, in sentences. */
    List<String> leftovers() {
        var left = new ArrayList<String>();
        left.addAll(openPorts());
        left.addAll(openStreams());
        for (var loop : snapshot()) {
            if (loop.countArmedAlarms() > 0) {
                left.add(loop.countArmedAlarms() + " armed alarm(s) of loop " + loop);
            }
            if (loop.isOpen()) {
                left.add("open loop " + loop);
            }
        }
        return left;
    }

    boolean isAlive() {
        return alive;
    }

    void die() {
        alive = false;
        snapshot().forEach(SimulatedLoop::die);
        synchronized (loops) {
            loops.clear();
        }
        network.forgetAll();
    }

    void revive() {
        alive = true;
    }

    void sleepUntil(long nanos) {
        wakesAtNanos = Math.max(wakesAtNanos, nanos);
    }

    boolean sleeps() {
        return wakesAtNanos > scheduler.nowNanos();
    }

    /** The end of its last sleep. */
    long wakesAtNanos() {
        return wakesAtNanos;
    }

    void callbackFailed(SimulatedLane lane, Throwable failure) {
        simulation.callbackFailed(lane.toString(), failure);
    }

    Realm realm() {
        return realm;
    }

    boolean owns(SimulatedLoop loop) {
        synchronized (loops) {
            return loops.contains(loop);
        }
    }

    boolean owns(InetAddress address) {
        return address.isLoopbackAddress() || addresses.contains(address);
    }

    /** Of the addresses of the same family the one that shares most leading bits; the wildcard if there is none. */
    InetAddress addressTowards(InetAddress remote) {
        if (owns(remote)) {
            return remote;
        }
        var best = wildcardLike(remote);
        int bestBits = -1;
        for (var address : addresses) {
            if (address.getClass() == remote.getClass() && commonBits(address, remote) > bestBits) {
                best = address;
                bestBits = commonBits(address, remote);
            }
        }
        return best;
    }

    private static int commonBits(InetAddress a, InetAddress b) {
        var left = a.getAddress();
        var right = b.getAddress();
        int bits = 0;
        for (int i = 0; i < left.length; i++) {
            int difference = (left[i] ^ right[i]) & 0xff;
            if (difference != 0) {
                return bits + Integer.numberOfLeadingZeros(difference) - 24;
            }
            bits += Byte.SIZE;
        }
        return bits;
    }

    static InetAddress wildcardLike(InetAddress address) {
        return Simulation.parse(address instanceof Inet4Address ? "0.0.0.0" : "::");
    }

    @Override
    public String toString() {
        return name + " ("
                + String.join(", ", addresses.stream().map(IpLiteral::asText).toList()) + ")";
    }
}
