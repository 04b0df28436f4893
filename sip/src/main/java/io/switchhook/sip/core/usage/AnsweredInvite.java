package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.time.Duration;
import java.util.Optional;

/** A 2xx of ours to an INVITE, repeated until its ACK comes, over any transport (RFC 3261 §13.3.1.4). */
final class AnsweredInvite {
    private final InviteSession session;
    private Optional<Pending> pending = Optional.empty();

    private record Pending(
            ServerTransaction transaction, SipResponse success, boolean carriesOffer, Duration interval) {}

    AnsweredInvite(InviteSession session) {
        this.session = session;
    }

    void send(ServerTransaction transaction, SipResponse success, boolean carriesOffer, long nowNanos) {
        var timerValues = session.host.timers();
        pending = Optional.of(new Pending(transaction, success, carriesOffer, timerValues.t1()));
        transaction.respond(success, nowNanos);
        session.setTimer(InviteSession.Timer.ANSWER_REPEAT, nowNanos, timerValues.t1());
        session.setTimer(
                InviteSession.Timer.ANSWER_GIVE_UP, nowNanos, timerValues.t1().multipliedBy(64));
    }

    /** Whether our offer is out and its answer due in the ACK, so that no other offer may be handled. */
    boolean awaitsAnswerInAck() {
        return pending.filter(Pending::carriesOffer).isPresent();
    }

    void repeat(long nowNanos) {
        pending.ifPresent(open -> {
            open.transaction().respond(open.success(), nowNanos);
            var t2 = session.host.timers().t2();
            var doubled = open.interval().multipliedBy(2);
            var next = doubled.compareTo(t2) < 0 ? doubled : t2;
            pending = Optional.of(new Pending(open.transaction(), open.success(), open.carriesOffer(), next));
            session.setTimer(InviteSession.Timer.ANSWER_REPEAT, nowNanos, next);
        });
    }

    void giveUp(long nowNanos) {
        forget();
        session.bye(new SessionEnding.NoAck(), nowNanos);
    }

    void onAck(SipRequest ack, long nowNanos) {
        var matching = pending.filter(
                open -> open.success().cseq().number() == ack.cseq().number());
        if (matching.isEmpty()) {
            return;
        }
        forget();
        session.confirmedByAck(matching.get().carriesOffer() ? SdpBody.of(ack) : Optional.empty(), nowNanos);
    }

    void assumeAcknowledged(long nowNanos) {
        if (pending.isPresent()) {
            forget();
            session.confirmedByAck(Optional.empty(), nowNanos);
        }
    }

    void forget() {
        pending = Optional.empty();
        session.timers.cancel(InviteSession.Timer.ANSWER_REPEAT);
        session.timers.cancel(InviteSession.Timer.ANSWER_GIVE_UP);
        session.host.rearm();
    }
}
