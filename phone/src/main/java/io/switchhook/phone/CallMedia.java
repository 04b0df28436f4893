package io.switchhook.phone;

import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.SdpFormatException;
import io.switchhook.sdp.SdpLimits;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AcceptResult;
import io.switchhook.sdp.negotiation.AgreedCrypto;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sdp.negotiation.AnswerResult;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.sdp.negotiation.Offer;
import io.switchhook.sdp.negotiation.OfferAnswer;
import io.switchhook.sdp.negotiation.OwnCrypto;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.media.AudioSession;
import java.util.Optional;
import java.util.function.Consumer;

/** The offers and answers of one call, and the audio that runs on what they agree. On the signalling loop. */
final class CallMedia {

    /** The pseudonym that RFC 3261 §20.43 allows as the agent of a Warning. */
    static final String WARNING_AGENT = "switchhook";

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

            WarningHeader warning() {
                return new WarningHeader(warningCode, WARNING_AGENT, reason);
            }
        }
    }

    private final AudioSession audio;
    private final CallHost host;
    private LocalSession ours;
    private Optional<Offer> open = Optional.empty();
    private Optional<Agreement> agreement = Optional.empty();
    private Consumer<Optional<CryptoSuite>> encryptionListener = suite -> {};
    private Optional<CryptoSuite> encryption = Optional.empty();
    private Optional<CallIce> ice = Optional.empty();

    CallMedia(AudioSession audio, CallHost host, LocalSession ours) {
        this.host = host;
        this.audio = audio;
        this.ours = ours;
        audio.listenForTrouble(text -> host.stack().loop().post(() -> host.note(text)));
    }

    /** The call uses ICE, which begins to look for addresses. */
    void useIce(CallIce begun) {
        ice = Optional.of(begun);
    }

    /** Whether a description can be made that says all there is to say. */
    boolean isReady() {
        return ice.map(CallIce::isReady).orElse(true);
    }

    /** Runs the task when a description can be made, at once where nothing is waited for. */
    void whenReady(Runnable task) {
        ice.ifPresentOrElse(begun -> begun.whenGathered(task), task);
    }

    AudioSession audio() {
        return audio;
    }

    /** What both sides may send now; empty before anything is agreed, and while the audio is off. */
    Optional<Direction> direction() {
        return agreement.flatMap(Agreement::audio).map(AgreedStream::direction);
    }

    /** Whether the other side wants no audio now, or has taken it away with port zero (RFC 3264 §8.2). */
    boolean heldByPeer() {
        return agreement
                .filter(agreed -> agreed.audio().map(AgreedStream::isHeldByPeer).orElse(true))
                .isPresent();
    }

    /** Our offer, with the direction we wish for now. */
    String offer(Direction wish) {
        ours = ours.withDirection(wish);
        shareThePort(ice.isPresent()
                || agreement
                        .flatMap(Agreement::audio)
                        .filter(AgreedStream::rtcpMux)
                        .isPresent());
        ice.ifPresent(
                begun -> ours = ours.withMedia(0, begun.offering(ours.media().get(0))));
        var offer = agreement
                .map(standing -> OfferAnswer.reoffer(ours, standing))
                .orElseGet(() -> OfferAnswer.createOffer(ours));
        open = Optional.of(offer);
        if (agreement.isEmpty()) {
            expect(offer);
        }
        return offer.description().toString();
    }

    private void expect(Offer offer) {
        offer.description().media().stream()
                .filter(MediaDescription::isAudio)
                .findFirst()
                .ifPresent(line -> audio.expect(line.payloads(), !line.crypto().isEmpty()));
    }

    /**
     * Whoever we have heard before the call is answered is out of it: it is sent nothing any more (RFC 6228 §4, RFC 3960 §2), and others that know our offer may be heard.
     */
    void endEarly() {
        if (agreement.isPresent()) {
            agreement = Optional.empty();
            showEncryption(Optional.empty());
            audio.pause();
            open.ifPresent(this::expect);
        }
    }

    /** The next offer goes to somebody else, who is not to hear what goes under keys that another one knows. */
    void renewKeys(OwnCrypto keys) {
        ice.ifPresent(CallIce::renew);
        var line = ours.media().get(0);
        if (line.security() != MediaSecurity.OFF) {
            ours = ours.withMedia(
                    0, line.toBuilder().security(line.security(), keys).build());
        }
    }

    /** Tells what the audio is encrypted with, when that changes; empty for plain audio, or none. */
    void listenForEncryption(Consumer<Optional<CryptoSuite>> listener) {
        encryptionListener = listener;
    }

    private void showEncryption(Optional<CryptoSuite> suite) {
        if (!encryption.equals(suite)) {
            encryption = suite;
            host.note(suite.map(known -> "The audio is encrypted: " + known).orElse("The audio is not encrypted"));
            encryptionListener.accept(suite);
        }
    }

    /** Our offer was refused; what was agreed before stands. */
    void offerRefused() {
        open.ifPresent(offer -> agreement = agreement.map(standing -> standing.afterRefused(offer)));
        open = Optional.empty();
    }

    /**
     * The other side answers the offer of a call that begins, which needs audio. The offer stays open, since the answer in a provisional response may come again in the
     * final one.
     */
    Result onAnswer(String text) {
        return onAnswer(text, true);
    }

    /** The other side answers an offer in a call that stands. Where it refuses the audio, that is off as if the other side had offered so (RFC 3264 §6). */
    Result onLaterAnswer(String text) {
        return onAnswer(text, false);
    }

    private Result onAnswer(String text, boolean audioNeeded) {
        var description = read(text);
        if (description.isEmpty() || open.isEmpty()) {
            return new Result.Unusable(399, "The answer is not a session description that can be read.");
        }
        var accepted = OfferAnswer.accept(open.get(), description.get());
        if (accepted instanceof AcceptResult.Agreed agreed
                && (!audioNeeded || agreed.agreement().audio().isPresent())) {
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
        onLaterAnswer(theirText);
    }

    /** The other side offers; {@code wish} is what we would like to do. */
    Result onOffer(String text, Direction wish) {
        ours = ours.withDirection(wish);
        shareThePort(true);
        var description = read(text);
        if (description.isEmpty()) {
            return new Result.Unusable(399, "The offer is not a session description that can be read.");
        }
        ice.ifPresent(begun ->
                ours = ours.withMedia(0, begun.answering(ours.media().get(0), description.get())));
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

    /** RFC 5761 §5.1.1: we do not ask for RTCP on the port of RTP, but with ICE, where it is half of the checks; we agree to it, and go on so. */
    private void shareThePort(boolean willing) {
        var line = ours.media().get(0);
        if (line.rtcpMux() != willing) {
            ours = ours.withMedia(0, line.toBuilder().rtcpMux(willing).build());
        }
    }

    void close() {
        ice.ifPresent(CallIce::close);
        audio.close();
    }

    private void use(Agreement agreed) {
        agreement = Optional.of(agreed);
        showEncryption(agreed.audio().flatMap(AgreedStream::crypto).map(AgreedCrypto::suite));
        agreed.audio()
                .ifPresentOrElse(
                        stream -> audio.run(
                                stream, host.peerAddress(), ice.flatMap(begun -> begun.agreed(agreed.audioIce()))),
                        audio::pause);
    }

    static Optional<SessionDescription> read(String text) {
        try {
            return Optional.of(SessionDescription.parse(text, SdpLimits.STANDARD));
        } catch (SdpFormatException e) {
            return Optional.empty();
        }
    }
}
