package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A re-INVITE of ours: it waits for its turn, and has second chances after glare (RFC 3261 §14.1). */
final class OfferedChange {
    /** Two well-behaved ends collide twice at most; more means that the peer answers 491 for reasons of its own. */
    private static final int MAX_ATTEMPTS = 5;
    /** Nobody has to be asked about a change (RFC 3261 §14.2), so a peer that only ever answers 100 has forgotten it. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** The peer has no such dialog any more, or cannot be found behind its Contact: RFC 3261 §12.2.1.2, RFC 5057 §5.1. */
    private static final Set<Integer> LOST = Set.of(404, 410, 416, 481, 482, 483, 484, 485, 502, 604);

    private final InviteSession session;
    private Optional<Open> open = Optional.empty();
    private Optional<Attempt> attempt = Optional.empty();

    private enum Phase {
        /** Another INVITE of the dialog is not acknowledged yet. */
        AWAITING_TURN,
        SENT,
        AFTER_GLARE
    }

    private record Open(Supplier<String> offer, ModificationUser result, int attempts, Phase phase) {

        Open in(Phase next) {
            return new Open(offer, result, attempts, next);
        }
    }

    OfferedChange(InviteSession session) {
        this.session = session;
    }

    boolean isOpen() {
        return open.isPresent();
    }

    /** Whether an offer of ours is out right now; while one only waits, the peer's may be handled. */
    boolean isUnanswered() {
        return open.filter(change -> change.phase() == Phase.SENT).isPresent();
    }

    void start(Supplier<String> offer, ModificationUser result, long nowNanos) {
        open = Optional.of(new Open(offer, result, 0, Phase.AWAITING_TURN));
        onWayFree(nowNanos);
    }

    /** No INVITE of the peer is open any more. */
    void onWayFree(long nowNanos) {
        open.filter(change -> change.phase() == Phase.AWAITING_TURN && session.mayOffer())
                .ifPresent(change -> send(change, nowNanos));
    }

    void onGlareOver(long nowNanos) {
        open = open.map(change -> change.in(Phase.AWAITING_TURN));
        onWayFree(nowNanos);
    }

    void onPatienceOver(long nowNanos) {
        attempt.ifPresent(sent -> sent.cancel(nowNanos));
    }

    void onSessionEnd(long nowNanos) {
        // The answer may be lost for good, and a transaction that has heard 100 would wait for ever (RFC 3261 §9.1).
        onPatienceOver(nowNanos);
        close(Optional.empty(), nowNanos);
    }

    private void send(Open change, long nowNanos) {
        var sending = new Attempt();
        attempt = Optional.of(sending);
        open = Optional.of(new Open(change.offer(), change.result(), change.attempts() + 1, Phase.SENT));
        session.setTimer(InviteSession.Timer.CHANGE_GIVE_UP, nowNanos, PATIENCE);
        var description = change.offer().get();
        sending.request =
                session.send(SipMethod.INVITE, invite -> invite.body(SdpBody.TYPE, description), sending, nowNanos);
    }

    /** Hears the responses to one sending; those after the change was closed are only acknowledged. */
    private final class Attempt implements ClientUser {
        private final long heardBefore = session.heardFromPeer();
        private Optional<UsageHost.OutgoingRequest> request = Optional.empty();
        private Optional<UsageHost.SentAck> ack = Optional.empty();

        void cancel(long nowNanos) {
            request.ifPresent(sent -> sent.cancel(nowNanos));
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isSuccess()) {
                onSuccess(response, nowNanos);
            } else if (response.isFinal() && isCurrent()) {
                onRefused(response, nowNanos);
            }
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
            return session.heardFromPeer() == heardBefore;
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
            var change = forget();
            var answer = SdpBody.ofReadable(response);
            if (answer.isPresent()) {
                change.ifPresent(c -> c.result().onAnswer(answer.get(), nowNanos));
            } else {
                change.ifPresent(c -> c.result().onNoChange(Optional.of(response), nowNanos));
            }
        }

        private UsageHost.SentAck acknowledge(Dialog dialog, SipResponse response, long nowNanos) {
            session.refreshTarget(dialog, response);
            var bare = dialog.ack(response.cseq().number());
            return session.host.sendAck(Credentials.copy(request, bare), nowNanos);
        }

        private void onRefused(SipResponse response, long nowNanos) {
            boolean again =
                    open.filter(change -> change.attempts() < MAX_ATTEMPTS).isPresent();
            if (response.status() == 491 && again) {
                attempt = Optional.empty();
                open = open.map(change -> change.in(Phase.AFTER_GLARE));
                session.cancelTimer(InviteSession.Timer.CHANGE_GIVE_UP);
                session.setTimer(InviteSession.Timer.GLARE_RETRY, nowNanos, glareDelay());
                return;
            }
            boolean lost = LOST.contains(response.status()) || (response.status() == 408 && isPeerSilent());
            settle(Optional.of(response), lost, nowNanos);
        }

        private void settle(Optional<SipResponse> response, boolean lost, long nowNanos) {
            close(response, nowNanos);
            if (lost) {
                session.bye(new SessionEnding.DialogLost(), nowNanos);
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
        forget().ifPresent(change -> change.result().onNoChange(response, nowNanos));
    }

    private Optional<Open> forget() {
        var closing = open;
        open = Optional.empty();
        attempt = Optional.empty();
        session.cancelTimer(InviteSession.Timer.GLARE_RETRY);
        session.cancelTimer(InviteSession.Timer.CHANGE_GIVE_UP);
        return closing;
    }
}
