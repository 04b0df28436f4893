package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RAckHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.uri.NameAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A re-INVITE or UPDATE of ours: it waits for its turn, and has second chances after glare (RFC 3261 §14.1, RFC 3311 §5.1), 422 (RFC 4028 §7.3) and when overtaken. */
final class OfferedChange {
    /** Two well-behaved ends collide twice at most; more means that the peer answers 491 for reasons of its own. */
    private static final int MAX_ATTEMPTS = 5;
    /** RFC 3311 §5.2: who answers 500 because of glare asks for 0 to 10 seconds. */
    private static final long MAX_RETRY_AFTER = 10;

    private static final ModificationUser NOBODY = new ModificationUser() {
        @Override
        public void onAnswer(String answer, long nowNanos) {}

        @Override
        public void onNoChange(Optional<SipResponse> response, long nowNanos) {}
    };

    private final InviteSession session;
    private Optional<Open> open = Optional.empty();
    private Optional<Change> next = Optional.empty();
    private Optional<Attempt> attempt = Optional.empty();

    /**
     * What is to be offered.
     *
     * @param by INVITE or UPDATE
     * @param offer asked at each sending; empty for an UPDATE that only refreshes, and for an INVITE that asks the peer to offer
     * @param refresh whether it is the session's own doing, so that a change of the user may wait behind it
     */
    record Change(SipMethod by, Supplier<Optional<String>> offer, ModificationUser result, boolean refresh) {

        static Change bareUpdate(ModificationUser result) {
            return new Change(SipMethod.UPDATE, Optional::empty, result, true);
        }
    }

    private enum Phase {
        /** Another INVITE of the dialog is not acknowledged yet. */
        AWAITING_TURN,
        SENT,
        AFTER_GLARE
    }

    private record Open(Change change, int attempts, Phase phase) {

        /** Its result has been told; the INVITE only has to come to its end. */
        Open told() {
            return new Open(new Change(change.by(), change.offer(), NOBODY, true), attempts, phase);
        }

        Open in(Phase next) {
            return new Open(change, attempts, next);
        }

        Open byInvite() {
            var other = new Change(SipMethod.INVITE, change.offer(), change.result(), change.refresh());
            return new Open(other, attempts, Phase.AWAITING_TURN);
        }
    }

    OfferedChange(InviteSession session) {
        this.session = session;
    }

    boolean isOpen() {
        return open.isPresent();
    }

    /** Whether no further change of the user can be taken; one can wait behind a mere refresh. */
    boolean isTaken() {
        return next.isPresent()
                || open.filter(change -> !change.change().refresh()).isPresent();
    }

    /** Whether an INVITE or UPDATE of ours is out right now; while one only waits, the peer's may be handled. */
    boolean isUnderWay() {
        return open.filter(change -> change.phase() == Phase.SENT).isPresent();
    }

    /** Whether its offer is without an answer, so that no other offer may be handled; a reliable response may have brought one before the 2xx (RFC 3262 §5). */
    boolean isUnanswered() {
        return isUnderWay() && attempt.filter(Attempt::isAgreed).isEmpty();
    }

    /** The peer changes what its reliable response has agreed to: that counts first. */
    void settleEarly(long nowNanos) {
        attempt.ifPresent(sent -> sent.settleEarly(nowNanos));
    }

    void start(Change change, long nowNanos) {
        if (open.isPresent()) {
            next = Optional.of(change);
            return;
        }
        open = Optional.of(new Open(change, 0, Phase.AWAITING_TURN));
        onWayFree(nowNanos);
    }

    /** No INVITE of the peer is open any more. */
    void onWayFree(long nowNanos) {
        open.filter(change -> change.phase() == Phase.AWAITING_TURN
                        && session.rules().mayOffer(change.change().by()))
                .ifPresent(change -> send(change, nowNanos));
    }

    void onGlareOver(long nowNanos) {
        open = open.map(change -> change.in(Phase.AWAITING_TURN));
        onWayFree(nowNanos);
    }

    /** Nobody has to be asked about a change (RFC 3261 §14.2), so a peer that only answers 100 has forgotten it. */
    void onPatienceOver(long nowNanos) {
        attempt.ifPresent(sent -> sent.cancel(nowNanos));
    }

    /** One that was answered 100 and no more would wait for ever; after its CANCEL it has an end in any case (RFC 3261 §9.1). */
    void onSessionEnd(long nowNanos) {
        onPatienceOver(nowNanos);
        var waiting = next;
        next = Optional.empty();
        close(Optional.empty(), nowNanos);
        waiting.ifPresent(change -> change.result().onNoChange(Optional.empty(), nowNanos));
    }

    private void send(Open change, long nowNanos) {
        var sending = new Attempt(change.change().by(), change.change().offer().get());
        attempt = Optional.of(sending);
        open = Optional.of(new Open(change.change(), change.attempts() + 1, Phase.SENT));
        if (sending.isInvite()) {
            session.setTimer(
                    InviteSession.Timer.CHANGE_GIVE_UP,
                    nowNanos,
                    session.host.timers().giveUp());
        }
        sending.request = session.send(
                sending.method,
                request -> {
                    // RFC 4028 §7.4: what the INVITE has said.
                    request.setAll(SupportedHeader.TYPE, session.options.supported());
                    session.timer().addToLater(request);
                    sending.description.ifPresentOrElse(text -> request.body(SdpBody.TYPE, text), request::noBody);
                },
                sending,
                nowNanos);
    }

    /** Hears the responses to one sending; those after the change was closed are only acknowledged. */
    private final class Attempt implements ClientUser {
        private final SipMethod method;
        private final Optional<String> description;
        private final Optional<NameAddress> from = session.identity().shown();
        private final long heardBefore = session.peer().heardFromPeer();
        private Optional<UsageHost.OutgoingRequest> request = Optional.empty();
        private Optional<UsageHost.SentAck> ack = Optional.empty();
        private final ReliableArrivals arrivals = new ReliableArrivals();
        /** What the peer has answered, or offered and got our answer to, before its 2xx. */
        private Optional<String> early = Optional.empty();

        Attempt(SipMethod method, Optional<String> description) {
            this.method = method;
            this.description = description;
        }

        boolean isInvite() {
            return method.equals(SipMethod.INVITE);
        }

        void cancel(long nowNanos) {
            if (isInvite()) {
                request.ifPresent(sent -> sent.cancel(nowNanos));
            }
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isSuccess()) {
                onSuccess(response, nowNanos);
            } else if (response.isFinal() && isCurrent()) {
                onRefused(response, nowNanos);
            } else if (isInvite() && isCurrent()) {
                ReliableArrivals.numberIn(response, session.options)
                        .filter(arrivals::isNext)
                        .ifPresent(number -> onReliable(number, response, nowNanos));
            }
        }

        boolean isAgreed() {
            return early.isPresent();
        }

        /** RFC 3262 §4, §5: inside the dialog as at its beginning. */
        private void onReliable(long number, SipResponse response, long nowNanos) {
            var said = SdpBody.ofReadable(response).filter(text -> early.isEmpty());
            var answer = said.filter(offer -> description.isEmpty())
                    .flatMap(offer -> open.flatMap(c -> c.change().result().onOffer(offer, nowNanos)));
            var acknowledged = new RAckHeader(number, response.cseq().number(), SipMethod.INVITE);
            session.dialog()
                    .ifPresent(dialog ->
                            ReliableArrivals.acknowledge(session.host, dialog, acknowledged, answer, nowNanos));
            if (answer.isPresent()) {
                session.descriptions().agree(answer, said);
                open = open.map(Open::told);
            }
            if (description.isPresent() || answer.isPresent()) {
                early = said.or(() -> early);
            }
            // Somebody is asked, and takes the time that it takes.
            session.setTimer(
                    InviteSession.Timer.CHANGE_GIVE_UP,
                    nowNanos,
                    session.host.timers().giveUp());
        }

        void settleEarly(long nowNanos) {
            early.filter(answer -> description.isPresent())
                    .flatMap(answer -> open.map(Open::change).filter(change -> change.result() != NOBODY))
                    .ifPresent(change -> {
                        open = open.map(Open::told);
                        agree(change, early.orElseThrow(), nowNanos);
                    });
        }

        private void agree(Change change, String answer, long nowNanos) {
            if (!change.refresh()) {
                session.descriptions().agree(description, Optional.of(answer));
            }
            change.result().onAnswer(answer, nowNanos);
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            if (isCurrent()) {
                boolean lost = failure == ClientFailure.TIMEOUT && isPeerSilent();
                settle(Optional.empty(), lost, nowNanos);
            }
        }

        private boolean isCurrent() {
            return attempt.filter(current -> current == this).isPresent();
        }

        /** RFC 3261 §12.2.1.2 ends the dialog when nothing answers; a peer that talks to us meanwhile is there and only ignored the offer. */
        private boolean isPeerSilent() {
            return session.peer().heardFromPeer() == heardBefore;
        }

        private void onSuccess(SipResponse response, long nowNanos) {
            if (ack.isPresent()) {
                ack.get().repeat(nowNanos);
                return;
            }
            session.dialog().ifPresent(dialog -> session.refreshTarget(dialog, response));
            var offered = isInvite() && description.isEmpty() && early.isEmpty()
                    ? SdpBody.ofReadable(response)
                    : Optional.<String>empty();
            var answerToIt = offered.filter(offer -> isCurrent())
                    .flatMap(offer -> open.flatMap(c -> c.change().result().onOffer(offer, nowNanos)));
            if (isInvite()) {
                ack = session.dialog().map(dialog -> acknowledge(dialog, response, answerToIt, nowNanos));
            }
            if (!isCurrent()) {
                return;
            }
            session.peer().learn(response);
            session.user.onTargetRefresh(response, nowNanos);
            session.timer().onSuccess(response);
            session.refresh().restart(nowNanos);
            var change = forget();
            // RFC 3262 §5: what was agreed on reliably stands, whatever the 2xx repeats.
            var answer = early.or(() -> SdpBody.ofReadable(response)).filter(text -> description.isPresent());
            session.outgoing().ifPresent(OutgoingInvite::onChanged);
            if (answerToIt.isPresent()) {
                session.descriptions().agree(answerToIt, offered);
            } else if (answer.isPresent()) {
                change.filter(c -> c.result() != NOBODY).ifPresent(c -> agree(c, answer.get(), nowNanos));
            } else {
                change.ifPresent(c -> c.result().onNoChange(Optional.of(response), nowNanos));
            }
            startNext(nowNanos);
            session.identity().onShown(from, nowNanos);
        }

        private UsageHost.SentAck acknowledge(
                Dialog dialog, SipResponse response, Optional<String> answer, long nowNanos) {
            var bare = dialog.ack(response.cseq().number());
            answer.ifPresent(text -> bare.body(SdpBody.TYPE, text));
            return session.host.sendAck(Credentials.copy(request, bare), nowNanos);
        }

        private void onRefused(SipResponse response, long nowNanos) {
            if (!isInvite() && FailureEffect.isMethodUnknown(response.status())) {
                session.peer().onUpdateUnknown();
                if (description.isPresent() && session.state() == InviteSession.State.CONFIRMED) {
                    attempt = Optional.empty();
                    open = open.map(Open::byInvite);
                    onWayFree(nowNanos);
                    return;
                }
            }
            boolean again =
                    open.filter(change -> change.attempts() < MAX_ATTEMPTS).isPresent();
            var pause = again ? pauseAfter(response) : Optional.<Duration>empty();
            if (pause.isPresent()) {
                attempt = Optional.empty();
                open = open.map(change -> change.in(Phase.AFTER_GLARE));
                session.cancelTimer(InviteSession.Timer.CHANGE_GIVE_UP);
                session.setTimer(InviteSession.Timer.GLARE_RETRY, nowNanos, pause.get());
                return;
            }
            boolean lost =
                    FailureEffect.endsInvite(response.status(), method) || (response.status() == 408 && isPeerSilent());
            settle(Optional.of(response), lost, nowNanos);
        }

        private void settle(Optional<SipResponse> response, boolean lost, long nowNanos) {
            boolean executed = isAgreed();
            close(response, nowNanos);
            if (lost) {
                session.bye(new SessionEnding.DialogLost(), nowNanos);
            } else {
                startNext(nowNanos);
            }
            if (executed) {
                // RFC 6141 §3.4: the two ends may see it in different ways now.
                session.refresh().restate(nowNanos);
            }
        }
    }

    /** How long to wait before the same is said again; empty when the refusal is meant. */
    private Optional<Duration> pauseAfter(SipResponse response) {
        return switch (response.status()) {
            case 491 -> Optional.of(glareDelay());
            case 422 -> session.timer().onTooSmall(response) ? Optional.of(Duration.ZERO) : Optional.empty();
            case 500 ->
                response.firstReadable(RetryAfterHeader.TYPE)
                        .map(RetryAfterHeader::seconds)
                        .filter(seconds -> seconds <= MAX_RETRY_AFTER)
                        .map(Duration::ofSeconds)
                        .or(() -> isOvertaken(response) ? Optional.of(Duration.ZERO) : Optional.empty());
            default -> Optional.empty();
        };
    }

    /** RFC 3261 §12.2.2: another request of ours may have come before it, so that its number was too low. */
    private boolean isOvertaken(SipResponse refusal) {
        return session.dialog()
                .filter(dialog -> refusal.cseq().number() < dialog.localSequence())
                .isPresent();
    }

    /** RFC 3261 §14.1: 2.1 to 4 s for the end that chose the Call-ID, else 0 to 2 s, in units of 10 ms. */
    private Duration glareDelay() {
        boolean caller = session.dialog().map(Dialog::isCaller).orElse(false);
        int units = caller
                ? 210 + session.host.randomness().nextInt(191)
                : session.host.randomness().nextInt(201);
        return Duration.ofMillis(units * 10L);
    }

    private void startNext(long nowNanos) {
        var waiting = next;
        if (open.isEmpty()) {
            next = Optional.empty();
            waiting.ifPresent(change -> start(change, nowNanos));
        }
    }

    private void close(Optional<SipResponse> response, long nowNanos) {
        forget().ifPresent(change -> change.result().onNoChange(response, nowNanos));
    }

    private Optional<Change> forget() {
        var closing = open.map(Open::change);
        open = Optional.empty();
        attempt = Optional.empty();
        session.cancelTimer(InviteSession.Timer.GLARE_RETRY);
        session.cancelTimer(InviteSession.Timer.CHANGE_GIVE_UP);
        return closing;
    }
}
