package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipResponse;
import java.util.Optional;
import java.util.function.Consumer;

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
        refuse(status, reason, response -> {}, nowNanos);
    }

    /**
     * As above.
     *
     * @param more what else the refusal is to say: a 488 should have a Warning (RFC 3261 §14.2)
     */
    public void refuse(int status, String reason, Consumer<SipResponse.Builder> more, long nowNanos) {
        session.changes().refuse(change, InviteSession.requireRefusal(status), reason, more, nowNanos);
    }
}
