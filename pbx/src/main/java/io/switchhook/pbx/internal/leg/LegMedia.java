package io.switchhook.pbx.internal.leg;

import io.switchhook.sdp.Direction;
import io.switchhook.sdp.Origin;
import io.switchhook.sdp.SdpFormatException;
import io.switchhook.sdp.SdpLimits;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AcceptResult;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sdp.negotiation.Offer;
import io.switchhook.sdp.negotiation.OfferAnswer;
import java.net.InetAddress;
import java.util.Optional;

/** The descriptions that went over one leg: theirs, ours, and what they come to. */
public final class LegMedia {
    private final long sessionId;
    private final LegKeys keys;
    private final LegIce ice;
    private final LegBundle bundle = new LegBundle();
    private Optional<SessionDescription> theirs = Optional.empty();
    private Optional<SessionDescription> ours = Optional.empty();
    /** The last description that went here, also when it was refused: what follows it must have a higher version (RFC 3264 §8). */
    private Optional<SessionDescription> sent = Optional.empty();

    private Optional<Agreement> agreement = Optional.empty();
    /** Whether {@link #theirs} answers {@link #ours}, and not the other way round. */
    private boolean theyAnswered;

    /**
     * @param sessionId for our o= line on this leg; unpredictable and not negative
     * @param keys what our descriptions on this leg have of keys
     * @param ice what they have of ICE
     */
    LegMedia(long sessionId, LegKeys keys, LegIce ice) {
        this.sessionId = sessionId;
        this.keys = keys;
        this.ice = ice;
    }

    /** The telephone is a page of a browser, as far as anybody knows: it takes nothing but keys by DTLS and a path by ICE (RFC 8827 §6.5, RFC 8835 §3.4). */
    public void offerAsToBrowser() {
        keys.offerDtls();
        ice.offer(keys.hasDtls());
        bundle.offer(keys.hasDtls());
    }

    /** It does not: it is offered what any other telephone is. */
    public void offerOtherwise() {
        keys.offerOtherwise();
        ice.offer(false);
        bundle.offer(false);
    }

    public LegIce ice() {
        return ice;
    }

    public LegKeys keys() {
        return keys;
    }

    /** A relayed description as it is to be offered here, with keys of ours where the leg has some. */
    public SessionDescription offering(SessionDescription relayed) {
        return keys.offering(relayed, ours, agreement);
    }

    /** The same once our addresses stand in it. */
    public SessionDescription withPaths(SessionDescription relayed) {
        return bundle.offering(ice.offering(relayed, theirs), theirs);
    }

    /** A relayed description made fit to be the answer to an offer from here, with a key of ours where it has some. */
    public SessionDescription answering(SessionDescription relayed, SessionDescription offer) {
        return withKeys(OfferAnswer.answering(relayed, offer), offer);
    }

    /** An answer to an offer from here with keys and paths that accept those of the offer. */
    public SessionDescription withKeys(SessionDescription answer, SessionDescription offer) {
        return bundle.answering(ice.answering(keys.answering(answer, offer, agreement), offer), offer);
    }

    /** Whether a line runs in plain, or under keys of ours: then we can read it, and say something ourselves. */
    public boolean isReadable(Agreement agreed, int index) {
        return !agreed.isSecure(index)
                || agreed.hasKeys(index)
                || keys.dtls(agreed.local(), agreed.remote(), index).isPresent();
    }

    public static Optional<SessionDescription> read(String text) {
        try {
            return Optional.of(SessionDescription.parse(text, SdpLimits.STANDARD));
        } catch (SdpFormatException e) {
            return Optional.empty();
        }
    }

    public Optional<SessionDescription> theirs() {
        return theirs;
    }

    public Optional<SessionDescription> ours() {
        return ours;
    }

    /** What was sent last, whether it was agreed to or not. */
    public Optional<SessionDescription> sent() {
        return sent;
    }

    /** Whether the last that was agreed to was an offer of ours. */
    public boolean hasAnswered() {
        return theyAnswered;
    }

    public Optional<Agreement> agreement() {
        return agreement;
    }

    /** A relayed description as it is to be sent here: under our own o= line, whose version grows with each change. */
    public SessionDescription toSend(SessionDescription relayed, InetAddress local) {
        if (sent.isEmpty()) {
            sent = Optional.of(relayed.withOrigin(Origin.of("-", sessionId, 1, local)));
            return sent.get();
        }
        return next(ours.map(last -> OfferAnswer.continuing(relayed, last)).orElse(relayed));
    }

    /** A description of ours with the version that follows what was sent last. */
    public SessionDescription next(SessionDescription description) {
        var next = sent.map(description::succeeding).orElse(description);
        sent = Optional.of(next);
        return next;
    }

    /** Whether they say again what they said last, and we have said something to it (RFC 3264 §8: the same version means the same description). */
    public boolean isStanding(SessionDescription description) {
        return ours.isPresent()
                && theirs.filter(last -> last.toString().equals(description.toString()))
                        .isPresent();
    }

    /** Whether a relayed description says nothing new here. */
    public boolean repeats(SessionDescription relayed) {
        return ours.filter(last -> OfferAnswer.continuing(relayed, last).equals(last))
                .isPresent();
    }

    /**
     * What the telephone would agree to if nobody held it: what it last said, with the directions that it has ruled out itself. An answer rules out nothing that it was not offered
     * (RFC 3264 §6.1).
     */
    public Optional<SessionDescription> wish() {
        return theirs.map(said -> theyAnswered ? willing(said, ours.orElseThrow()) : said);
    }

    private static SessionDescription willing(SessionDescription answer, SessionDescription offer) {
        var wish = answer;
        for (int i = 0; i < Math.min(answer.media().size(), offer.media().size()); i++) {
            var said = answer.directionOf(i);
            var most = offer.directionOf(i).reversed();
            var wanted = Direction.of(said.sends() || !most.sends(), said.receives() || !most.receives());
            if (wanted != said) {
                wish = wish.withMedia(i, answer.media().get(i).withDirection(wanted));
            }
        }
        return wish;
    }

    /** They offered, we answered. */
    public void answered(SessionDescription theirOffer, SessionDescription ourAnswer) {
        theyAnswered = false;
        theirs = Optional.of(theirOffer);
        ours = Optional.of(ourAnswer);
        sent = ours;
        agreement = Optional.of(OfferAnswer.relayedAnswer(theirOffer, ourAnswer));
    }

    /** We offered, they answered. */
    public void offered(SessionDescription ourOffer, SessionDescription theirAnswer) {
        theyAnswered = true;
        ours = Optional.of(ourOffer);
        if (sent.isEmpty()) {
            sent = ours;
        }
        theirs = Optional.of(theirAnswer);
        if (OfferAnswer.accept(Offer.of(ourOffer), theirAnswer) instanceof AcceptResult.Agreed agreed) {
            agreement = Optional.of(agreed.agreement());
        }
    }
}
