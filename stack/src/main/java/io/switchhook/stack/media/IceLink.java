package io.switchhook.stack.media;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.loop.Alarm;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.timer.Timed;
import io.switchhook.ice.IceAgent;
import io.switchhook.ice.IceCredentials;
import io.switchhook.ice.IceListener;
import io.switchhook.ice.IcePair;
import io.switchhook.ice.IceServer;
import io.switchhook.ice.IceSettings;
import io.switchhook.ice.ServerAddress;
import io.switchhook.media.rtp.PacketKind;
import io.switchhook.sdp.IceCandidate;
import java.net.Inet6Address;
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
    private final List<ServerAddress> found = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private IceSettings settings = IceSettings.of();
    private Mode mode = Mode.OPEN;
    /** The name of the other side's ICE. */
    private String peer = "";

    private final List<IceServer> unresolved = new ArrayList<>();
    private long resolvedByNanos = Timed.NEVER;
    /** Where the stream believes the other side to be, for each component; which pair is in use is not its matter. */
    private InetSocketAddress there = new InetSocketAddress(0);

    private InetSocketAddress thereRtcp = new InetSocketAddress(0);
    private boolean closed;

    IceLink(MediaEngine engine, MediaPath path, boolean lite, int components, IceUser user) {
        this.engine = engine;
        this.path = path;
        this.user = user;
        this.local = path.rtpAddress().getAddress();
        this.agent = new IceAgent(lite, path::sendByPort, this, engine.world().randomness(), engine.icePace());
        this.alarm = engine.loop().alarm(this::onTime);
        agent.addHost(1, path.rtpAddress());
        if (components > 1) {
            agent.addHost(2, new InetSocketAddress(local, path.rtpAddress().getPort() + 1));
        }
    }

    // --- addresses ------------------------------------------------------------------------------------------------

    void gather(IceSettings wished) {
        settings = wished;
        found.clear();
        troubles.clear();
        resolvedByNanos = now() + wished.gatherLimit().toNanos();
        unresolved.clear();
        unresolved.addAll(wished.servers());
        wished.servers().forEach(this::resolve);
        lookAtServers();
    }

    private void resolve(IceServer server) {
        var literal = IpLiteral.parse(server.host());
        if (literal.isPresent()) {
            onResolved(server, literal);
            return;
        }
        var type = local instanceof Inet6Address ? DnsType.AAAA : DnsType.A;
        engine.world().network().dns().lookup(engine.loop(), server.host(), type, answer -> {
            if (!closed && resolvedByNanos != Timed.NEVER) {
                onResolved(server, addressIn(answer));
                lookAtServers();
            }
        });
    }

    private static Optional<InetAddress> addressIn(DnsAnswer answer) {
        return answer instanceof DnsAnswer.Found records
                ? records.records().stream()
                        .filter(DnsRecord.Address.class::isInstance)
                        .map(each -> ((DnsRecord.Address) each).address())
                        .findFirst()
                : Optional.empty();
    }

    private void onResolved(IceServer server, Optional<InetAddress> address) {
        unresolved.remove(server);
        address.ifPresentOrElse(
                ip -> found.add(new ServerAddress(new InetSocketAddress(ip, server.port()), server.account())),
                () -> troubles.add("DNS knows no address of the server " + server + "."));
    }

    private void lookAtServers() {
        if (resolvedByNanos != Timed.NEVER && (unresolved.isEmpty() || now() >= resolvedByNanos)) {
            resolvedByNanos = Timed.NEVER;
            unresolved.forEach(server -> troubles.add("DNS did not tell in time where the server " + server + " is."));
            agent.gather(found, settings.gatherLimit(), now());
        }
        rearm();
    }

    @Override
    public void onGathered(List<IceCandidate> candidates, List<String> said) {
        var all = new ArrayList<>(troubles);
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
            alarm.set(Math.min(resolvedByNanos, agent.nextDeadlineNanos()));
        }
    }

    void close() {
        closed = true;
        agent.close(now());
        alarm.cancel();
    }
}
