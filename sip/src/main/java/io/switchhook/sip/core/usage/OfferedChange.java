package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.time.Duration;
import java.util.Optional;

/** A re-INVITE of ours, with its second chances after glare (RFC 3261 §14.1). */
final class OfferedChange {
    /** Two well-behaved ends collide twice at most; more means that the peer answers 491 for reasons of its own. */
    private static final int MAX_ATTEMPTS = 5;

    private final InviteSession session;
    private Optional<Open> open = Optional.empty();
    private Optional<UsageHost.OutgoingRequest> unanswered = Optional.empty();

    private record Open(String offer, ModificationUser result, int attempts, boolean waiting) {}

    OfferedChange(InviteSession session) {
        this.session = session;
    }

    boolean isOpen() {
        return open.isPresent();
    }

    /** Whether an offer of ours is out right now; while one only waits for its next try the peer's may be handled. */
    boolean isUnanswered() {
        return open.filter(change -> !change.waiting()).isPresent();
    }

    void start(String offer, ModificationUser result, long nowNanos) {
        send(new Open(offer, result, 1, false), nowNanos);
    }

    void retry(long nowNanos) {
        open.filter(Open::waiting)
                .ifPresent(change ->
                        send(new Open(change.offer(), change.result(), change.attempts() + 1, false), nowNanos));
    }

    void onSessionEnd(long nowNanos) {
        giveUp(nowNanos);
        close(Optional.empty(), nowNanos);
    }

    /** A re-INVITE that was answered 100 and no more would wait for ever: after its CANCEL it ends in any case (RFC 3261 §9.1). */
    void giveUp(long nowNanos) {
        unanswered.ifPresent(request -> request.cancel(nowNanos));
        unanswered = Optional.empty();
    }

    private void send(Open change, long nowNanos) {
        open = Optional.of(change);
        session.setTimer(
                InviteSession.Timer.CHANGE_GIVE_UP,
                nowNanos,
                session.host.timers().giveUp());
        var attempt = new Attempt(change);
        var sent = session.request(
                SipMethod.INVITE, invite -> invite.body(SdpBody.TYPE, change.offer()), attempt, nowNanos);
        unanswered = sent.filter(request -> !attempt.answered);
    }

    private void onAnswered() {
        unanswered = Optional.empty();
        session.timers.cancel(InviteSession.Timer.CHANGE_GIVE_UP);
    }

    /** Hears the responses to one sending; those after the change was closed are only acknowledged. */
    private final class Attempt implements ClientUser {
        private final Open change;
        private Optional<UsageHost.SentAck> ack = Optional.empty();
        private boolean answered;

        Attempt(Open change) {
            this.change = change;
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isFinal()) {
                settle();
            }
            if (response.isSuccess()) {
                onSuccess(response, nowNanos);
            } else if (response.isFinal() && isCurrent()) {
                onRefused(response, nowNanos);
            }
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            settle();
            if (isCurrent()) {
                close(Optional.empty(), nowNanos);
            }
        }

        private void settle() {
            if (!answered) {
                answered = true;
                onAnswered();
            }
        }

        private boolean isCurrent() {
            return open.filter(current -> current == change).isPresent();
        }

        private void onSuccess(SipResponse response, long nowNanos) {
            if (ack.isPresent()) {
                ack.get().repeat(nowNanos);
                return;
            }
            ack = session.dialog().map(dialog -> acknowledge(dialog, response, nowNanos));
            if (!isCurrent()) {
                return;
            }
            open = Optional.empty();
            var answer = SdpBody.of(response);
            if (answer.isPresent()) {
                change.result().onAnswer(answer.get(), nowNanos);
            } else {
                change.result().onNoChange(Optional.of(response), nowNanos);
            }
        }

        private UsageHost.SentAck acknowledge(Dialog dialog, SipResponse response, long nowNanos) {
            session.refreshTarget(response);
            return session.host.sendAck(dialog.ack(response.cseq().number()), nowNanos);
        }

        private void onRefused(SipResponse response, long nowNanos) {
            if (response.status() == 491 && change.attempts() < MAX_ATTEMPTS) {
                open = Optional.of(new Open(change.offer(), change.result(), change.attempts(), true));
                session.setTimer(InviteSession.Timer.GLARE_RETRY, nowNanos, glareDelay());
                return;
            }
            close(Optional.of(response), nowNanos);
            if (response.status() == 481) {
                session.end(new SessionEnding.DialogLost(), nowNanos);
            }
        }
    }

    /** RFC 3261 §14.1: 2.1 to 4 s for the end that chose the Call-ID, else 0 to 2 s, in units of 10 ms. */
    private Duration glareDelay() {
        boolean caller = session.dialog().map(Dialog::isCaller).orElse(false);
        int units = caller
                ? 210 + session.host.randomness().nextInt(191)
                : session.host.randomness().nextInt(201);
        return Duration.ofMillis(units * 10L);
    }

    private void close(Optional<SipResponse> response, long nowNanos) {
        var closing = open;
        open = Optional.empty();
        session.timers.cancel(InviteSession.Timer.GLARE_RETRY);
        closing.ifPresent(change -> change.result().onNoChange(response, nowNanos));
    }
}
