package io.switchhook.ice;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An agent on a simulated host: its ports, its alarm and what it was told. */
final class IceParty implements IceListener {
    static final int FIRST_PORT = 4000;

    final Simulation simulation;
    final SimulatedHost host;
    final Loop loop;
    final IceAgent agent;
    final List<DatagramPort> ports = new ArrayList<>();
    final List<String> heard = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final List<List<IcePair>> selections = new ArrayList<>();
    List<IceCandidate> gathered = List.of();
    List<String> troubles = List.of();
    boolean ready;
    IceCredentials credentials;
    private final Alarm alarm;

    IceParty(Simulation simulation, SimulatedHost host, int components, boolean lite) {
        this.simulation = simulation;
        this.host = host;
        this.loop = host.openLoop("media");
        this.credentials = IceCredentials.draw(host.randomness());
        this.alarm = simulation.call(loop, () -> loop.alarm(this::onTime));
        this.agent = new IceAgent(lite, this::send, ServerStreams.NONE, this, host.randomness(), new IcePace());
        for (int component = 1; component <= components; component++) {
            var local = new InetSocketAddress(host.address(), FIRST_PORT + component - 1);
            int number = component;
            try {
                ports.add(host.network()
                        .openDatagramPort(loop, local, (packet, from, now) -> onDatagram(number, packet, from, now)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            agent.addHost(component, local);
        }
        agent.expect(credentials);
    }

    private void send(int component, ByteBuffer packet, InetSocketAddress to) {
        ports.get(component - 1).send(packet, to);
    }

    private void onDatagram(int component, ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        if (!agent.onDatagram(component, packet, from, nowNanos)) {
            onRelayed(component, packet, from, nowNanos);
        }
        rearm();
    }

    private void onTime() {
        agent.onTime(loop.nowNanos());
        rearm();
    }

    private void rearm() {
        alarm.set(agent.nextDeadlineNanos());
    }

    /** Runs a task on the loop. */
    void on(Consumer<Long> task) {
        simulation.call(loop, () -> {
            task.accept(loop.nowNanos());
            rearm();
            return true;
        });
    }

    void gather(ServerAddress... servers) {
        on(now -> agent.gather(List.of(servers), Duration.ofSeconds(2), now));
        simulation.runUntil(() -> ready, Duration.ofSeconds(5));
    }

    IceDescription description() {
        return IceDescription.of(credentials.ufrag(), credentials.password(), gathered);
    }

    void run(IceDescription theirs, boolean controlling) {
        on(now -> agent.run(credentials, theirs, controlling, ports.size(), now));
    }

    void restart() {
        credentials = IceCredentials.draw(host.randomness());
        on(now -> agent.expect(credentials));
    }

    /** Sends a packet of media; it begins as RTP does. */
    void say(int component, String word) {
        var packet = ByteBuffer.wrap(("\u0000" + word).getBytes(StandardCharsets.ISO_8859_1));
        packet.put(0, (byte) 0x80);
        on(now -> agent.send(component, packet, now));
    }

    boolean isSettled() {
        return !selections.isEmpty();
    }

    IcePair selected(int component) {
        return selections.get(selections.size() - 1).get(component - 1);
    }

    void close() {
        on(agent::close);
        simulation.call(loop, () -> {
            ports.forEach(DatagramPort::close);
            return true;
        });
        assert simulation.call(loop, loop::armedAlarms) == 0 : "an alarm is left";
        loop.close();
    }

    @Override
    public void onGathered(List<IceCandidate> candidates, List<String> said) {
        gathered = candidates;
        troubles = said;
        ready = true;
    }

    @Override
    public void onSelected(List<IcePair> pairs) {
        selections.add(pairs);
    }

    @Override
    public void onFailed(String reason) {
        failures.add(reason);
    }

    @Override
    public void onRelayed(int component, ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        if (agent.knows(component, from)) {
            var bytes = new byte[packet.remaining() - 1];
            packet.get(packet.position() + 1, bytes);
            heard.add(component + " " + new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }
}
