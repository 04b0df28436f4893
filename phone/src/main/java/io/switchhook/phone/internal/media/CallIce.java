package io.switchhook.phone.internal.media;

import io.switchhook.ice.IceAgent;
import io.switchhook.ice.IceCredentials;
import io.switchhook.ice.IcePair;
import io.switchhook.ice.IceSettings;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.LocalMedia;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.media.AudioSession;
import io.switchhook.stack.media.IceSession;
import io.switchhook.stack.media.IceUser;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the descriptions of one call say of ICE, and what has come of it (RFC 8839). On the signalling loop. */
public final class CallIce {
    /** That often ICE begins anew by us before a path is found again. */
    private static final int MOST_RESTARTS = 2;

    private final AudioSession audio;
    private final CallHost host;
    private final IceSettings settings;
    private final PathListener listener;
    private final Runnable restart;
    private final List<Runnable> waiting = new ArrayList<>();
    private List<IceCandidate> candidates;
    private IceCredentials ours;
    private Optional<IceDescription> theirs = Optional.empty();
    private List<IcePair> selected = List.of();
    /** Whether our offer has begun it; empty before the first description. */
    private Optional<Boolean> offeredFirst = Optional.empty();

    /** What stands until a description with other names is accepted. */
    private Optional<Names> before = Optional.empty();

    private int restarts;
    /** Addresses are looked for, to begin anew with. */
    private boolean restartDue;

    private boolean gathered;
    /** The other side knows no ICE; nothing more is said of it. */
    private boolean off;

    /** Under which our side is known, and what was settled on with them. */
    private record Names(IceCredentials ours, List<IcePair> selected) {}

    /**
     * Begins to look for addresses.
     *
     * @param components 1 where the other side has said that RTCP can share the port of RTP
     * @param listener told on the signalling loop
     * @param restart asked for an offer, in which {@link #beginAnew} is to be called before
     */
    public CallIce(
            AudioSession audio,
            CallHost host,
            IceSettings settings,
            int components,
            PathListener listener,
            Runnable restart) {
        this.audio = audio;
        this.host = host;
        this.settings = settings;
        this.listener = listener;
        this.restart = restart;
        this.ours = IceCredentials.draw(host.randomness());
        this.candidates = IceAgent.hostsOf(ports(audio.rtp(), components), host.randomness());
        audio.useIce(settings, components, new IceUser() {
            @Override
            public void onGathered(List<IceCandidate> found, List<String> troubles) {
                onLoop(() -> CallIce.this.onGathered(found, troubles));
            }

            @Override
            public void onSelected(List<IcePair> pairs) {
                onLoop(() -> CallIce.this.onSelected(pairs));
            }

            @Override
            public void onFailed(String reason) {
                onLoop(() -> CallIce.this.onFailed(reason));
            }
        });
    }

    private static List<InetSocketAddress> ports(InetSocketAddress rtp, int components) {
        return components == 1
                ? List.of(rtp)
                : List.of(rtp, new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1));
    }

    private void onLoop(Runnable task) {
        host.stack().loop().post(task);
    }

    // --- addresses ------------------------------------------------------------------------------------------------

    boolean isReady() {
        return gathered;
    }

    /** Runs the task when what can be told is known, at once if it is. */
    void whenGathered(Runnable task) {
        if (gathered) {
            task.run();
        } else {
            waiting.add(task);
        }
    }

    private void onGathered(List<IceCandidate> found, List<String> troubles) {
        candidates = found;
        troubles.forEach(text -> host.note("ICE: " + text));
        troubles.forEach(listener::onServerTrouble);
        release();
        if (restartDue) {
            restartDue = false;
            restart.run();
        }
    }

    private void release() {
        gathered = true;
        var all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(Runnable::run);
    }

    /** The call is over: who waits finds that out. */
    void close() {
        onLoop(this::release);
    }

    // --- what is said ---------------------------------------------------------------------------------------------

    /** Our line as an offer says it. After a pair was settled on, that is all there is to say (RFC 8839 §4.4.1.2.2). */
    LocalMedia offering(LocalMedia line) {
        if (off) {
            return plain(line);
        }
        if (offeredFirst.isEmpty()) {
            offeredFirst = Optional.of(true);
        }
        audio.expectIce(ours);
        var said = description();
        boolean controlling = offeredFirst.get() && !selected.isEmpty();
        return line(line, controlling ? said.withRemoteCandidates(remotes()) : said);
    }

    /** Our line as the answer to that offer says it; whoever begins anew is followed (RFC 8839 §4.4.2.1). */
    LocalMedia answering(LocalMedia line, SessionDescription offer) {
        var said = offer.activeMedia("audio").stream()
                .findFirst()
                .flatMap(index -> IceDescription.in(offer, index).filter(ice -> ice.matches(offer, index)));
        if (off || said.isEmpty()) {
            // RFC 8839 §4.3.2; that its addresses do not match is said by who composes the answer.
            return off ? plain(line) : line(line, description());
        }
        if (offeredFirst.isEmpty()) {
            offeredFirst = Optional.of(false);
        }
        if (theirs.filter(before -> said.get().restarts(before)).isPresent()) {
            host.note("ICE: the other side begins anew");
            beginAnew();
        }
        audio.expectIce(ours);
        return line(line, description());
    }

    /** The next description has other names; so begins ICE anew, once the other side accepts it (RFC 8839 §4.4.1.1.1). */
    void beginAnew() {
        before = before.or(() -> Optional.of(new Names(ours, selected)));
        ours = IceCredentials.draw(host.randomness());
        selected = List.of();
    }

    /** What was said last was not accepted: all goes on under the names that stand. */
    void takeBack() {
        before.ifPresent(standing -> {
            ours = standing.ours();
            selected = standing.selected();
        });
        before = Optional.empty();
    }

    /** Whether the path is lost, and nobody has begun anew since. */
    boolean isLost() {
        return restarts > 0 && selected.isEmpty() && before.isEmpty() && !off;
    }

    /** The next offer goes to somebody else (RFC 8445 §9: other names, other checks). */
    void renew() {
        beginAnew();
        before = Optional.empty();
        theirs = Optional.empty();
        offeredFirst = Optional.empty();
    }

    private IceDescription description() {
        var told = selected.isEmpty()
                ? candidates
                : selected.stream().map(IcePair::local).toList();
        return IceDescription.of(ours.ufrag(), ours.password(), told);
    }

    private Map<Integer, InetSocketAddress> remotes() {
        var remotes = new TreeMap<Integer, InetSocketAddress>();
        selected.forEach(pair -> remotes.put(pair.component(), pair.remote().address()));
        return remotes;
    }

    private static LocalMedia plain(LocalMedia line) {
        return line.toBuilder().ice(Optional.empty()).build();
    }

    /** RFC 8839 §4.2.1.2: the default addresses are candidates too. */
    private static LocalMedia line(LocalMedia line, IceDescription said) {
        var builder = line.toBuilder().ice(Optional.of(said));
        IceAgent.defaultOf(said.candidates(), 1).ifPresent(rtp -> builder.rtp(rtp.address()));
        IceAgent.defaultOf(said.candidates(), 2).ifPresent(rtcp -> builder.rtcp(rtcp.address()));
        return builder.build();
    }

    // --- what comes of it -----------------------------------------------------------------------------------------

    /** What two descriptions have agreed on; empty where they do without. */
    Optional<IceSession> agreed(Optional<IceDescription> peer) {
        if (peer.isEmpty()) {
            if (!off) {
                host.note("ICE: the other side does not use it; audio goes to where its description says");
            }
            off = true;
            selected = List.of();
            listener.onPath(Optional.empty());
        }
        theirs = peer;
        before = Optional.empty();
        return peer.map(description -> new IceSession(ours, description, offeredFirst.orElse(true)));
    }

    private void onSelected(List<IcePair> pairs) {
        selected = pairs;
        restarts = 0;
        pairs.forEach(pair -> host.note("ICE: " + (pair.component() == 1 ? "audio" : "RTCP") + " goes from " + pair));
        listener.onPath(Optional.of(pairs.get(0)));
    }

    private void onFailed(String reason) {
        boolean had = !selected.isEmpty();
        selected = List.of();
        host.note("ICE: " + reason);
        listener.onPath(Optional.empty());
        if (!off && (had || restarts > 0) && restarts < MOST_RESTARTS) {
            restarts++;
            restartDue = true;
            host.note("ICE: looks for another path");
            audio.gatherIce(settings);
        }
    }
}
