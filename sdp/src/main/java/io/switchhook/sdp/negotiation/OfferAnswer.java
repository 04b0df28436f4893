package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Offer and answer. Every method is a pure function of its arguments and may be called from any thread. */
public final class OfferAnswer {
    private OfferAnswer() {}

    /** The first offer of a session. RFC 3264 §5. */
    public static Offer createOffer(LocalSession ours) {
        return new OfferComposer(ours, null).compose();
    }

    /**
     * A later offer: hold, resume, another port, a stream more or less. All m= lines of before stay in place, payload
     * numbers keep their meaning, the codec in use is named first, and the version rises by one unless the result is
     * what we sent last. It says what we want now, whatever the peer's last words were (RFC 6337 §5.1). RFC 3264 §8.
     */
    public static Offer reoffer(LocalSession ours, Agreement previous) {
        return new OfferComposer(ours, previous).compose();
    }

    /** The answer to the first offer of a session. RFC 3264 §6. */
    public static AnswerResult answer(LocalSession ours, SessionDescription theirOffer) {
        return new AnswerComposer(ours, theirOffer, null).compose();
    }

    /** The answer to a later offer. */
    public static AnswerResult answer(LocalSession ours, SessionDescription theirOffer, Agreement previous) {
        return new AnswerComposer(ours, theirOffer, previous).compose();
    }

    /** What the peer's answer comes to. RFC 3264 §7. */
    public static AcceptResult accept(Offer ourOffer, SessionDescription theirAnswer) {
        return new AnswerReader(ourOffer, theirAnswer).read();
    }

    /**
     * What a leg agreed on when the answer was not composed here but relayed from another leg. Lines that do not fit
     * the offer count as refused.
     */
    public static Agreement relayedAnswer(SessionDescription theirOffer, SessionDescription ourAnswer) {
        var reader = new StreamReader(ourAnswer, theirOffer, StreamReader.Role.ANSWERER);
        var media = new ArrayList<AgreedMedia>();
        var history = new ArrayList<List<PayloadMapping>>();
        for (int index = 0; index < theirOffer.media().size(); index++) {
            media.add(relayedLine(reader, theirOffer, ourAnswer, index));
            boolean present = index < ourAnswer.media().size();
            history.add(present ? ourAnswer.media().get(index).payloads() : List.of());
        }
        return new Agreement(ourAnswer, theirOffer, media, history);
    }

    /** Whether who understands one of these formats understands the other: encoding, clock rate, channels, and those parameters that change what is on the wire. */
    public static boolean isSame(MediaFormat one, MediaFormat other) {
        return FormatRules.same(one, other);
    }

    /** Whether a relay can pass the packets of two legs unchanged, both ways, line by line. */
    public static LegMatch compare(Agreement legA, Agreement legB) {
        return new LegComparison().compare(legA, legB);
    }

    /**
     * A description from one leg made fit to be sent on another that has history: that leg's o= line with the next
     * version, and no fewer m= lines than before (RFC 3264 §8); lines that have no counterpart are disabled. Rewrite
     * addresses first, with {@link SessionDescription#withRelay}.
     *
     * @param lastSent what was sent last on the leg this is for
     */
    public static SessionDescription continuing(SessionDescription source, SessionDescription lastSent) {
        var media = new ArrayList<MediaDescription>(source.media());
        for (int index = media.size(); index < lastSent.media().size(); index++) {
            media.add(lastSent.media().get(index).refused());
        }
        return source.withMedia(media).succeeding(lastSent);
    }

    /**
     * A description from another leg made fit to be the answer to an offer: as many m= lines as that has, those without
     * a counterpart of the same type refused (RFC 3264 §6), and no direction that the offer does not allow (§6.1).
     */
    public static SessionDescription answering(SessionDescription source, SessionDescription offer) {
        var media = new ArrayList<MediaDescription>(offer.media().size());
        for (int index = 0; index < offer.media().size(); index++) {
            media.add(answeringLine(source, offer, index));
        }
        return source.withMedia(media);
    }

    private static MediaDescription answeringLine(SessionDescription source, SessionDescription offer, int index) {
        var offered = offer.media().get(index);
        if (index >= source.media().size()
                || !source.media().get(index).mediaType().equalsIgnoreCase(offered.mediaType())) {
            return offered.refused();
        }
        var line = source.media().get(index);
        if (offered.isDisabled()) {
            return line.refused();
        }
        var said = source.directionOf(index);
        var allowed = offer.directionOf(index).answeredWith(said);
        return allowed == said ? line : line.withDirection(allowed);
    }

    private static AgreedMedia relayedLine(
            StreamReader reader, SessionDescription offer, SessionDescription answer, int index) {
        var theirs = offer.media().get(index);
        var type = theirs.mediaType();
        if (theirs.isDisabled()) {
            return AgreedMedia.refused(index, type, MediaVerdict.PORT_ZERO, "the offer disables this line");
        }
        boolean present = index < answer.media().size();
        if (!present || answer.media().get(index).isDisabled()) {
            return AgreedMedia.refused(index, type, MediaVerdict.DISABLED, "the relayed answer refuses this line");
        }
        if (offer.connectionOf(index).isEmpty()) {
            return AgreedMedia.refused(index, type, MediaVerdict.NO_ADDRESS, "the offer has no c= line");
        }
        if (reader.pairs(index).isEmpty()) {
            return AgreedMedia.refused(index, type, MediaVerdict.NO_COMMON_FORMAT, "the answer has other formats");
        }
        var stream = reader.read(index, OptionalInt.empty());
        return AgreedMedia.accepted(index, index, type, stream);
    }
}
