package io.switchhook.benchmarks.peers;

import io.switchhook.base.dns.Dns;
import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.CallbackLane;
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
import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.TimerWheel;
import io.switchhook.base.world.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** A world of one loop and one datagram port whose time stands still until it is moved: what runs in it costs nothing but itself. On the thread that moves it. */
final class StillWorld implements World, Network, Loop, DatagramPort {
    private static final long BEGIN = 1_000_000_000L;
    private static final int SIP_PORT = 5060;

    private final Randomness randomness;
    private final Consumer<ByteBuffer> wire;
    private final InetAddress address = InetAddress.getLoopbackAddress();
    private final InetSocketAddress local = new InetSocketAddress(address, SIP_PORT);
    private final TimerWheel wheel = new TimerWheel(BEGIN);
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private DatagramReceiver receiver = (packet, from, nowNanos) -> {};
    private long nowNanos = BEGIN;

    /** @param wire gets what is sent, valid during the call only */
    StillWorld(Randomness randomness, Consumer<ByteBuffer> wire) {
        this.randomness = randomness;
        this.wire = wire;
    }

    /** A datagram comes in. */
    void receive(ByteBuffer packet, InetSocketAddress from) {
        receiver.onDatagram(packet, from, nowNanos);
        runTasks();
    }

    void move(long nanos) {
        nowNanos += nanos;
        wheel.advance(nowNanos);
        runTasks();
    }

    private void runTasks() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public Loop openLoop(String name) {
        return this;
    }

    @Override
    public Network network() {
        return this;
    }

    @Override
    public Randomness randomness() {
        return randomness;
    }

    @Override
    public Instant wallTime() {
        return Instant.EPOCH;
    }

    @Override
    public CallbackLane openLane(String name) {
        return this::post;
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public boolean post(Runnable task) {
        return tasks.add(task);
    }

    @Override
    public Alarm alarm(Runnable action) {
        return wheel.alarm(action);
    }

    @Override
    public int armedAlarms() {
        return wheel.armed();
    }

    @Override
    public DatagramPort openDatagramPort(Loop loop, InetSocketAddress wanted, DatagramReceiver taker) {
        receiver = taker;
        return this;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public boolean send(ByteBuffer packet, InetSocketAddress to) {
        wire.accept(packet);
        return true;
    }

    @Override
    public InetAddress localAddressTowards(InetAddress remote) {
        return address;
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    @Override
    public StreamListener listen(
            Loop loop, StreamKind kind, InetSocketAddress wanted, StreamSettings settings, StreamAcceptor acceptor) {
        throw new UnsupportedOperationException("datagrams only");
    }

    @Override
    public StreamConnection connect(
            Loop loop,
            StreamKind kind,
            InetSocketAddress remote,
            String serverName,
            StreamSettings settings,
            StreamHandler handler) {
        throw new UnsupportedOperationException("datagrams only");
    }

    @Override
    public Dns dns() {
        throw new UnsupportedOperationException("addresses only");
    }
}
