package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RAckHeader;
import io.switchhook.sip.message.header.RSeqHeader;
import io.switchhook.sip.message.header.RequireHeader;
import java.time.Duration;
import java.util.Optional;

/**
 * Our reliable provisional responses to one INVITE: numbered, repeated until their PRACK, and one at a time, which RFC 3262 §3 demands of the first and recommends for
 * the rest.
 */
final class ReliableResponses {
    private static final int HIGHEST_FIRST = Integer.MAX_VALUE - 1;

    private final InviteSession session;
    private final ServerTransaction transaction;
    private Optional<Sent> unacknowledged = Optional.empty();
    private Optional<Waiting> waiting = Optional.empty();
    private long number;

    private record Sent(SipResponse response, long number, boolean described, Duration interval) {}

    /** One that has to wait for the PRACK of another; only the newest waits, but none that carries a description is dropped for one without. */
    private record Waiting(SipResponse.Builder response, boolean described) {}

    ReliableResponses(InviteSession session, ServerTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
    }

    void send(SipResponse.Builder response, boolean described, long nowNanos) {
        if (unacknowledged.isPresent()) {
            if (described || waiting.filter(Waiting::described).isEmpty()) {
                waiting = Optional.of(new Waiting(response, described));
            }
            return;
        }
        number = number == 0 ? 1 + session.host.randomness().nextInt(HIGHEST_FIRST) : number + 1;
        var numbered = response.set(RequireHeader.TYPE, new RequireHeader(InviteOptions.RELIABLE))
                .set(RSeqHeader.TYPE, new RSeqHeader(number))
                .build();
        var values = session.host.timers();
        unacknowledged = Optional.of(new Sent(numbered, number, described, values.t1()));
        session.setTimer(InviteSession.Timer.RELIABLE_REPEAT, nowNanos, values.t1());
        session.setTimer(InviteSession.Timer.RELIABLE_GIVE_UP, nowNanos, values.giveUp());
        transaction.respond(numbered, nowNanos);
    }

    /** Whether one is without its PRACK. */
    boolean isOpen() {
        return unacknowledged.isPresent();
    }

    /** RFC 3262 §3: no 2xx before the PRACK of a response that carried a description. */
    boolean holdsSuccess() {
        return unacknowledged.filter(Sent::described).isPresent()
                || waiting.filter(Waiting::described).isPresent();
    }

    /** The interval doubles without an upper bound, unlike that of a 2xx. */
    void repeat(long nowNanos) {
        unacknowledged.ifPresent(sent -> {
            var next = sent.interval().multipliedBy(2);
            unacknowledged = Optional.of(new Sent(sent.response(), sent.number(), sent.described(), next));
            session.setTimer(InviteSession.Timer.RELIABLE_REPEAT, nowNanos, next);
            transaction.respond(sent.response(), nowNanos);
        });
    }

    /** @return whether a PRACK with that header acknowledges what is open; what waited is sent by {@link #sendWaiting} */
    boolean onPrack(RAckHeader acknowledged) {
        boolean matches = unacknowledged
                .filter(sent -> sent.number() == acknowledged.responseNumber()
                        && sent.response().cseq().number() == acknowledged.sequenceNumber()
                        && sent.response().cseq().method().equals(acknowledged.method()))
                .isPresent();
        if (matches) {
            unacknowledged = Optional.empty();
            cancelTimers();
        }
        return matches;
    }

    void sendWaiting(long nowNanos) {
        var next = waiting;
        waiting = Optional.empty();
        next.ifPresent(response -> send(response.response(), response.described(), nowNanos));
    }

    /** After the final response nothing is repeated and nothing new is sent, but a PRACK is still taken. */
    void onFinal() {
        waiting = Optional.empty();
        cancelTimers();
    }

    private void cancelTimers() {
        session.cancelTimer(InviteSession.Timer.RELIABLE_REPEAT);
        session.cancelTimer(InviteSession.Timer.RELIABLE_GIVE_UP);
    }
}
