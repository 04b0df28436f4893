package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.time.Duration;
import java.util.Optional;

/** A 2xx of ours to an INVITE or re-INVITE, repeated until its ACK comes, over any transport (RFC 3261 §13.3.1.4). */
final class AnsweredInvite {
    private final InviteSession session;
    private Optional<Pending> pending = Optional.empty();

    private record Pending(
            ServerTransaction transaction, SipResponse success, boolean carriesOffer, Duration interval) {}

    AnsweredInvite(InviteSession session) {
        this.session = session;
    }

    void send(ServerTransaction transaction, SipResponse success, boolean carriesOffer, long nowNanos) {
        var values = session.host.timers();
        pending = Optional.of(new Pending(transaction, success, carriesOffer, values.t1()));
        session.setTimer(InviteSession.Timer.ANSWER_REPEAT, nowNanos, values.t1());
        session.setTimer(InviteSession.Timer.ANSWER_GIVE_UP, nowNanos, values.giveUp());
        transaction.respond(success, nowNanos);
    }

    boolean isPending() {
        return pending.isPresent();
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

    void onAck(SipRequest ack, long nowNanos) {
        var matching = pending.filter(
                open -> open.success().cseq().number() == ack.cseq().number());
        if (matching.isPresent()) {
            forget();
            matching.get().transaction().release(nowNanos);
            var answer = matching.get().carriesOffer() ? SdpBody.ofReadable(ack) : Optional.<String>empty();
            answer.ifPresent(theirs -> session.descriptions()
                    .agree(SdpBody.ofReadable(matching.get().success()), Optional.of(theirs)));
            session.onAcknowledged(answer, nowNanos);
        }
    }

    void assumeAcknowledged(long nowNanos) {
        if (pending.isPresent()) {
            var transaction = pending.get().transaction();
            forget();
            transaction.release(nowNanos);
            session.onAcknowledged(Optional.empty(), nowNanos);
        }
    }

    void forget() {
        pending = Optional.empty();
        session.cancelTimer(InviteSession.Timer.ANSWER_REPEAT);
        session.cancelTimer(InviteSession.Timer.ANSWER_GIVE_UP);
    }
}
