package io.switchhook.stack.media;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.timer.Timed;
import io.switchhook.ice.IceAgent;
import io.switchhook.ice.IceCredentials;
import io.switchhook.ice.IceListener;
import io.switchhook.ice.IcePair;
import io.switchhook.ice.IceSettings;
import io.switchhook.media.rtp.PacketKind;
import io.switchhook.sdp.IceCandidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ICE agent of one stream between the stream's path and its loop. On the media loop. */
final class IceLink implements IceListener {

    /** What is known of the other side. */
    private enum Mode {
        /** Nothing: our offer is out, or not yet. */
        OPEN,
        /** It uses ICE. */
        AGREED,
        /** It uses none. */
        WITHOUT
    }

    private final MediaEngine engine;
    private final MediaPath path;
    private final IceUser user;
    private final IceAgent agent;
    private final Alarm alarm;
    private final WaitingFlight flight = new WaitingFlight();
    private final InetAddress local;
    private IceSettings settings = IceSettings.of();
    private Mode mode = Mode.OPEN;
    /** The name of the other side's ICE. */
    private String peer = "";

    private Optional<ServerSearch> search = Optional.empty();
    private long searchUntilNanos = Timed.NEVER;
    /** Where the stream believes the other side to be, for each component; which pair is in use is not its matter. */
    private InetSocketAddress there = new InetSocketAddress(0);

    private InetSocketAddress thereRtcp = new InetSocketAddress(0);
    private boolean closed;

    IceLink(MediaEngine engine, MediaPath path, boolean lite, int components, IceUser user) {
        this.engine = engine;
        this.path = path;
        this.user = user;
        this.local = path.rtpAddress().getAddress();
        this.agent = new IceAgent(
                lite,
                path::sendByPort,
                new TurnStreams(engine, this),
                this,
                engine.world().randomness(),
                engine.icePace());
        this.alarm = engine.loop().alarm(this::onTime);
        agent.addHost(1, path.rtpAddress());
        if (components > 1) {
            agent.addHost(2, new InetSocketAddress(local, path.rtpAddress().getPort() + 1));
        }
    }

    // --- addresses ------------------------------------------------------------------------------------------------

    void gather(IceSettings wished) {
        settings = wished;
        search.ifPresent(ServerSearch::stop);
        searchUntilNanos = now() + wished.gatherLimit().toNanos();
        search = Optional.of(new ServerSearch(engine, local, wished.servers(), this::lookAtServers));
        lookAtServers();
    }

    private void lookAtServers() {
        if (searchUntilNanos != Timed.NEVER) {
            var servers = search.orElseThrow();
            if (servers.isOver() || now() >= searchUntilNanos) {
                searchUntilNanos = Timed.NEVER;
                servers.stop();
                agent.gather(servers.found(), settings.gatherLimit(), now());
            }
        }
        rearm();
    }

    @Override
    public void onGathered(List<IceCandidate> candidates, List<String> said) {
        var all = new ArrayList<>(search.map(ServerSearch::troubles).orElse(List.of()));
        all.addAll(said);
        user.onGathered(candidates, all);
    }

    // --- what descriptions say ------------------------------------------------------------------------------------

    void expect(IceCredentials ours) {
        agent.expect(ours);
        rearm();
    }

    /** @param components 1 where RTCP shares the port of RTP */
    void run(IceSession session, int components) {
        mode = Mode.AGREED;
        if (!session.theirs().ufrag().equals(peer)) {
            peer = session.theirs().ufrag();
            flight.clear();
        }
        there = placeOf(session, 1);
        thereRtcp = placeOf(session, 2);
        agent.run(session.ours(), session.theirs(), session.controlling(), components, now());
        rearm();
    }

    /** The first address that it tells, which only has to be the same all the time; the discard port where it tells none. */
    private InetSocketAddress placeOf(IceSession session, int component) {
        return session.theirs().candidates().stream()
                .filter(candidate -> candidate.component() == component)
                .map(IceCandidate::address)
                .findFirst()
                .orElseGet(() -> new InetSocketAddress(local, 8 + component));
    }

    void doWithout() {
        if (mode != Mode.WITHOUT) {
            mode = Mode.WITHOUT;
            agent.doWithout(now());
            rearm();
        }
    }

    /** Whether the other side uses ICE as well. */
    boolean isInUse() {
        return mode == Mode.AGREED;
    }

    /** Where the stream is to believe the other side to be; empty where that is as its description says. */
    Optional<InetSocketAddress> place(boolean overRtcp) {
        return mode == Mode.AGREED ? Optional.of(overRtcp ? thereRtcp : there) : Optional.empty();
    }

    @Override
    public void onSelected(List<IcePair> pairs) {
        user.onSelected(pairs);
    }

    @Override
    public void onFailed(String reason) {
        user.onFailed(reason);
    }

    // --- packets --------------------------------------------------------------------------------------------------

    /** Whether a datagram was for ICE or TURN. */
    boolean takes(ByteBuffer packet, InetSocketAddress from, boolean overRtcp, long nowNanos) {
        boolean taken = agent.onDatagram(overRtcp ? 2 : 1, packet, from, nowNanos);
        if (taken) {
            rearm();
        }
        return taken;
    }

    void onServerBytes(int stream, ByteBuffer bytes, long nowNanos) {
        agent.onServerBytes(stream, bytes, nowNanos);
        rearm();
    }

    void onServerClosed(int stream, String why) {
        agent.onServerClosed(stream, why);
        rearm();
    }

    /** From whom media is, for the stream; empty when it is from nobody who has a part in the call. */
    Optional<InetSocketAddress> sourceOf(InetSocketAddress from, boolean overRtcp) {
        return mode == Mode.AGREED
                ? agent.knows(overRtcp ? 2 : 1, from) ? place(overRtcp) : Optional.empty()
                : Optional.of(from);
    }

    void send(ByteBuffer packet, InetSocketAddress to, boolean overRtcp) {
        int component = overRtcp ? 2 : 1;
        switch (mode) {
            case AGREED -> {
                if (!agent.send(component, packet, now()) && PacketKind.of(packet) == PacketKind.DTLS) {
                    flight.add(component, packet, now());
                }
            }
            case OPEN, WITHOUT -> agent.sendTo(component, packet, to, now());
        }
    }

    @Override
    public void onRelayed(int component, ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        path.deliver(this, packet, from, component == 2, nowNanos);
    }

    // --- time -----------------------------------------------------------------------------------------------------

    private long now() {
        return engine.loop().nowNanos();
    }

    private void onTime() {
        agent.onTime(now());
        lookAtServers();
    }

    private void rearm() {
        if (!closed) {
            flight.send((component, datagram) -> agent.send(component, datagram, now()));
            alarm.set(Math.min(searchUntilNanos, agent.nextDeadlineNanos()));
        }
    }

    void close() {
        closed = true;
        search.ifPresent(ServerSearch::stop);
        agent.close(now());
        alarm.cancel();
    }
}
