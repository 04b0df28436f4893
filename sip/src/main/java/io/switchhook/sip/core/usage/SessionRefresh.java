package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.time.Duration;
import java.util.Optional;

/** Keeps a session alive, or ends it, as its {@link SessionTimer} demands: refreshes by UPDATE where the peer allows it, else by a re-INVITE that changes nothing. */
final class SessionRefresh implements ModificationUser {
    /** How soon to try again when a refresh was refused for reasons of its own, or something else was under way. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final InviteSession session;

    SessionRefresh(InviteSession session) {
        this.session = session;
    }

    /** A 2xx to an INVITE or UPDATE was sent or received: the interval begins anew. */
    void restart(long nowNanos) {
        arm(InviteSession.Timer.SESSION_REFRESH, session.timer().refreshIn(), nowNanos);
        arm(InviteSession.Timer.SESSION_END, session.timer().endIn(), nowNanos);
    }

    private void arm(InviteSession.Timer timer, Optional<Duration> delay, long nowNanos) {
        delay.ifPresentOrElse(time -> session.setTimer(timer, nowNanos, time), () -> session.cancelTimer(timer));
    }

    void onDue(long nowNanos) {
        session.setTimer(InviteSession.Timer.SESSION_REFRESH, nowNanos, AGAIN);
        ask(nowNanos);
    }

    /** Refreshes now, whatever was agreed. */
    void ask(long nowNanos) {
        var standing = session.descriptions().ours();
        if (session.offeredChange().isOpen()) {
            return;
        }
        if (session.peer().allowsUpdate()) {
            session.offeredChange().start(OfferedChange.Change.bareUpdate(this), nowNanos);
        } else {
            // RFC 4028 §7.4: the same description, with the same version in its o= line.
            standing.ifPresent(ours -> session.offeredChange()
                    .start(new OfferedChange.Change(SipMethod.INVITE, () -> Optional.of(ours), this, true), nowNanos));
        }
    }

    /** Offers what stands once more, unless something else is under way. */
    void restate(long nowNanos) {
        boolean possible = session.state() == InviteSession.State.CONFIRMED
                && !session.offeredChange().isOpen();
        session.descriptions()
                .ours()
                .filter(ours -> possible)
                .ifPresent(ours -> session.offeredChange()
                        .start(
                                new OfferedChange.Change(SipMethod.INVITE, () -> Optional.of(ours), this, true),
                                nowNanos));
    }

    @Override
    public void onAnswer(String answer, long nowNanos) {
        var standing = session.descriptions();
        boolean changed = !standing.theirs().equals(Optional.of(answer));
        standing.agree(Optional.empty(), Optional.of(answer));
        if (changed) {
            session.user.onRefreshed(standing.ours().orElseThrow(), answer, nowNanos);
        }
    }

    @Override
    public void onNoChange(Optional<SipResponse> response, long nowNanos) {
        // A refusal is tried again until the interval is over; a 2xx without a description has restarted it.
    }
}
