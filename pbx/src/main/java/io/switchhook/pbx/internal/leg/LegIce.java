package io.switchhook.pbx.internal.leg;

import io.switchhook.base.random.Randomness;
import io.switchhook.ice.IceAgent;
import io.switchhook.ice.IceCredentials;
import io.switchhook.sdp.Attribute;
import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.stack.media.IceSession;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ICE on one leg, of which we are the lite side: a PBX has an address that telephones reach, and lets them find out how (RFC 8445 §2.5, RFC 8839). What the other telephone says
 * of ICE stays on its own leg. On the signalling loop.
 */
public final class LegIce {
    private static final String MUX = "rtcp-mux";
    /** Begun anew more often than that, a leg gets names that it had before. */
    private static final int MOST_RUNS = 16;

    private final Randomness randomness;
    private final Map<Integer, Line> lines = new HashMap<>();
    private boolean offered;

    /** Our names on one line: those of its last run, and what each was said to. */
    private static final class Line {
        private final Map<String, IceCredentials> runs = new LinkedHashMap<>();
        private IceCredentials last;

        Line(IceCredentials first) {
            last = first;
        }
    }

    LegIce(Randomness randomness) {
        this.randomness = randomness;
    }

    /** Whether the telephone is offered ICE before it has said anything. */
    void offer(boolean wanted) {
        offered = wanted;
    }

    /**
     * A description with our addresses as an offer to the telephone.
     *
     * @param theirs what it said last
     */
    SessionDescription offering(SessionDescription relayed, Optional<SessionDescription> theirs) {
        var description = relayed;
        boolean used = false;
        for (int i = 0; i < relayed.media().size(); i++) {
            int index = i;
            boolean wanted =
                    theirs.isPresent() ? theirs.flatMap(said -> in(said, index)).isPresent() : offered;
            if (wanted && !relayed.media().get(i).isDisabled()) {
                used = true;
                var muxed = muxed(relayed.media().get(i));
                description =
                        description.withMedia(i, muxed.withIce(Optional.of(ours(relayed, i, true, line(i).last))));
            }
        }
        return used ? description.withAttribute(IceDescription.liteAttribute()) : description;
    }

    /** A description with our addresses as the answer to the telephone's offer; one whose addresses somebody has changed on the way is told so (RFC 8839 §4.2.5). */
    SessionDescription answering(SessionDescription answer, SessionDescription offer) {
        var description = answer;
        boolean used = false;
        for (int i = 0; i < answer.media().size(); i++) {
            var line = answer.media().get(i);
            var said = line.isDisabled() ? Optional.<IceDescription>empty() : in(offer, i);
            if (said.isPresent() && said.get().matches(offer, i)) {
                used = true;
                boolean mux = offer.media().get(i).rtcpMux();
                var own = ours(answer, i, mux, named(i, said.orElseThrow()));
                line = (mux ? muxed(line) : line).withIce(Optional.of(own));
            } else {
                line = line.withIce(Optional.empty());
                line = said.isPresent() ? line.addAttribute(IceDescription.mismatchAttribute()) : line;
            }
            description = description.withMedia(i, line);
        }
        var lite = IceDescription.liteAttribute();
        return used ? description.withAttribute(lite) : description.withoutAttribute(lite.name());
    }

    /** What the two descriptions of a line come to; empty where one of them has no ICE. */
    public Optional<IceSession> agreed(SessionDescription ours, SessionDescription theirs, int index) {
        var said = in(ours, index);
        var heard = in(theirs, index);
        if (said.isEmpty() || heard.isEmpty()) {
            return Optional.empty();
        }
        var own = namesIn(ours, index).orElseThrow();
        line(index).runs.putIfAbsent(keyOf(heard.get()), own);
        return Optional.of(new IceSession(own, heard.get(), false));
    }

    /** What a line of a description is called. */
    public static Optional<IceCredentials> namesIn(SessionDescription description, int index) {
        return in(description, index).map(said -> new IceCredentials(said.ufrag(), said.password()));
    }

    private static MediaDescription muxed(MediaDescription line) {
        return line.rtcpMux() ? line : line.addAttribute(Attribute.flag(MUX));
    }

    private static Optional<IceDescription> in(SessionDescription description, int index) {
        return index < description.media().size()
                        && !description.media().get(index).isDisabled()
                ? IceDescription.in(description, index)
                : Optional.empty();
    }

    private Line line(int index) {
        return lines.computeIfAbsent(index, any -> new Line(IceCredentials.draw(randomness)));
    }

    /** Our names for that run of the telephone's: others than before when it begins anew (RFC 8839 §4.4.2.1). */
    private IceCredentials named(int index, IceDescription theirs) {
        var line = line(index);
        var known = line.runs.get(keyOf(theirs));
        if (known == null) {
            boolean first = line.runs.isEmpty();
            known = first || line.runs.size() >= MOST_RUNS ? line.last : IceCredentials.draw(randomness);
            line.runs.put(keyOf(theirs), known);
            line.last = known;
        }
        return known;
    }

    private static String keyOf(IceDescription theirs) {
        return theirs.ufrag() + ' ' + theirs.password();
    }

    private IceDescription ours(SessionDescription description, int index, boolean mux, IceCredentials names) {
        var rtp = description
                .rtpAddressOf(index)
                .flatMap(MediaAddress::socketAddress)
                .orElseThrow();
        var ports = mux ? List.of(rtp) : List.of(rtp, new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1));
        return IceDescription.of(names.ufrag(), names.password(), IceAgent.hostsOf(ports, randomness))
                .asLite();
    }
}
