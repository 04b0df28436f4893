package io.switchhook.stack.media;

import io.switchhook.base.loop.Loop;
import io.switchhook.ice.IceCredentials;
import io.switchhook.ice.IcePair;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.session.LatchSettings;
import io.switchhook.media.session.RelayLeg;
import io.switchhook.media.session.RelaySide;
import io.switchhook.media.session.RtpRelay;
import io.switchhook.media.srtp.Protection;
import io.switchhook.media.srtp.SrtpPath;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.negotiation.AgreedDtls;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.stack.spi.DtlsEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One media line that a PBX passes on between two sides, packets untouched but for keys that end here, or translated where the two have no codec in common.
 * Each side has ports of its own, on each local address that somebody on that
 * side may be told of: telephones of one extension can be in different networks. Its methods may be called from any thread.
 */
public final class RelaySession {
    private final MediaEngine engine;
    private final Loop loop;
    private final RtpRelay relay;
    private final Map<RelaySide, Map<InetAddress, Door>> doors = new EnumMap<>(RelaySide.class);
    /** The local address that each side's peer is known by; its ports may be opened before or after that. */
    private final Map<RelaySide, InetAddress> inUse = new EnumMap<>(RelaySide.class);
    /** What a side hears from us; on the media loop. */
    private final Map<RelaySide, RelaySound> sounds = new EnumMap<>(RelaySide.class);
    /** The host names of each side's peer; on the media loop. */
    private final Map<RelaySide, RemoteNames> names = new EnumMap<>(RelaySide.class);

    /** Where keys of a side come from, if by DTLS; on the media loop. */
    private final Map<RelaySide, DtlsKeying> keyings = new EnumMap<>(RelaySide.class);

    /** Between two sides without a common codec; on the media loop. */
    private Optional<RelayTranslation> translation = Optional.empty();

    private Consumer<String> troubleListener = text -> {};
    private BiConsumer<RelaySide, KeysOutcome> keysListener = (side, outcome) -> {};
    private boolean closed;

    RelaySession(MediaEngine engine) {
        this.engine = engine;
        this.loop = engine.loop();
        this.relay = new RtpRelay(LatchSettings.standard(), this::send);
        for (var side : RelaySide.values()) {
            doors.put(side, new HashMap<>());
            names.put(side, new RemoteNames(engine, text -> troubleListener.accept(text)));
        }
    }

    /**
     * Where somebody on this side is to send its audio; opens ports on that address when there are none yet.
     *
     * @param local the address of ours that the other end reaches us at
     * @throws IOException when no ports are free, or the session is closed
     */
    public synchronized InetSocketAddress rtp(RelaySide side, InetAddress local) throws IOException {
        if (closed) {
            throw new IOException("The relay is closed");
        }
        var there = doors.getOrDefault(side, Map.of());
        var door = there.get(local);
        if (door == null) {
            door = new Door(side, local);
            there.put(local, door);
        }
        return door.path.rtpAddress();
    }

    /** Tells in a sentence, on the media loop, when a peer names a host for its media that leads nowhere. */
    public void listenForTrouble(Consumer<String> listener) {
        loop.post(() -> troubleListener = listener);
    }

    /** Tells, on the media loop, what became of a handshake that the keys of a side come from (RFC 5763). */
    public void listenForKeys(BiConsumer<RelaySide, KeysOutcome> listener) {
        loop.post(() -> keysListener = listener);
    }

    /**
     * New SDP of the same peer, which reaches us at that local address.
     *
     * @param leg its addresses may be unresolved: they are looked up, and the peer is sent media when DNS has said where it is, or when something comes from it
     */
    public void update(RelaySide side, InetAddress local, RelayLeg leg) {
        update(side, local, leg, Optional.empty(), Optional.empty());
    }

    /**
     * The same of a peer whose keys come by DTLS, where there is something agreed on that: they end here, and nothing passes before they are there.
     *
     * @param dtls what our description and the peer's come to; its fingerprint on our side is that of {@link MediaEngine#ownDtls}
     * @param ice what they come to of ICE, of which we are the lite side; empty where they do without
     */
    public void update(
            RelaySide side, InetAddress local, RelayLeg leg, Optional<AgreedDtls> dtls, Optional<IceSession> ice) {
        loop.post(() -> {
            use(side, local);
            var placed = overIce(side, leg, ice);
            relay.update(side, found(side, local, keyed(side, placed, dtls)), loop.nowNanos());
            shakeHands(side, placed, dtls);
        });
    }

    /**
     * A description of ours with these names is about to leave: checks of a peer may come before its own description does (RFC 8445 §7.3). Of several peers that are asked for one
     * place the last is answered at once, the others when they have it.
     *
     * @param local our address that the description tells
     */
    public void expectIce(RelaySide side, InetAddress local, IceCredentials ours) {
        loop.post(() -> {
            var door = doorAt(side, local);
            if (door != null && !isClosed()) {
                door.path.ice().orElseGet(door::useIce).expect(ours);
            }
        });
    }

    /** Another peer takes the side: who is across from it hears that peer, and no sound of ours any more. */
    public void replace(RelaySide side, InetAddress local, RelayLeg leg) {
        replace(side, local, leg, Optional.empty(), Optional.empty());
    }

    /** The same of a peer with keys by DTLS, or ICE, as {@link #update(RelaySide, InetAddress, RelayLeg, Optional, Optional)} has it. */
    public void replace(
            RelaySide side, InetAddress local, RelayLeg leg, Optional<AgreedDtls> dtls, Optional<IceSession> ice) {
        loop.post(() -> {
            List.of(RelaySide.values()).forEach(this::stopSound);
            stopTranslation();
            use(side, local);
            if (isKeyed(side)) {
                endKeying(side);
            }
            var placed = overIce(side, leg, ice);
            relay.replace(side, found(side, local, keyed(side, placed, dtls)), loop.nowNanos());
            shakeHands(side, placed, dtls);
        });
    }

    /** Whether what comes from the side is dropped. */
    public void block(RelaySide side, boolean blocked) {
        loop.post(() -> relay.block(side, blocked));
    }

    /** The peer of the side has left: it is neither heard nor sent anything until another takes the side. */
    public void vacate(RelaySide side) {
        loop.post(() -> {
            stopSound(side);
            stopTranslation();
            namesOf(side).stop();
            endKeying(side);
            relay.vacate(side);
        });
    }

    /**
     * Sends a sound of ours to the side, as a source of its own (RFC 3550 §8), until the other side has a new peer, another sound is played, or the session ends. Play it
     * where the other side has left ({@link #vacate}): two who speak at once confuse most telephones.
     *
     * @param agreed how the side takes its audio, in plain or under keys that end here ({@link RelayLeg#protection}); no sound is sent when it takes none now, or no codec of ours
     * @param source asked for samples at its own rate, on the media loop
     */
    public void play(RelaySide side, AgreedStream agreed, PcmSource source) {
        var plan = RelaySound.planOf(agreed, engine);
        loop.post(() -> {
            stopSound(side);
            if (!isClosed()) {
                plan.ifPresent(how -> sounds.put(
                        side,
                        new RelaySound(
                                engine,
                                how,
                                source,
                                () -> relay.remote(side),
                                // Where the side has turned out to be, not where it said.
                                (packet, to, rtcp) -> relay.say(side, packet, rtcp))));
            }
        });
    }

    /**
     * Decodes what each side sends and encodes it as the other one takes it, from now on or as it was newly agreed on: packets of each length, SRTP and RTCP are those of each
     * side for itself. Until {@link #passOn}, or until a side is vacated or has another peer.
     *
     * @param a what A agreed to; the first codec that it takes is one of the engine's
     * @param b the same of B
     * @throws java.util.NoSuchElementException when the engine has no codec for what is to be sent
     */
    public void translate(AgreedStream a, AgreedStream b) {
        var planA = AgreedPlan.of(a, false, engine).build();
        var planB = AgreedPlan.of(b, false, engine).build();
        loop.post(() -> {
            if (!isClosed()) {
                translation.ifPresentOrElse(
                        running -> running.apply(planA, planB),
                        () -> translation = Optional.of(new RelayTranslation(engine, relay, planA, planB)));
            }
        });
    }

    /** Packets go across untouched again. */
    public void passOn() {
        loop.post(this::stopTranslation);
    }

    /** Ends the sound of ours that the side hears, if there is one. */
    public void silence(RelaySide side) {
        loop.post(() -> stopSound(side));
    }

    /** Frees the ports. Closing twice does nothing. */
    public void close() {
        loop.post(this::closeAll);
    }

    // --- on the media loop ----------------------------------------------------------------------------------------

    /** Where ICE is used, the relay is told one place and no other, whatever path is in use. */
    private RelayLeg overIce(RelaySide side, RelayLeg leg, Optional<IceSession> ice) {
        var door = doorInUse(side);
        if (door == null || isClosed()) {
            return leg;
        }
        if (ice.isEmpty()) {
            door.path.ice().ifPresent(IceLink::doWithout);
            return leg;
        }
        var link = door.path.ice().orElseGet(door::useIce);
        link.run(ice.get(), leg.rtcpMux() ? 1 : 2);
        return leg.at(link.place(false), link.place(true));
    }

    private boolean isKeyed(RelaySide side) {
        var keying = keyings.get(side);
        return keying != null && keying.isInUse();
    }

    private void endKeying(RelaySide side) {
        var keying = keyings.remove(side);
        if (keying != null) {
            keying.close();
            relay.keys(side).shareWithReports();
        }
    }

    /** Keys that stand, or are to come, are not the description's to say. */
    private RelayLeg keyed(RelaySide side, RelayLeg leg, Optional<AgreedDtls> dtls) {
        if (dtls.isEmpty()) {
            endKeying(side);
            return leg;
        }
        return leg.withProtection(isKeyed(side) ? relay.keys(side).protection() : Protection.CLOSED);
    }

    private void shakeHands(RelaySide side, RelayLeg leg, Optional<AgreedDtls> dtls) {
        if (!isClosed()) {
            dtls.ifPresent(agreed -> engine.dtls()
                    .ifPresent(endpoint -> keying(side, endpoint).use(agreed, leg.rtcpMux(), leg.remoteRtp())));
        }
    }

    private DtlsKeying keying(RelaySide side, DtlsEndpoint endpoint) {
        return keyings.computeIfAbsent(side, any -> new DtlsKeying(endpoint, loop, new KeyedSide(side)));
    }

    /** What the handshakes of its keys see of one side. */
    private final class KeyedSide implements DtlsKeying.Stream {
        private final RelaySide side;

        KeyedSide(RelaySide side) {
            this.side = side;
        }

        @Override
        public void send(ByteBuffer datagram, InetSocketAddress to, boolean rtcp) {
            RelaySession.this.send(side, datagram, to, rtcp);
        }

        @Override
        public Optional<InetSocketAddress> place(boolean rtcp) {
            return rtcp ? relay.remoteRtcp(side) : relay.remote(side);
        }

        @Override
        public boolean hasOnePlace() {
            var door = doorInUse(side);
            return door != null && door.path.ice().filter(IceLink::isInUse).isPresent();
        }

        @Override
        public SrtpPath path() {
            return relay.keys(side);
        }

        @Override
        public void onOutcome(KeysOutcome outcome) {
            keysListener.accept(side, outcome);
        }
    }

    private RemoteNames namesOf(RelaySide side) {
        return Objects.requireNonNull(names.get(side));
    }

    /** What a leg says, with addresses in the place of names as far as they are known; the others are asked for. */
    private RelayLeg found(RelaySide side, InetAddress local, RelayLeg leg) {
        var own = namesOf(side);
        if (isClosed()) {
            own.stop();
        } else {
            own.ask(
                    List.of(leg.remoteRtp(), leg.remoteRtcp()),
                    local,
                    () -> relay.onFound(side, own.known(leg.remoteRtp()), own.known(leg.remoteRtcp())));
        }
        return new RelayLeg(
                own.known(leg.remoteRtp()),
                own.known(leg.remoteRtcp()),
                leg.rtcpMux(),
                leg.payloadTypes(),
                leg.signallingHost(),
                leg.protection());
    }

    private void stopSound(RelaySide side) {
        var sound = sounds.remove(side);
        if (sound != null) {
            sound.stop();
        }
    }

    private void stopTranslation() {
        translation.ifPresent(RelayTranslation::stop);
        translation = Optional.empty();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void closeAll() {
        List.of(RelaySide.values()).forEach(this::stopSound);
        stopTranslation();
        names.values().forEach(RemoteNames::stop);
        List.of(RelaySide.values()).forEach(this::endKeying);
        closed = true;
        relay.close();
        doors.values().forEach(there -> {
            there.values().forEach(door -> door.path.close());
            there.clear();
        });
        inUse.clear();
    }

    private synchronized void use(RelaySide side, InetAddress local) {
        inUse.put(side, local);
    }

    private synchronized @Nullable Door doorInUse(RelaySide side) {
        var local = inUse.get(side);
        return local == null ? null : doorAt(side, local);
    }

    private synchronized @Nullable Door doorAt(RelaySide side, InetAddress local) {
        return doors.getOrDefault(side, Map.of()).get(local);
    }

    private void send(RelaySide side, ByteBuffer packet, InetSocketAddress to, boolean rtcp) {
        var door = doorInUse(side);
        if (door != null) {
            door.path.send(packet, to, rtcp);
        }
    }

    /** Says what comes of the checks of a side. */
    private final class Path implements IceUser {
        @Override
        public void onGathered(List<IceCandidate> candidates, List<String> troubles) {}

        @Override
        public void onSelected(List<IcePair> pairs) {
            pairs.stream().findFirst().ifPresent(pair -> troubleListener.accept("A leg has its path by ICE: " + pair));
        }

        @Override
        public void onFailed(String reason) {
            troubleListener.accept("ICE: " + reason);
        }
    }

    /** The ports of one side on one local address. */
    private final class Door {
        private final RelaySide side;
        private final MediaPath path;

        Door(RelaySide side, InetAddress local) throws IOException {
            this.side = side;
            this.path = new MediaPath(engine, local, this::onDatagram);
            loop.post(() -> path.listenForDtls(this::onDtls));
        }

        /** A server that telephones reach makes no checks itself (RFC 8445 §2.5). */
        private IceLink useIce() {
            var link = new IceLink(engine, path, true, 2, new Path());
            path.use(link);
            return link;
        }

        /** Without the add-on the handshake of two telephones passes like any packet. */
        private void onDtls(ByteBuffer record, InetSocketAddress from, boolean overRtcp, long nowNanos) {
            var endpoint = engine.dtlsInUse();
            if (endpoint.isEmpty()) {
                onDatagram(record, from, nowNanos);
            } else if (!isClosed() && (doorInUse(side) == this || !isKeyed(side))) {
                // Who answers may begin before its answer has come as far as here (RFC 5763 §5).
                keying(side, endpoint.get()).onDatagram(record, from, overRtcp);
            }
        }

        /** Telephones that only rang, and whoever knows their port, have no part in the call. */
        private void onDatagram(ByteBuffer packet, InetSocketAddress from, long nowNanos) {
            if (doorInUse(side) == this) {
                relay.onPacket(side, packet, from, nowNanos);
            }
        }
    }
}
