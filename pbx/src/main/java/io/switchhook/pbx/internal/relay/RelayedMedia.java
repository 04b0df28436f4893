package io.switchhook.pbx.internal.relay;

import io.switchhook.media.session.RelayLeg;
import io.switchhook.media.session.RelaySide;
import io.switchhook.media.srtp.Protection;
import io.switchhook.media.tone.CallProgressTone;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.pbx.internal.leg.LegBundle;
import io.switchhook.pbx.internal.leg.LegIce;
import io.switchhook.pbx.internal.leg.LegKeys;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AgreedDtls;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.media.KeysOutcome;
import io.switchhook.stack.media.MediaEngine;
import io.switchhook.stack.media.MediaKeys;
import io.switchhook.stack.media.RelaySession;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The media of one bridged call: a relay for each RTP line, opened as lines appear. On the signalling loop. */
public final class RelayedMedia {
    /** Audio, video, slides and text: more lines in a call are refused. */
    private static final int MAX_LINES = 4;

    private static final int TONE_SAMPLE_RATE = 8_000;

    private final MediaEngine engine;
    private final InetAddress callers;
    private final CallTranscoding transcoding;
    private final Consumer<String> notes;
    private Consumer<KeysOutcome.Failed> keysFailed = failed -> {};
    private final List<Optional<RelaySession>> lines = new ArrayList<>();
    private Optional<Playing> playing = Optional.empty();
    private boolean closed;

    private record Playing(PbxLeg to, CallProgressTone tone) {}

    /**
     * @param callers the address of ours that the caller reaches us at: its ports are taken before anybody rings
     * @param notes told, on the media loop, what is to stand in the call's trace
     */
    public RelayedMedia(MediaEngine engine, TranscodingDesk desk, InetAddress callers, Consumer<String> notes) {
        this.engine = engine;
        this.transcoding = new CallTranscoding(desk);
        this.notes = notes;
        this.callers = callers;
    }

    /** What of it has to be translated. */
    public CallTranscoding transcoding() {
        return transcoding;
    }

    /** Tells, on the media loop, when a handshake for keys has come to nothing. Before there are lines. */
    public void listenForFailedKeys(Consumer<KeysOutcome.Failed> listener) {
        keysFailed = listener;
    }

    /**
     * A description of the other side made fit for this leg: our address in the leg's network in place of its own, our keys for the leg in place of the other's, and lines refused
     * that we cannot relay.
     *
     * @throws IOException when no ports are free
     */
    public SessionDescription forLeg(PbxLeg leg, SessionDescription fromOther) throws IOException {
        return forLeg(leg, leg.side(), fromOther);
    }

    /** Whether a description has lines in use, and none of them can be relayed: a fax (T.38), for one. */
    public static boolean isBeyondUs(SessionDescription description) {
        boolean used = false;
        for (int i = 0; i < description.media().size(); i++) {
            var line = description.media().get(i);
            if (isRelayed(description, i)) {
                return false;
            }
            used |= !line.isDisabled();
        }
        return used;
    }

    private static boolean isRelayed(SessionDescription description, int index) {
        var line = description.media().get(index);
        return !line.isDisabled()
                && line.isRtp()
                && index < MAX_LINES
                && !LegKeys.isLocked(line)
                && !LegBundle.isWithoutOwnWay(description, index);
    }

    /** For who has offered what is {@linkplain #isBeyondUs beyond us}. */
    public static WarningHeader whyBeyondUs(SessionDescription description) {
        return description.media().stream().anyMatch(LegKeys::isLocked)
                ? new WarningHeader(399, "switchhook", "None of the a=crypto lines can be used here")
                : new WarningHeader(304, "switchhook", "Only RTP is relayed here");
    }

    /** As above, for a leg that is to sit on that side. */
    public SessionDescription forLeg(PbxLeg leg, RelaySide side, SessionDescription fromOther) throws IOException {
        var local = leg.mediaAddress();
        var description = fromOther;
        var ports = new ArrayList<Integer>();
        for (int i = 0; i < description.media().size(); i++) {
            var line = description.media().get(i);
            if (isRelayed(fromOther, i)) {
                ports.add(lineAt(i).rtp(side, local).getPort());
            } else {
                description = description.withMedia(i, line.refused());
                ports.add(0);
            }
        }
        var ours = leg.media().withPaths(leg.media().offering(description).withRelay(local, ports));
        for (int i = 0; i < Math.min(lines.size(), ours.media().size()); i++) {
            var names = LegIce.namesIn(ours, i);
            lines.get(i).ifPresent(relay -> names.ifPresent(said -> relay.expectIce(side, local, said)));
        }
        return ours;
    }

    /** What a leg says of itself: where its media is wanted. {@code sentToIt} tells which payload types it may send. */
    public void update(PbxLeg leg, SessionDescription theirs, SessionDescription sentToIt, boolean newPeer) {
        for (int i = 0; i < Math.min(lines.size(), theirs.media().size()); i++) {
            int index = i;
            lines.get(i).ifPresent(relay -> {
                var said = legOf(leg, theirs, sentToIt, index);
                var local = leg.mediaAddress();
                var dtls = index < sentToIt.media().size()
                        ? leg.media().keys().dtls(sentToIt, theirs, index)
                        : Optional.<AgreedDtls>empty();
                var ice = leg.media().ice().agreed(sentToIt, theirs, index);
                if (newPeer) {
                    relay.replace(leg.side(), local, said, dtls, ice);
                } else {
                    relay.update(leg.side(), local, said, dtls, ice);
                }
            });
        }
        if (newPeer) {
            playing = Optional.empty();
        }
        transcoding.onAgreed(leg, newPeer, lines);
        playing.filter(now -> now.to() == leg).ifPresent(this::begin);
    }

    /** Who had that place has left: it is neither heard nor sent anything until somebody takes the place. */
    public void vacate(PbxLeg leg) {
        lines.forEach(line -> line.ifPresent(relay -> relay.vacate(leg.side())));
        transcoding.onVacated(leg);
    }

    /**
     * Plays a tone to a leg that has nobody across from it, until somebody takes that place, in each description of the leg's that takes sound in plain or under keys of ours. A
     * telephone that has agreed on other keys takes all else for noise or an attack.
     */
    public void play(PbxLeg leg, CallProgressTone tone) {
        var begun = new Playing(leg, tone);
        playing = Optional.of(begun);
        begin(begun);
    }

    private void begin(Playing what) {
        what.to().media().agreement().ifPresent(agreed -> begin(what, agreed));
    }

    private void begin(Playing what, Agreement agreed) {
        for (int i = 0; i < Math.min(lines.size(), agreed.media().size()); i++) {
            var line = agreed.media().get(i);
            var relay = lines.get(i);
            if (line.mediaType().equals("audio") && line.stream().isPresent() && relay.isPresent()) {
                if (what.to().media().isReadable(agreed, i)) {
                    var source = ToneSource.of(TONE_SAMPLE_RATE, what.tone());
                    relay.get().play(what.to().side(), line.stream().get(), source);
                    return;
                }
                relay.get().silence(what.to().side());
            }
        }
    }

    public void close() {
        closed = true;
        transcoding.close();
        lines.forEach(line -> line.ifPresent(RelaySession::close));
        lines.clear();
    }

    private RelaySession lineAt(int index) throws IOException {
        if (closed) {
            throw new IOException("The call is over");
        }
        while (lines.size() <= index) {
            lines.add(Optional.empty());
        }
        if (lines.get(index).isEmpty()) {
            var opened = engine.openRelay();
            opened.listenForTrouble(notes);
            opened.listenForKeys((side, outcome) -> onKeys(outcome));
            try {
                opened.rtp(RelaySide.A, callers);
            } catch (IOException e) {
                opened.close();
                throw e;
            }
            lines.set(index, Optional.of(opened));
        }
        return lines.get(index).orElseThrow();
    }

    /** On the media loop. */
    private void onKeys(KeysOutcome outcome) {
        if (outcome instanceof KeysOutcome.Failed failed) {
            keysFailed.accept(failed);
        } else if (outcome instanceof KeysOutcome.Over over) {
            notes.accept(over.reason());
        } else if (outcome instanceof KeysOutcome.Agreed agreed) {
            notes.accept("A leg has keys by DTLS: " + agreed.suite());
        }
    }

    private RelayLeg legOf(PbxLeg leg, SessionDescription theirs, SessionDescription sentToIt, int index) {
        var line = theirs.media().get(index);
        boolean told = index < sentToIt.media().size();
        Set<Integer> types = told
                ? sentToIt.media().get(index).payloads().stream()
                        .map(PayloadMapping::payloadType)
                        .collect(Collectors.toSet())
                : Set.of();
        // RFC 5761 §5.1.1: what one side alone says of rtcp-mux does not count.
        boolean mux = told && line.rtcpMux() && sentToIt.media().get(index).rtcpMux();
        return new RelayLeg(
                theirs.rtpAddressOf(index).flatMap(MediaAddress::destination),
                theirs.rtcpAddressOf(index).flatMap(MediaAddress::destination),
                mux,
                types,
                leg.host().peerAddress(),
                told ? protection(leg, theirs, sentToIt, index) : Protection.NONE);
    }

    private Protection protection(PbxLeg leg, SessionDescription theirs, SessionDescription ours, int index) {
        var own = leg.media().keys();
        if (own.disagree(ours, theirs, index)) {
            return Protection.CLOSED;
        }
        var agreed = own.crypto(ours, theirs, index);
        agreed.flatMap(keys -> leg.host().flow())
                .map(Flow::kind)
                .filter(kind -> !kind.secure())
                .ifPresent(engine::onReadableKeys);
        return agreed.map(MediaKeys::protection).orElse(Protection.NONE);
    }
}
