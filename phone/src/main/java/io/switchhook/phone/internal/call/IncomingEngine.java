package io.switchhook.phone.internal.call;

import io.switchhook.base.loop.Alarm;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.EarlyMediaOutcome;
import io.switchhook.phone.internal.media.CallMedia;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.sdp.negotiation.OwnDtls;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A call that comes in. */
public final class IncomingEngine extends CallEngine {
    /** How long the application may think before the caller hears a ringing tone. */
    private static final Duration RING_AT_LATEST = Duration.ofMillis(500);

    private final ServerTransaction transaction;
    private final Alarm ringTimer;
    private final Alarm ringLimit;
    private final List<Consumer<AnswerOutcome>> answering = new ArrayList<>();
    /** Those who want an answer when {@link #answerTimer} rings. */
    private final List<Consumer<AnswerOutcome>> waiting = new ArrayList<>();

    private final Alarm answerTimer;
    private long answerDueNanos;
    /** Our answer, once it was given in a provisional response. */
    private Optional<String> early = Optional.empty();

    private boolean decided;
    /** Whether our 2xx makes the offer, and its ACK has to bring the answer (RFC 3261 §13.2.1). */
    private boolean offers;

    public IncomingEngine(CallLine line, CallFace face, CallHost host, ServerTransaction transaction) {
        super(line, face, host, transaction.request().callId());
        this.transaction = transaction;
        this.ringTimer = line.loop().alarm(() -> ring(line.loop().nowNanos()));
        this.answerTimer = line.loop().alarm(() -> answerWaiting(line.loop().nowNanos()));
        this.ringLimit = line.loop()
                .alarm(() -> refuse(
                        480,
                        "Temporarily Unavailable",
                        response -> {},
                        line.loop().nowNanos()));
    }

    public void begin(long nowNanos) {
        sessionId.begin(settings().sessionId(), Optional.of(transaction.request()));
        useSession(InviteSession.incoming(host, this, transaction, settings().extensions(), nowNanos));
        session().flatMap(InviteSession::dialog).ifPresent(dialog -> info().learn(dialog.id(), transaction.request()));
        ringLimit.set(nowNanos + settings().ringLimit().toNanos());
        ringTimer.set(nowNanos + RING_AT_LATEST.toNanos());
        become(CallState.RINGING, Optional.empty(), "");
        if (settings().ice().filter(how -> !how.servers().isEmpty()).isPresent()) {
            // While it rings, so that whoever answers does not wait.
            hasMedia();
        }
        host.rearm();
    }

    /** Refuses a call whose audio cannot be encrypted as the account wants it, so that nobody takes a call which then comes to nothing. */
    public boolean refusesForKeys(long nowNanos) {
        var objection = session()
                .flatMap(InviteSession::initialOffer)
                .flatMap(CallMedia::read)
                .flatMap(offer -> settings()
                        .security()
                        .objection(
                                offer,
                                settings().keyExchange(),
                                settings().security() != MediaSecurity.OFF
                                                && CallMedia.needsDtls(
                                                        offer, settings().keyExchange())
                                        ? line.phone().media().ownDtls()
                                        : OwnDtls.NONE));
        objection.ifPresent(why -> {
            var warning = new WarningHeader(why.verdict().warningCode(), CallMedia.WARNING_AGENT, why.reason());
            host.note("Refuses the call: " + why.reason());
            refuse(488, "Not Acceptable Here", response -> response.set(WarningHeader.TYPE, warning), nowNanos);
        });
        return objection.isPresent();
    }

    /** The application's callback has returned. */
    public void onCallbackReturned(long nowNanos) {
        if (ringTimer.isSet()) {
            ring(nowNanos);
        }
    }

    public void ring(long nowNanos) {
        ringTimer.cancel();
        if (!decided) {
            session().ifPresent(s -> s.ring(180, "Ringing", Optional.empty(), nowNanos));
            host.rearm();
        }
    }

    /** The first of several that are wanted decides when. */
    public void answerAfter(Duration time, Consumer<AnswerOutcome> result, long nowNanos) {
        waiting.add(result);
        long due = nowNanos + time.toNanos();
        if (waiting.size() == 1 || due < answerDueNanos) {
            answerDueNanos = due;
            answerTimer.set(due);
        }
    }

    private void answerWaiting(long nowNanos) {
        var all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(result -> answer(result, nowNanos));
    }

    public void answer(Consumer<AnswerOutcome> result, long nowNanos) {
        if (!answering.isEmpty()) {
            answering.add(result);
            return;
        }
        if (decided || state().isEnded()) {
            result.accept(state().isAnswered() ? AnswerOutcome.ANSWERED : AnswerOutcome.ENDED);
            return;
        }
        if (!hasMedia()) {
            refuse(500, "Server Internal Error", response -> {}, nowNanos);
            result.accept(AnswerOutcome.NO_PORT);
            return;
        }
        if (!media().orElseThrow().isReady()) {
            media().orElseThrow().whenReady(() -> answer(result, line.loop().nowNanos()));
            return;
        }
        describe()
                .ifPresentOrElse(
                        description -> {
                            decide();
                            answering.add(result);
                            session().orElseThrow().answer(description, nowNanos);
                            host.rearm();
                        },
                        () -> result.accept(AnswerOutcome.NO_COMMON_CODEC));
    }

    /** Opens what the audio of the call needs, once. */
    private boolean hasMedia() {
        if (media().isPresent()) {
            return true;
        }
        try {
            var called = host.flow().orElseThrow().local().getAddress();
            var offer = session().orElseThrow().initialOffer();
            var engine = line.phone().media();
            var audio = engine.openAudio(engine.addressFor(called, offer));
            useMedia(
                    new CallMedia(
                            audio,
                            host,
                            line.phone().localSession(audio, settings()),
                            line.phone().media()::ownDtls),
                    offersSharedPort(offer) ? 1 : 2);
            return true;
        } catch (IOException e) {
            host.note("No audio: " + e.getMessage());
            return false;
        }
    }

    private static boolean offersSharedPort(Optional<String> offer) {
        return offer.flatMap(CallMedia::read)
                .filter(description -> description.activeMedia("audio").stream()
                        .anyMatch(index -> description.media().get(index).rtcpMux()))
                .isPresent();
    }

    public EarlyMediaOutcome ringWithEarlyMedia(long nowNanos) {
        if (decided || state().isEnded()) {
            return EarlyMediaOutcome.DECIDED;
        }
        if (early.isPresent()) {
            return EarlyMediaOutcome.RINGING;
        }
        if (session().flatMap(InviteSession::initialOffer).isEmpty()) {
            ring(nowNanos);
            return EarlyMediaOutcome.NO_OFFER;
        }
        if (!hasMedia()) {
            ring(nowNanos);
            return EarlyMediaOutcome.NO_PORT;
        }
        early = describe();
        if (early.isEmpty()) {
            return EarlyMediaOutcome.NO_COMMON_CODEC;
        }
        ringTimer.cancel();
        session().orElseThrow().ring(183, "Session Progress", early, nowNanos);
        become(CallState.RINGING_WITH_EARLY_MEDIA, Optional.empty(), "");
        host.rearm();
        return EarlyMediaOutcome.RINGING;
    }

    /** Takes the place of a call that stands: answered at once, and the old call ends when that could be done (RFC 3891 §3). */
    public void takePlaceOf(CallEngine old, long nowNanos) {
        face.inherit(old.face);
        sessionId.keep(old.sessionId);
        answer(outcome -> {}, nowNanos);
        media().ifPresent(opened -> opened.whenReady(() -> {
            boolean answered = session()
                    .filter(s -> s.state() == InviteSession.State.ANSWERED)
                    .isPresent();
            if (answered) {
                old.leaveTo(this, line.loop().nowNanos());
            }
        }));
    }

    /** Our answer to the caller's offer, or our offer where it made none; when there is nothing in common the call is refused. */
    private Optional<String> describe() {
        if (early.isPresent()) {
            // RFC 3261 §13.2.1: what is said again is the same.
            return early;
        }
        var offer = session().orElseThrow().initialOffer();
        if (offer.isEmpty()) {
            offers = true;
            return Optional.of(media().orElseThrow().offer(Direction.SENDRECV));
        }
        var result = media().orElseThrow().onOffer(offer.get(), Direction.SENDRECV);
        if (result instanceof CallMedia.Result.Usable usable) {
            return usable.answer();
        }
        var warning = ((CallMedia.Result.Unusable) result).warning();
        refuse(
                488,
                "Not Acceptable Here",
                response -> response.set(WarningHeader.TYPE, warning),
                line.loop().nowNanos());
        return Optional.empty();
    }

    public void reject(int status, String text, long nowNanos) {
        refuse(
                status,
                StatusCode.reasonFor(status),
                response -> response.set(WarningHeader.TYPE, new WarningHeader(399, CallMedia.WARNING_AGENT, text)),
                nowNanos);
    }

    public void forward(Uri target, long nowNanos) {
        refuse(
                302,
                "Moved Temporarily",
                response ->
                        response.set(ContactHeader.TYPE, new ContactHeader(NameAddress.of(target), Parameters.EMPTY)),
                nowNanos);
    }

    private void refuse(int status, String reason, Consumer<SipResponse.Builder> more, long nowNanos) {
        if (!decided) {
            decide();
            session().ifPresent(s -> s.refuse(status, reason, more, nowNanos));
            host.rearm();
        }
    }

    private void decide() {
        decided = true;
        ringTimer.cancel();
        ringLimit.cancel();
    }

    @Override
    public void hangUp(long nowNanos) {
        if (decided) {
            super.hangUp(nowNanos);
        } else {
            reject(486, "User reject", nowNanos);
        }
    }

    @Override
    public void onAcknowledged(Optional<String> answer, long nowNanos) {
        if (!offers) {
            super.onAcknowledged(answer, nowNanos);
            return;
        }
        offers = false;
        var result = answer.map(text -> media().orElseThrow().onAnswer(text))
                .orElseGet(() -> new CallMedia.Result.Unusable(399, "The other side did not answer our offer."));
        if (result instanceof CallMedia.Result.Unusable unusable) {
            settle(AnswerOutcome.NO_COMMON_CODEC);
            leaveUnusable(unusable.reason(), nowNanos);
        } else {
            onConfirmed(nowNanos);
        }
    }

    @Override
    void onConfirmed(long nowNanos) {
        super.onConfirmed(nowNanos);
        session().ifPresent(s -> s.identity().answeredAs(host.identity().address(), nowNanos));
        host.rearm();
        settle(AnswerOutcome.ANSWERED);
    }

    @Override
    void onOver(CallEnding ending, long nowNanos) {
        decide();
        answerTimer.cancel();
        answering.addAll(waiting);
        waiting.clear();
        settle(AnswerOutcome.ENDED);
    }

    private void settle(AnswerOutcome outcome) {
        var all = List.copyOf(answering);
        answering.clear();
        all.forEach(result -> result.accept(outcome));
    }
}
