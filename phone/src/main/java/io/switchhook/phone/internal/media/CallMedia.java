package io.switchhook.phone.internal.media;

import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.RtpProfile;
import io.switchhook.sdp.SdpFormatException;
import io.switchhook.sdp.SdpLimits;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AcceptResult;
import io.switchhook.sdp.negotiation.AgreedCrypto;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sdp.negotiation.AnswerResult;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.LocalMedia;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.sdp.negotiation.Offer;
import io.switchhook.sdp.negotiation.OfferAnswer;
import io.switchhook.sdp.negotiation.OwnCrypto;
import io.switchhook.sdp.negotiation.OwnDtls;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.media.AudioSession;
import io.switchhook.stack.media.KeysOutcome;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The offers and answers of one call, and the audio that runs on what they agree. On the signalling loop. */
public final class CallMedia {

    /** The pseudonym that RFC 3261 §20.43 allows as the agent of a Warning. */
    public static final String WARNING_AGENT = "switchhook";

    /** What became of a description of the other side. */
    public sealed interface Result {

        /** Use it; of an offer, {@code answer} is what to send. */
        record Usable(Optional<String> answer) implements Result {}

        /**
         * It cannot be used.
         *
         * @param warningCode for a Warning header beside 488
         * @param refusal the answer with every line refused, for an offer that came in a response and so cannot be refused by status
         */
        public record Unusable(int warningCode, String reason, Optional<String> refusal) implements Result {

            public Unusable(int warningCode, String reason) {
                this(warningCode, reason, Optional.empty());
            }

            public WarningHeader warning() {
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
    private Runnable atClose = () -> {};
    private final Supplier<OwnDtls> dtls;
    private Optional<CallIce> ice = Optional.empty();

    /** @param dtls what we have for DTLS, asked for when a call needs it */
    public CallMedia(AudioSession audio, CallHost host, LocalSession ours, Supplier<OwnDtls> dtls) {
        this.dtls = dtls;
        this.host = host;
        this.audio = audio;
        this.ours = ours;
        audio.listenForTrouble(text -> host.stack().loop().post(() -> host.note(text)));
    }

    /** The call uses ICE, which begins to look for addresses. */
    public void useIce(CallIce begun) {
        ice = Optional.of(begun);
    }

    /** Whether a description can be made that says all there is to say. */
    public boolean isReady() {
        return ice.map(CallIce::isReady).orElse(true);
    }

    /** Runs the task when a description can be made, at once where nothing is waited for. */
    public void whenReady(Runnable task) {
        ice.ifPresentOrElse(begun -> begun.whenGathered(task), task);
    }

    /** The next offer begins ICE anew, where its path is lost still. */
    public void beginIceAnew() {
        ice.filter(CallIce::isLost).ifPresent(CallIce::beginAnew);
    }

    public AudioSession audio() {
        return audio;
    }

    /** What both sides may send now; empty before anything is agreed, and while the audio is off. */
    Optional<Direction> direction() {
        return agreement.flatMap(Agreement::audio).map(AgreedStream::direction);
    }

    /** What was agreed last; empty before, and while the audio is off. */
    public Optional<AgreedStream> agreed() {
        return agreement.flatMap(Agreement::audio);
    }

    /** Whether the other side wants no audio now, or has taken it away with port zero (RFC 3264 §8.2). */
    public boolean heldByPeer() {
        return agreement
                .filter(agreed -> agreed.audio().map(AgreedStream::isHeldByPeer).orElse(true))
                .isPresent();
    }

    /** Our offer, with the direction we wish for now. */
    public String offer(Direction wish) {
        ours = ours.withDirection(wish);
        // With keys by DTLS a port more is a handshake more, and with ICE twice the checks.
        boolean wished = ice.isPresent() || line().keyExchange() != KeyExchange.SDES;
        shareThePort(agreement
                .map(standing -> ice.isPresent()
                        || standing.audio().filter(AgreedStream::rtcpMux).isPresent())
                .orElse(wished));
        ice.ifPresent(begun -> ours = ours.withMedia(0, begun.offering(line())));
        var offer = agreement
                .map(standing -> OfferAnswer.reoffer(ours, standing))
                .orElseGet(() -> OfferAnswer.createOffer(ours));
        open = Optional.of(offer);
        if (agreement.isEmpty()) {
            expect(offer);
        }
        return offer.description().toString();
    }

    /** Our offer to who wants one: who is to get it may be somebody else, so ICE begins anew with it (RFC 8839 §7.5). */
    public String offerOnDemand(Direction wish) {
        ice.ifPresent(CallIce::beginAnew);
        return offer(wish);
    }

    private void expect(Offer offer) {
        var description = offer.description();
        description.activeMedia("audio").stream().findFirst().ifPresent(index -> {
            var line = description.media().get(index);
            boolean byDtls = !description.dtlsOf(index).fingerprints().isEmpty();
            audio.expect(line.payloads(), byDtls || !line.crypto().isEmpty(), byDtls);
        });
    }

    private LocalMedia line() {
        return ours.media().get(0);
    }

    private void useDtls() {
        ours = ours.withMedia(
                0,
                line().toBuilder().keyExchange(line().keyExchange(), dtls.get()).build());
    }

    /** Whether nothing but DTLS will do for the audio that is offered. */
    public static boolean needsDtls(SessionDescription offer, KeyExchange exchange) {
        return offer.activeMedia("audio").stream().anyMatch(index -> {
            var line = offer.media().get(index);
            boolean noOther = line.crypto().isEmpty() || exchange != KeyExchange.SDES;
            return RtpProfile.isOverDtls(line.protocol())
                    || noOther && offer.dtlsOf(index).isUsable();
        });
    }

    /**
     * Whoever we have heard before the call is answered is out of it: it is sent nothing any more (RFC 6228 §4, RFC 3960 §2), and others that know our offer may be heard.
     */
    public void endEarly() {
        if (agreement.isPresent()) {
            agreement = Optional.empty();
            showEncryption(Optional.empty());
            audio.pause();
            open.ifPresent(this::expect);
        }
    }

    /** The next offer goes to somebody else, who is not to hear what goes under keys that another one knows. */
    public void renewKeys(OwnCrypto keys) {
        ice.ifPresent(CallIce::renew);
        if (line().security() != MediaSecurity.OFF) {
            ours = ours.withMedia(
                    0, line().toBuilder().security(line().security(), keys).build());
        }
        if (line().dtls().isThere()) {
            useDtls();
        }
    }

    /** Tells what the audio is encrypted with, when that changes; empty for plain audio, or none. */
    public void listenForEncryption(Consumer<Optional<CryptoSuite>> listener) {
        encryptionListener = listener;
    }

    /** Whether the keys are those of a handshake, so that nobody who reads the signalling has them. */
    public boolean isUnderDtls() {
        return agreement.flatMap(Agreement::audio).flatMap(AgreedStream::dtls).isPresent();
    }

    /** Whether they are to be those of a handshake, and there are none. */
    public boolean isWithoutKeys() {
        return isUnderDtls() && encryption.isEmpty();
    }

    /** Runs the task when the audio is closed. */
    public void atClose(Runnable task) {
        atClose = task;
    }

    /** What became of a handshake for the keys. */
    public void onKeys(KeysOutcome outcome) {
        if (outcome instanceof KeysOutcome.Agreed agreed) {
            showEncryption(Optional.of(agreed.suite()));
        } else if (outcome instanceof KeysOutcome.Failed failed) {
            host.note("The audio has no keys: " + failed.reason());
        } else if (outcome instanceof KeysOutcome.Over over) {
            host.note("The audio has no keys any more: " + over.reason());
            showEncryption(Optional.empty());
        }
    }

    private void showEncryption(Optional<CryptoSuite> suite) {
        if (!encryption.equals(suite)) {
            encryption = suite;
            host.note(suite.map(known -> "The audio is encrypted: " + known).orElse("The audio is not encrypted"));
            encryptionListener.accept(suite);
        }
    }

    /** Our offer was refused; what was agreed before stands. */
    public void offerRefused() {
        ice.ifPresent(CallIce::takeBack);
        open.ifPresent(offer -> agreement = agreement.map(standing -> standing.afterRefused(offer)));
        open = Optional.empty();
    }

    /**
     * The other side answers the offer of a call that begins, which needs audio. The offer stays open, since the answer in a provisional response may come again in the
     * final one.
     */
    public Result onAnswer(String text) {
        return onAnswer(text, true);
    }

    /** The other side answers an offer in a call that stands. Where it refuses the audio, that is off as if the other side had offered so (RFC 3264 §6). */
    public Result onLaterAnswer(String text) {
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
    public void onRefreshed(String ourText, String theirText) {
        read(ourText).ifPresent(ours -> open = Optional.of(Offer.of(ours)));
        onLaterAnswer(theirText);
    }

    /** The other side offers; {@code wish} is what we would like to do. */
    public Result onOffer(String text, Direction wish) {
        ours = ours.withDirection(wish);
        shareThePort(true);
        var description = read(text);
        if (description.isEmpty()) {
            return new Result.Unusable(399, "The offer is not a session description that can be read.");
        }
        boolean able = line().security() == MediaSecurity.OFF || line().dtls().isThere();
        if (!able && needsDtls(description.get(), line().keyExchange())) {
            useDtls();
        }
        ice.ifPresent(begun -> ours = ours.withMedia(0, begun.answering(line(), description.get())));
        var answered = agreement
                .map(standing -> OfferAnswer.answer(ours, description.get(), standing))
                .orElseGet(() -> OfferAnswer.answer(ours, description.get()));
        if (answered instanceof AnswerResult.Answered usable) {
            use(usable.agreement());
            return new Result.Usable(Optional.of(usable.answer().toString()));
        }
        ice.ifPresent(CallIce::takeBack);
        var refused = (AnswerResult.Refused) answered;
        return new Result.Unusable(
                refused.warningCode(),
                refused.reason(),
                Optional.of(refused.allRefused().toString()));
    }

    /** RFC 5761 §5.1.1: we do not ask for RTCP on the port of RTP but beside ICE or DTLS, where that halves the work; we agree to it, and go on so. */
    private void shareThePort(boolean willing) {
        if (line().rtcpMux() != willing) {
            ours = ours.withMedia(0, line().toBuilder().rtcpMux(willing).build());
        }
    }

    public void close() {
        ice.ifPresent(CallIce::close);
        audio.close();
        atClose.run();
    }

    private void use(Agreement agreed) {
        var before = agreement.flatMap(Agreement::audio).flatMap(AgreedStream::dtls);
        var association = agreed.audio().flatMap(AgreedStream::dtls);
        agreement = Optional.of(agreed);
        if (association.isEmpty()) {
            showEncryption(agreed.audio().flatMap(AgreedStream::crypto).map(AgreedCrypto::suite));
        } else if (before.filter(association.get()::hasSameCertificateAs).isEmpty() && encryption.isPresent()) {
            showEncryption(Optional.empty());
        }
        agreed.audio()
                .ifPresentOrElse(
                        stream -> audio.run(
                                stream, host.peerAddress(), ice.flatMap(begun -> begun.agreed(agreed.audioIce()))),
                        audio::pause);
    }

    public static Optional<SessionDescription> read(String text) {
        try {
            return Optional.of(SessionDescription.parse(text, SdpLimits.STANDARD));
        } catch (SdpFormatException e) {
            return Optional.empty();
        }
    }
}
