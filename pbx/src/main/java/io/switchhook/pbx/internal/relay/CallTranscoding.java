package io.switchhook.pbx.internal.relay;

import io.switchhook.media.session.RelaySide;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.stack.media.RelaySession;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The part of one call's media that is decoded and encoded anew, since its two sides have no codec in common. What each has agreed to decides, whenever one of them has agreed to
 * something. On the signalling loop.
 */
public final class CallTranscoding {

    /** Hears of it. */
    public interface User {

        /** The audio is translated from now on, or between other codecs than before. */
        void onTranscoded(String ofCaller, String ofOther);

        /** It would have to be, and too many calls are already. */
        void onNoRoom(int most);

        /** It would have to be, and there is no codec for one of the two. */
        void onNothingInCommon();
    }

    private final TranscodingDesk desk;
    private final Map<RelaySide, PbxLeg> speaking = new EnumMap<>(RelaySide.class);
    private final Set<Integer> translated = new HashSet<>();
    private Optional<User> user = Optional.empty();
    private String told = "";
    private boolean taken;
    /** Whether the last offer was passed on without more codecs, since there is no room for one more call that needs them. */
    private boolean withheld;

    CallTranscoding(TranscodingDesk desk) {
        this.desk = desk;
    }

    public void tell(User hears) {
        user = Optional.of(hears);
    }

    public Transcoding rules() {
        return desk.rules();
    }

    /** What one telephone says as it is to be offered to that leg: with more codecs, if there is room for one more call that needs them. */
    public SessionDescription offer(PbxLeg to, SessionDescription said) {
        withheld = !rules().isOff() && desk.isFull() && !taken;
        if (rules().isOff() || withheld) {
            return said;
        }
        var known = Stream.concat(to.media().sent().stream(), to.media().theirs().stream())
                .toList();
        return rules().offer(said, known, index -> !to.media().keys().isSealed(said, index));
    }

    /** Nobody has taken the call: where there was no room for more codecs, that may be why. */
    public void onNobody(int status) {
        if (withheld && (status == 488 || status == 606)) {
            user.ifPresent(hears -> hears.onNoRoom(desk.most()));
        }
    }

    /** What one telephone has answered as an answer to the other one's offer; empty when that needs a translation, and there is no room for one more. */
    public Optional<SessionDescription> answer(SessionDescription said, SessionDescription offer) {
        if (rules().changes(said, offer) && !take()) {
            return Optional.empty();
        }
        return Optional.of(rules().answer(said, offer));
    }

    private boolean take() {
        if (!taken) {
            taken = desk.take();
            if (!taken) {
                user.ifPresent(hears -> hears.onNoRoom(desk.most()));
            }
        }
        return taken;
    }

    private void giveBack() {
        if (taken) {
            taken = false;
            desk.giveBack();
        }
    }

    /**
     * A leg has agreed to something.
     *
     * @param isNew whether another one had its side before; what was made for that one has ended
     */
    void onAgreed(PbxLeg leg, boolean isNew, List<Optional<RelaySession>> lines) {
        if (rules().isOff()) {
            return;
        }
        speaking.put(leg.side(), leg);
        if (isNew) {
            translated.clear();
        }
        var a = Optional.ofNullable(speaking.get(RelaySide.A));
        var b = Optional.ofNullable(speaking.get(RelaySide.B));
        var now = "";
        for (int i = 0; i < lines.size(); i++) {
            int index = i;
            var way =
                    a.flatMap(one -> b.map(other -> between(one, other, index))).orElseGet(Transcoding.Way.PassOn::new);
            var relay = lines.get(i);
            if (way instanceof Transcoding.Way.Translate both && relay.isPresent() && take()) {
                translated.add(i);
                relay.get().translate(both.a(), both.b());
                now = both.from() + " " + both.to();
                if (!now.equals(told)) {
                    user.ifPresent(hears -> hears.onTranscoded(both.from(), both.to()));
                }
            } else if (translated.remove(i)) {
                relay.ifPresent(RelaySession::passOn);
            }
            if (way instanceof Transcoding.Way.Nothing) {
                user.ifPresent(User::onNothingInCommon);
            }
        }
        told = now;
        if (translated.isEmpty() && a.isPresent() && b.isPresent()) {
            giveBack();
        }
    }

    /** The leg has left its side, and what was made for it has ended. */
    void onVacated(PbxLeg leg) {
        speaking.remove(leg.side());
        translated.clear();
        told = "";
    }

    void close() {
        speaking.clear();
        translated.clear();
        giveBack();
    }

    private Transcoding.Way between(PbxLeg one, PbxLeg other, int index) {
        var a = one.media().agreement().flatMap(agreed -> audio(one, agreed, index));
        var b = other.media().agreement().flatMap(agreed -> audio(other, agreed, index));
        return a.isPresent() && b.isPresent() ? rules().between(a.get(), b.get()) : new Transcoding.Way.PassOn();
    }

    private static Optional<AgreedStream> audio(PbxLeg leg, Agreement agreed, int index) {
        return Optional.of(index)
                .filter(line -> line < agreed.media().size())
                .filter(line -> agreed.media().get(line).mediaType().equalsIgnoreCase("audio"))
                .filter(line -> leg.media().isReadable(agreed, line))
                .flatMap(line -> agreed.media().get(line).stream());
    }
}
