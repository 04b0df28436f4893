package io.switchhook.sip.core.usage;

import java.util.Optional;

/** A re-INVITE or UPDATE of the peer, waiting for our decision (RFC 3261 §14.2, RFC 3311). What is decided after the session ended, or twice, is ignored. */
public final class RemoteModification {
    private final InviteSession session;
    private final IncomingChange change;

    RemoteModification(InviteSession session, IncomingChange change) {
        this.session = session;
        this.change = change;
    }

    /** The peer's offer; when it is empty, {@link #accept} takes an offer of ours and the answer comes with {@link SessionUser#onAcknowledged}. */
    public Optional<String> offer() {
        return change.offer();
    }

    /** Whether it still waits for our decision: the peer may have called it off, or the session may be over. */
    public boolean isOpen() {
        return session.changes().isOpen(change);
    }

    /** Accepts with our answer, or with our offer where the peer made none. */
    public void accept(String description, long nowNanos) {
        session.changes().accept(change, description, nowNanos);
    }

    /**
     * Refuses; the session goes on as it was.
     *
     * @param status 300 to 699
     */
    public void refuse(int status, String reason, long nowNanos) {
        session.changes().refuse(change, InviteSession.requireRefusal(status), reason, nowNanos);
    }
}
