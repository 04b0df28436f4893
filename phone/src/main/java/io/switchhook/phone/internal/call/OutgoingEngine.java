package io.switchhook.phone.internal.call;

import io.switchhook.base.loop.Alarm;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.internal.dial.RedirectPlan;
import io.switchhook.phone.internal.media.CallMedia;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.sdp.Direction;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.media.AudioSession;
import io.switchhook.stack.media.MediaKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A call that we place. */
public final class OutgoingEngine extends CallEngine {
    private final Uri target;
    private final DialOptions options;
    private final String fromTag;
    private final Alarm ringTimer;
    private final RedirectPlan redirects;
    /** The offers of provisional responses that we have answered, of each fork its own (RFC 3262 §5). */
    private final Map<DialogId, String> earlyOffers = new HashMap<>();
    /** Whose description was used last, so that its audio is heard. */
    private Optional<DialogId> heard = Optional.empty();

    private boolean changedEarly;
    private boolean leaving;
    private long sequence = 1;
    private Consumer<DialOutcome> result = outcome -> {};
    private Optional<DialOutcome> outcome = Optional.empty();
    private Consumer<SipResponse> progress = response -> {};

    public OutgoingEngine(CallLine line, CallFace face, CallHost host, Uri target, DialOptions options, String callId) {
        super(line, face, host, callId);
        this.target = target;
        this.options = options;
        this.fromTag = host.randomness().nextToken(10);
        this.redirects = new RedirectPlan(target, settings().redirections());
        this.ringTimer = line.loop().alarm(this::onRingTimeout);
    }

    @Override
    CallSettings settings() {
        // The field is read by the constructor above this one too, before it is set.
        return options.settings().orElseGet(super::settings);
    }

    @Override
    public boolean isAnonymous() {
        return options.anonymous();
    }

    /** RFC 7989 §6: our end of the session stays the same behind a transfer. */
    public void continueSessionOf(CallEngine old) {
        sessionId.keep(old.sessionId);
    }

    /** Also tells every provisional response, for the reports of a transferee. */
    void onEveryProgress(Consumer<SipResponse> listener) {
        progress = listener;
    }

    public void start(Consumer<DialOutcome> whenDone, long nowNanos) {
        if (state() != CallState.CREATED) {
            whenDone.accept(outcome.orElseGet(() ->
                    new DialOutcome.Unreachable("The call has been started before; a call can be started once.")));
            return;
        }
        result = whenDone;
        if (line.phone().isClosing()) {
            onPhoneClosed();
            return;
        }
        if (options.anonymous()) {
            line.giveTemporaryAddress(host);
        } else {
            line.givePublicAddress(host);
        }
        host.nameCall(id());
        sessionId.begin(settings().sessionId(), Optional.empty());
        host.resolve(target, local -> open(local.local().getAddress()), this::cannotStart);
        become(CallState.SETUP, Optional.empty(), "");
    }

    private void open(InetAddress local) {
        if (state().isEnded()) {
            return;
        }
        AudioSession audio;
        try {
            audio = line.phone().media().openAudio(local);
        } catch (IOException e) {
            cannotStart(String.valueOf(e.getMessage()));
            return;
        }
        var opened = new CallMedia(
                audio,
                host,
                line.phone().localSession(audio, settings()),
                line.phone().media()::ownDtls);
        useMedia(opened, 2);
        opened.whenReady(() -> beginCall(line.loop().nowNanos()));
    }

    private void beginCall(long nowNanos) {
        if (state().isEnded()) {
            return;
        }
        call(new RedirectPlan.Step(target, Optional.empty()), nowNanos);
        if (state().isEnded()) {
            host.close();
            return;
        }
        options.ringTimeout().ifPresent(time -> ringTimer.set(nowNanos + time.toNanos()));
        host.rearm();
    }

    private void call(RedirectPlan.Step step, long nowNanos) {
        media().filter(running -> session().isPresent()).ifPresent(running -> {
            running.renewKeys(MediaKeys.draw(host.randomness()));
            running.endEarly();
        });
        earlyOffers.clear();
        heard = Optional.empty();
        changedEarly = false;
        var offer = options.lateOffer() ? Optional.<String>empty() : media().map(m -> m.offer(Direction.SENDRECV));
        var opened =
                InviteSession.call(host, this, invite(step), offer, settings().extensions(), nowNanos);
        // One that ended at once may have been followed by another already.
        if (opened.state() != InviteSession.State.ENDED || session().isEmpty()) {
            useSession(opened);
        }
    }

    /** RFC 3261 §8.1.3.4: To, From and Call-ID stay when the call is redirected, and CSeq grows. */
    private SipRequest.Builder invite(RedirectPlan.Step step) {
        var builder = SipRequest.builder(SipMethod.INVITE, line.routable(step.target()))
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(host.identity().address(), Parameters.EMPTY.with("tag", fromTag)))
                .set(ToHeader.TYPE, new ToHeader(NameAddress.of(target), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(id()))
                .set(CSeqHeader.TYPE, new CSeqHeader(sequence, SipMethod.INVITE));
        step.proxy()
                .ifPresent(proxy -> builder.set(
                        RouteHeader.TYPE, new RouteHeader(NameAddress.of(proxy.withFlag("lr")), Parameters.EMPTY)));
        if (options.anonymous()) {
            line.hideSender(builder, step.target(), this::isGiven);
        }
        options.headers().forEach(builder::header);
        return builder;
    }

    private boolean isGiven(HeaderType<?> type) {
        return options.headers().keySet().stream().anyMatch(type.name()::equalsIgnoreCase);
    }

    /** It was not started, and cannot be any more. */
    public void onPhoneClosed() {
        cannotStart("The phone is closed.");
    }

    private void cannotStart(String reason) {
        outcome = Optional.of(new DialOutcome.Unreachable(reason));
        finish(
                new CallEnding(CallEnding.Party.NETWORK, CallState.FAILED, Optional.empty(), reason),
                line.loop().nowNanos());
        host.close();
    }

    private void onRingTimeout() {
        outcome = Optional.of(new DialOutcome.TimedOut("Nobody took the call in "
                + EndingWords.seconds(options.ringTimeout().orElseThrow()) + "."));
        hangUp(line.loop().nowNanos());
    }

    @Override
    public void hangUp(long nowNanos) {
        ringTimer.cancel();
        leaving = true;
        if (session().isEmpty() && !state().isEnded()) {
            finish(new CallEnding(CallEnding.Party.LOCAL, CallState.CANCELLED, Optional.empty(), ""), nowNanos);
            host.close();
            return;
        }
        super.hangUp(nowNanos);
    }

    @Override
    public void onProgress(SipResponse response, Optional<String> answer, long nowNanos) {
        info().learn(response);
        progress.accept(response);
        var fork = DialogId.ofReceived(response);
        if (response.status() == 199 && heard.equals(Optional.of(fork))) {
            heard = Optional.empty();
            media().ifPresent(CallMedia::endEarly);
        }
        boolean early = answer.flatMap(a -> media().map(m -> m.onAnswer(a)))
                .filter(CallMedia.Result.Usable.class::isInstance)
                .isPresent();
        if (early) {
            heard = Optional.of(fork);
            become(CallState.RINGING_WITH_EARLY_MEDIA, Optional.of(response.status()), response.reason());
        } else if (response.status() == 180 && state() != CallState.RINGING_WITH_EARLY_MEDIA) {
            become(CallState.RINGING, Optional.of(response.status()), response.reason());
        }
    }

    @Override
    public void onEarlyOffer(SipResponse response, String offer, long nowNanos) {
        info().learn(response);
        progress.accept(response);
        var result = media().orElseThrow().onOffer(offer, Direction.SENDRECV);
        if (result instanceof CallMedia.Result.Usable usable) {
            heard = Optional.of(DialogId.ofReceived(response));
            earlyOffers.put(heard.get(), offer);
            session().orElseThrow().acknowledge(usable.answer().orElseThrow(), nowNanos);
            become(CallState.RINGING_WITH_EARLY_MEDIA, Optional.of(response.status()), response.reason());
        } else {
            var unusable = (CallMedia.Result.Unusable) result;
            outcome = Optional.of(new DialOutcome.Unreachable(unusable.reason()));
            unusable.refusal().ifPresent(answer -> session().orElseThrow().acknowledge(answer, nowNanos));
            leaveUnusable(unusable.reason(), nowNanos);
        }
    }

    @Override
    public void onModification(RemoteModification modification, long nowNanos) {
        changedEarly |= !state().isAnswered();
        super.onModification(modification, nowNanos);
    }

    @Override
    public void onAnswered(SipResponse response, Optional<String> answer, long nowNanos) {
        info().learn(response);
        ringTimer.cancel();
        var fork = DialogId.ofReceived(response);
        if (earlyOffers.containsKey(fork) || (changedEarly && answer.isEmpty())) {
            hear(fork);
            answered(nowNanos);
            return;
        }
        var usable = answer.map(a -> media().orElseThrow().onAnswer(a))
                .orElseGet(() ->
                        new CallMedia.Result.Unusable(399, "The other side answered without a session description."));
        if (usable instanceof CallMedia.Result.Unusable unusable) {
            outcome = Optional.of(new DialOutcome.Unreachable(unusable.reason()));
            leaveUnusable(unusable.reason(), nowNanos);
            return;
        }
        answered(nowNanos);
    }

    /** Who has taken the call is heard, whichever fork has offered last. */
    private void hear(DialogId fork) {
        var offer = Optional.ofNullable(earlyOffers.get(fork));
        if (!changedEarly && !heard.equals(Optional.of(fork))) {
            offer.ifPresent(theirs -> media().orElseThrow().onOffer(theirs, Direction.SENDRECV));
        }
    }

    @Override
    public void onAnsweredWithOffer(SipResponse response, String offer, long nowNanos) {
        info().learn(response);
        ringTimer.cancel();
        var result = media().orElseThrow().onOffer(offer, Direction.SENDRECV);
        if (result instanceof CallMedia.Result.Usable usable) {
            session().orElseThrow().acknowledge(usable.answer().orElseThrow(), nowNanos);
            answered(nowNanos);
        } else {
            var unusable = (CallMedia.Result.Unusable) result;
            var reason = unusable.reason();
            outcome = Optional.of(new DialOutcome.Unreachable(reason));
            unusable.refusal().ifPresent(answer -> session().orElseThrow().acknowledge(answer, nowNanos));
            leaveUnusable(reason, nowNanos);
        }
    }

    private void answered(long nowNanos) {
        onConfirmed(nowNanos);
        settle(new DialOutcome.Answered());
    }

    @Override
    void onOver(CallEnding ending, long nowNanos) {
        ringTimer.cancel();
        settle(outcome.orElseGet(() -> outcomeOf(ending)));
    }

    private DialOutcome outcomeOf(CallEnding ending) {
        return ending.by() == CallEnding.Party.NETWORK
                ? new DialOutcome.Unreachable(ending.reason())
                : new DialOutcome.Cancelled();
    }

    @Override
    public void onEnded(SessionEnding ending, long nowNanos) {
        var next = leaving || line.phone().isClosing() ? Optional.<RedirectPlan.Step>empty() : stepAfter(ending);
        if (next.isPresent()) {
            follow(next.get(), nowNanos);
            return;
        }
        if (outcome.isEmpty()) {
            outcome = isHungUpUnanswered(ending)
                    ? Optional.of(new DialOutcome.Unreachable(wordsFor(ending).reason()))
                    : EndingWords.dialOutcome(ending, host.trouble());
        }
        super.onEnded(ending, nowNanos);
    }

    /** A callee whose 2xx were all lost gives up with a BYE (RFC 3261 §13.3.1.4): we never had the call. */
    private boolean isHungUpUnanswered(SessionEnding ending) {
        return ending instanceof SessionEnding.HungUpByPeer && !state().isAnswered();
    }

    @Override
    CallEnding wordsFor(SessionEnding ending) {
        return isHungUpUnanswered(ending)
                ? new CallEnding(
                        CallEnding.Party.REMOTE,
                        CallState.FAILED,
                        Optional.empty(),
                        "The other side hung up before its answer arrived.")
                : super.wordsFor(ending);
    }

    private Optional<RedirectPlan.Step> stepAfter(SessionEnding ending) {
        if (ending instanceof SessionEnding.Refused refused) {
            sequence = refused.response().cseq().number();
            return redirects.after(refused.response());
        }
        return ending instanceof SessionEnding.Failed ? redirects.afterFailure() : Optional.empty();
    }

    private void follow(RedirectPlan.Step step, long nowNanos) {
        host.note("Follows the redirection to " + step.target());
        session().ifPresent(host::remove);
        sequence++;
        call(step, nowNanos);
        host.rearm();
    }

    private void settle(DialOutcome settled) {
        var listener = result;
        result = ignored -> {};
        outcome = Optional.of(settled);
        listener.accept(settled);
    }
}
