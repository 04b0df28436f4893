package io.switchhook.ice;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import io.switchhook.stun.StunAttribute;
import io.switchhook.stun.StunKey;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The ICE of one stream (RFC 8445). Its owner gives it what comes in on the stream's ports and the time, sets an alarm for {@link #nextDeadlineNanos} after each call, and sends
 * media by {@link #send}. Touched by one loop only. Whoever cannot sign gets no answer and leaves nothing behind.
 *
 * <p>The order of things: {@link #addHost}, {@link #gather}; {@link #expect} when the own description is on its way; {@link #run} when the other side's has come, also for a later
 * one; or {@link #doWithout}, when the other side knows no ICE; {@link #close}.
 */
public final class IceAgent implements Timed {
    /** RFC 8445 §14.2. */
    private static final long INTERVAL_NANOS = Duration.ofMillis(50).toNanos();
    /** RFC 8445 §8.3.1. */
    private static final long FREE_AFTER_NANOS = Duration.ofSeconds(3).toNanos();
    /** Checks that came before the other side's description. */
    private static final int MAX_EARLY = 10;

    private final IceListener listener;
    private final Gathering gathering;
    private final Role role;
    private final CheckRun.Setting setting;
    private final boolean lite;
    private final Deque<Incoming> early = new ArrayDeque<>();
    private final OwnNames names = new OwnNames();

    private Optional<CheckRun> current = Optional.empty();
    /** What media goes over until a restart has found something. */
    private Optional<CheckRun> before = Optional.empty();

    private boolean roleTaken;
    private boolean without;
    private boolean closed;
    private long freeNanos = NEVER;

    /**
     * @param lite whether it makes no checks itself, as a server with a public address may (RFC 8445 §2.5)
     * @param streams to those servers that are not asked by UDP
     * @param pace shared by all agents of one owner
     */
    public IceAgent(
            boolean lite,
            IceOutput output,
            ServerStreams streams,
            IceListener listener,
            Randomness random,
            IcePace pace) {
        this.lite = lite;
        this.listener = listener;
        this.gathering = new Gathering(output, streams, random, pace);
        this.role = new Role(random);
        var owner = new CheckRun.Owner() {
            @Override
            public void onComplete(CheckRun run, long nowNanos) {
                onSettled(run, nowNanos);
            }

            @Override
            public void onFailed(CheckRun run, String reason) {
                onLost(run, reason);
            }
        };
        this.setting = new CheckRun.Setting(gathering, role, pace, random, owner, INTERVAL_NANOS, lite);
    }

    /**
     * A port of ours.
     *
     * @param component 1 for RTP, 2 for RTCP
     */
    public void addHost(int component, InetSocketAddress address) {
        gathering.addHost(component, address);
    }

    /** What is known so far, of all components. */
    public List<IceCandidate> candidates() {
        return gathering.candidates().stream().map(LocalCandidate::candidate).toList();
    }

    /** What the ports of a stream alone would be told as, the first of them RTP and the second RTCP: what {@link #candidates} says before anybody was asked. */
    public static List<IceCandidate> hostsOf(List<InetSocketAddress> ports, Randomness random) {
        var gathering = new Gathering((component, packet, to) -> {}, ServerStreams.NONE, random, new IcePace());
        for (int i = 0; i < ports.size(); i++) {
            gathering.addHost(i + 1, ports.get(i));
        }
        return gathering.candidates().stream().map(LocalCandidate::candidate).toList();
    }

    /**
     * Asks the servers; {@link IceListener#onGathered} tells when all have answered or the time is over, at once where there is none to ask. Again before a restart, since what
     * they said may have changed, and what was not needed was given up.
     *
     * @param servers eight at most are asked; those of another address family than our ports are passed over
     */
    public void gather(List<ServerAddress> servers, Duration bound, long nowNanos) {
        freeNanos = NEVER;
        gathering.begin(lite ? List.of() : servers, bound, INTERVAL_NANOS, nowNanos);
        lookAtGathering();
    }

    private void lookAtGathering() {
        for (var lost : gathering.takeLost()) {
            current.ifPresent(run -> run.onLost(lost.base(), lost.why()));
        }
        if (gathering.takeEnd()) {
            listener.onGathered(candidates(), List.copyOf(gathering.troubles()));
        }
    }

    /** Our description with these has been sent, or will be: checks signed with them may come before the other side's description, and are answered (RFC 8445 §7.3). */
    public void expect(IceCredentials ours) {
        if (current.filter(run -> run.ours().equals(ours)).isEmpty()) {
            names.expect(Optional.of(ours));
        }
    }

    /**
     * Both descriptions are there. Where they are those of a run that goes on, nothing changes; others begin ICE anew, while media goes on over the path it had (RFC 8445 §9).
     *
     * @param controlling whether our offer began it; counts the first time alone, since roles outlive a restart, and not where the other side is lite and we are not
     * @param components how many the stream has: 1 with RTCP on the port of RTP, else 2
     */
    public void run(IceCredentials ours, IceDescription theirs, boolean controlling, int components, long nowNanos) {
        if (closed || current.filter(run -> isOf(run, ours, theirs)).isPresent()) {
            return;
        }
        if (!roleTaken || theirs.lite() != lite) {
            role.take(theirs.lite() == lite ? controlling : theirs.lite());
            roleTaken = true;
        }
        without = false;
        freeNanos = NEVER;
        current.ifPresent(run -> {
            names.remember(run.ours());
            keepMeanwhile(run, ours);
        });
        names.expect(Optional.empty());
        var run = new CheckRun(setting, ours, theirs, components, nowNanos);
        current = Optional.of(run);
        if (lite && theirs.lite()) {
            run.settleWithoutChecks(nowNanos);
        }
        var waiting = List.copyOf(early);
        early.clear();
        waiting.forEach(check -> run.onCheck(check, nowNanos));
    }

    /** Media goes on over a run until the one that takes its place has found something; not where our names stay, since that is another fork of the call (RFC 8839 §7). */
    private void keepMeanwhile(CheckRun run, IceCredentials next) {
        if (run.ours().equals(next)) {
            before.ifPresent(CheckRun::stop);
            before = Optional.empty();
            run.stop();
        } else if (run.isComplete() || before.isEmpty()) {
            before.ifPresent(CheckRun::stop);
            before = Optional.of(run);
        } else {
            run.stop();
        }
    }

    private static boolean isOf(CheckRun run, IceCredentials ours, IceDescription theirs) {
        return run.ours().equals(ours)
                && run.theirs().ufrag().equals(theirs.ufrag())
                && run.theirs().password().equals(theirs.password());
    }

    /** The other side knows no ICE: media goes where it says, by what we have told it. What is not needed for that is given up. */
    public void doWithout(long nowNanos) {
        stopRuns();
        names.expect(Optional.empty());
        early.clear();
        without = true;
        gathering.keepOnly(gathering.bases().stream().filter(this::isDefault).toList(), nowNanos);
    }

    private boolean isDefault(Outlet base) {
        return defaultOf(base.component())
                .filter(candidate -> candidate.address().equals(base.address()))
                .isPresent();
    }

    /** Which of the addresses of a component is told to who knows no ICE: the one most likely to be reached, relayed before reflexive before our own (RFC 8445 §5.1.4). */
    public Optional<IceCandidate> defaultOf(int component) {
        return defaultOf(candidates(), component);
    }

    /** {@link #defaultOf(int)} of candidates that were gathered. */
    public static Optional<IceCandidate> defaultOf(List<IceCandidate> candidates, int component) {
        IceCandidate found = null;
        for (var candidate : candidates) {
            // The declaration order of the types is from the nearest to the farthest.
            if (candidate.component() == component
                    && (found == null || candidate.type().compareTo(found.type()) > 0)) {
                found = candidate;
            }
        }
        return Optional.ofNullable(found);
    }

    // --- media ----------------------------------------------------------------------------------------------------

    /**
     * Sends a packet over what ICE has found; before both sides have settled, over the best that works.
     *
     * @return false when there is no path now, and the packet is lost
     */
    public boolean send(int component, ByteBuffer packet, long nowNanos) {
        var pair = current.flatMap(run -> run.pairFor(component, nowNanos))
                .or(() -> before.flatMap(run -> run.pairFor(component, nowNanos)));
        if (pair.isEmpty()) {
            return false;
        }
        pair.get().base().send(packet, pair.get().remote().address(), nowNanos);
        return true;
    }

    /** After {@link #doWithout}: sends a packet to where the other side says, by the TURN server where that is what we have told it. */
    public void sendTo(int component, ByteBuffer packet, InetSocketAddress to, long nowNanos) {
        var by = gathering.bases().stream()
                .filter(base -> base.component() == component && isDefault(base))
                .findFirst()
                .or(() -> gathering.host(component));
        by.ifPresent(base -> {
            base.send(packet, to, nowNanos);
            base.relay().ifPresent(relay -> relay.bind(to, nowNanos));
        });
    }

    /** Whether what comes from there, directly or by a server, is of the other side as ICE knows it. */
    public boolean knows(int component, InetSocketAddress from) {
        return current.filter(run -> run.knows(component, from)).isPresent()
                || before.filter(run -> run.knows(component, from)).isPresent();
    }

    // --- what comes in --------------------------------------------------------------------------------------------

    /**
     * Takes what is for ICE or TURN.
     *
     * @param component whose port it came in on
     * @return false for anything else, media above all
     */
    public boolean onDatagram(int component, ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        if (closed) {
            return StunMessage.isIn(packet);
        }
        var client = gathering.clientOf(component, from);
        if (client.isPresent()) {
            if (!isAnswerToProbe(packet, from, nowNanos)) {
                gathering.onRelayDatagram(client.get(), packet, this::onRelayed, nowNanos);
            }
            lookAtGathering();
            return true;
        }
        if (!StunMessage.isIn(packet)) {
            return false;
        }
        gathering.host(component).ifPresent(base -> onStun(base, packet, from, nowNanos));
        return true;
    }

    /**
     * Takes what came by a stream to a server.
     *
     * @param bytes valid during the call only; as many as there were, so a message may be cut
     */
    public void onServerBytes(int stream, ByteBuffer bytes, long nowNanos) {
        if (!closed) {
            gathering.onServerBytes(stream, bytes, this::onRelayed, nowNanos);
            lookAtGathering();
        }
    }

    /** A stream to a server could not be opened, or has ended, and not by us: the sentence says why. */
    public void onServerClosed(int stream, String why) {
        if (!closed) {
            gathering.onServerClosed(stream, why);
            lookAtGathering();
        }
    }

    /** A TURN server may be asked as a STUN server, too. */
    private boolean isAnswerToProbe(ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        return StunMessage.parse(packet)
                .filter(message -> message.isBinding() && gathering.onAnswer(message, from, nowNanos))
                .isPresent();
    }

    private void onRelayed(TurnClient client, ByteBuffer data, InetSocketAddress peer, long nowNanos) {
        var base = gathering.baseOf(client);
        if (base.isEmpty()) {
            return;
        }
        if (StunMessage.isIn(data)) {
            onStun(base.get(), data, peer, nowNanos);
        } else {
            listener.onRelayed(client.component(), data, peer, nowNanos);
        }
    }

    private void onStun(Outlet base, ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        var parsed = StunMessage.parse(packet).filter(StunMessage::isBinding);
        if (parsed.isEmpty() || from.getPort() == 0) {
            return;
        }
        var message = parsed.get();
        switch (message.kind()) {
            case REQUEST -> onRequest(base, from, message, nowNanos);
            case SUCCESS, ERROR -> {
                if (gathering.onAnswer(message, from, nowNanos)) {
                    lookAtGathering();
                } else if (current.filter(run -> run.onAnswer(base, from, message, nowNanos))
                        .isEmpty()) {
                    before.ifPresent(run -> run.onAnswer(base, from, message, nowNanos));
                }
            }
            case INDICATION -> {}
        }
    }

    /**
     * RFC 8445 §7.3. What is not signed with our password is not answered, though RFC 8489 §9.1.3 would have us say 401: strangers are to learn nothing, and nobody is to be hit
     * by it.
     */
    private void onRequest(Outlet base, InetSocketAddress from, StunMessage request, long nowNanos) {
        var ours = credentialsOf(request);
        if (ours.isEmpty() || !request.isSignedWith(StunKey.shortTerm(ours.get().password()))) {
            return;
        }
        var key = StunKey.shortTerm(ours.get().password());
        var unknown = request.unknown(StunAttribute.OF_CHECKS);
        if (!unknown.isEmpty()) {
            var refusal = StunMessage.builder(StunKind.ERROR, request.method(), request.id());
            answer(
                    base,
                    from,
                    refusal.error(420, "Unknown Attribute")
                            .unknown(unknown)
                            .sign(key)
                            .fingerprint()
                            .build(),
                    nowNanos);
        } else if (!lite && isRoleConflict(request)) {
            var refusal = StunMessage.builder(StunKind.ERROR, request.method(), request.id());
            answer(
                    base,
                    from,
                    refusal.error(487, "Role Conflict").sign(key).fingerprint().build(),
                    nowNanos);
        } else {
            var success = StunMessage.builder(StunKind.SUCCESS, request.method(), request.id())
                    .address(StunAttribute.XOR_MAPPED_ADDRESS, from);
            answer(base, from, success.sign(key).fingerprint().build(), nowNanos);
            onCheck(base, from, request, nowNanos);
        }
    }

    private void answer(Outlet base, InetSocketAddress to, StunMessage message, long nowNanos) {
        base.send(message.write(), to, nowNanos);
    }

    /** Whose name stands before the colon: any that we have given for a session in progress counts (RFC 8445 §7.3). */
    private Optional<IceCredentials> credentialsOf(StunMessage request) {
        var name = request.text(StunAttribute.USERNAME).orElse("");
        return names.find(name.substring(0, Math.max(0, name.indexOf(':'))), current.map(CheckRun::ours));
    }

    /** RFC 8445 §7.3.1.1: whether the other side has to change its role. It may be that we change ours. */
    private boolean isRoleConflict(StunMessage request) {
        var same = role.isControlling() ? StunAttribute.ICE_CONTROLLING : StunAttribute.ICE_CONTROLLED;
        var theirs = request.longNumber(same);
        if (!roleTaken || theirs.isEmpty()) {
            return false;
        }
        boolean oursPrevails = role.prevails(theirs.getAsLong());
        boolean weKeep = role.isControlling() == oursPrevails;
        if (!weKeep) {
            role.take(!role.isControlling());
            current.ifPresent(CheckRun::onRoleChanged);
        }
        return weKeep;
    }

    /**
     * Which run of the other side's it belongs to is said by its own name. Ours may be an older one: who begins ICE anew may check before it has our new names, and Chromium goes
     * on with those that were answered first.
     */
    private void onCheck(Outlet base, InetSocketAddress from, StunMessage request, long nowNanos) {
        long priority = request.number(StunAttribute.PRIORITY).orElse(1);
        var name = request.text(StunAttribute.USERNAME).orElse("");
        var peer = name.substring(name.indexOf(':') + 1);
        var check = new Incoming(base, from, peer, priority, request.has(StunAttribute.USE_CANDIDATE));
        var run = current.filter(each -> each.theirs().ufrag().equals(peer));
        if (run.isPresent()) {
            run.get().onCheck(check, nowNanos);
        } else {
            if (early.size() >= MAX_EARLY) {
                early.removeFirst();
            }
            early.addLast(check);
        }
    }

    // --- what runs come to ----------------------------------------------------------------------------------------

    private void onSettled(CheckRun run, long nowNanos) {
        if (current.filter(run::equals).isPresent()) {
            before.ifPresent(CheckRun::stop);
            before = Optional.empty();
            freeNanos = nowNanos + FREE_AFTER_NANOS;
            listener.onSelected(run.words());
        }
    }

    private void onLost(CheckRun run, String reason) {
        if (current.filter(run::equals).isPresent()) {
            listener.onFailed(reason);
        } else {
            before = before.filter(other -> other != run);
        }
    }

    private void stopRuns() {
        current.ifPresent(CheckRun::stop);
        before.ifPresent(CheckRun::stop);
        current = Optional.empty();
        before = Optional.empty();
        names.forget();
        freeNanos = NEVER;
    }

    @Override
    public long nextDeadlineNanos() {
        if (closed) {
            return NEVER;
        }
        long next = Math.min(freeNanos, gathering.nextDeadlineNanos());
        next = current.isPresent() ? Math.min(next, current.get().nextDeadlineNanos()) : next;
        return before.isPresent() ? Math.min(next, before.get().nextDeadlineNanos()) : next;
    }

    @Override
    public void onTime(long nowNanos) {
        if (closed) {
            return;
        }
        gathering.onTime(nowNanos);
        lookAtGathering();
        current.ifPresent(run -> run.onTime(nowNanos));
        before.ifPresent(run -> run.onTime(nowNanos));
        if (nowNanos >= freeNanos) {
            freeNanos = NEVER;
            if (current.filter(CheckRun::isComplete)
                    .filter(run -> gathering.keepOnly(run.basesInUse(), nowNanos))
                    .isPresent()) {
                listener.onGathered(candidates(), List.of());
            }
        }
    }

    /** Gives allocations up and ends all. Nothing is sent, and nobody told, after that. */
    public void close(long nowNanos) {
        if (!closed) {
            stopRuns();
            gathering.close(nowNanos);
            closed = true;
        }
    }
}
