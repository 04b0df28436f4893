package io.switchhook.phone;

import io.switchhook.sdp.Direction;
import io.switchhook.sdp.SdpFormatException;
import io.switchhook.sdp.SdpLimits;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AcceptResult;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sdp.negotiation.AnswerResult;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.sdp.negotiation.Offer;
import io.switchhook.sdp.negotiation.OfferAnswer;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.media.AudioSession;
import java.util.Optional;

/** The offers and answers of one call, and the audio that runs on what they agree. On the signalling loop. */
final class CallMedia {

    /** What became of a description of the other side. */
    sealed interface Result {

        /** Use it; of an offer, {@code answer} is what to send. */
        record Usable(Optional<String> answer) implements Result {}

        /**
         * It cannot be used.
         *
         * @param warningCode for a Warning header beside 488
         * @param refusal the answer with every line refused, for an offer that came in a response and so cannot be refused by status
         */
        record Unusable(int warningCode, String reason, Optional<String> refusal) implements Result {

            Unusable(int warningCode, String reason) {
                this(warningCode, reason, Optional.empty());
            }
        }
    }

    private final AudioSession audio;
    private final CallHost host;
    private LocalSession ours;
    private Optional<Offer> open = Optional.empty();
    private Optional<Agreement> agreement = Optional.empty();

    CallMedia(AudioSession audio, CallHost host, LocalSession ours) {
        this.host = host;
        this.audio = audio;
        this.ours = ours;
    }

    AudioSession audio() {
        return audio;
    }

    /** What both sides may send now; empty before anything is agreed. */
    Optional<Direction> direction() {
        return agreement.flatMap(Agreement::audio).map(AgreedStream::direction);
    }

    boolean heldByPeer() {
        return agreement
                .flatMap(Agreement::audio)
                .filter(AgreedStream::isHeldByPeer)
                .isPresent();
    }

    /** Our offer, with the direction we wish for now. */
    String offer(Direction wish) {
        ours = ours.withDirection(wish);
        var offer = agreement
                .map(standing -> OfferAnswer.reoffer(ours, standing))
                .orElseGet(() -> OfferAnswer.createOffer(ours));
        open = Optional.of(offer);
        return offer.description().toString();
    }

    /** Our offer was refused; what was agreed before stands. */
    void offerRefused() {
        open.ifPresent(offer -> agreement = agreement.map(standing -> standing.afterRefused(offer)));
        open = Optional.empty();
    }

    /** The other side answers our offer. The offer stays open, since the answer in a provisional response may come again in the final one. */
    Result onAnswer(String text) {
        var description = read(text);
        if (description.isEmpty() || open.isEmpty()) {
            return new Result.Unusable(399, "The answer is not a session description that can be read.");
        }
        var accepted = OfferAnswer.accept(open.get(), description.get());
        if (accepted instanceof AcceptResult.Agreed agreed
                && agreed.agreement().audio().isPresent()) {
            use(agreed.agreement());
            return new Result.Usable(Optional.empty());
        }
        var reason = accepted instanceof AcceptResult.Violation violation
                ? violation.reason()
                : "The other side refused the audio.";
        return new Result.Unusable(399, reason);
    }

    /** The other side answers a description that we sent again, unchanged, as a refresh. */
    void onRefreshed(String ourText, String theirText) {
        read(ourText).ifPresent(ours -> open = Optional.of(Offer.of(ours)));
        onAnswer(theirText);
    }

    /** The other side offers; {@code wish} is what we would like to do. */
    Result onOffer(String text, Direction wish) {
        ours = ours.withDirection(wish);
        var description = read(text);
        if (description.isEmpty()) {
            return new Result.Unusable(399, "The offer is not a session description that can be read.");
        }
        var answered = agreement
                .map(standing -> OfferAnswer.answer(ours, description.get(), standing))
                .orElseGet(() -> OfferAnswer.answer(ours, description.get()));
        if (answered instanceof AnswerResult.Answered usable) {
            use(usable.agreement());
            return new Result.Usable(Optional.of(usable.answer().toString()));
        }
        var refused = (AnswerResult.Refused) answered;
        return new Result.Unusable(
                refused.warningCode(),
                refused.reason(),
                Optional.of(refused.allRefused().toString()));
    }

    void close() {
        audio.close();
    }

    private void use(Agreement agreed) {
        agreement = Optional.of(agreed);
        agreed.audio().ifPresent(stream -> audio.run(stream, host.peerAddress()));
    }

    private static Optional<SessionDescription> read(String text) {
        try {
            return Optional.of(SessionDescription.parse(text, SdpLimits.STANDARD));
        } catch (SdpFormatException e) {
            return Optional.empty();
        }
    }
}
