package io.switchhook.phone.internal.call;

import io.switchhook.sip.core.usage.SessionId;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.CallHost;
import java.util.Optional;

/**
 * The UUID of our end of a call (RFC 7989 §6): drawn with its first message, or that of the call whose place it takes, so that all of them are one session; in a conference
 * that shows itself that of the conference (§9). On the signalling loop.
 */
final class OwnSessionId {
    private final CallFace call;
    private final CallHost host;
    private boolean begun;
    private Optional<String> drawn = Optional.empty();
    private Optional<String> conference = Optional.empty();

    OwnSessionId(CallFace call, CallHost host) {
        this.call = call;
        this.host = host;
    }

    /**
     * The call begins.
     *
     * @param wanted whether it is to have one
     * @param invite that of the caller, where the call comes in
     */
    void begin(boolean wanted, Optional<SipRequest> invite) {
        if (wanted) {
            begun = true;
            host.sessionId().speakAs(known -> conference.orElseGet(this::own));
            host.sessionId().onLearned(id -> show());
            invite.ifPresent(host.sessionId()::onInvite);
            show();
        }
    }

    private String own() {
        if (drawn.isEmpty()) {
            drawn = Optional.of(SessionId.draw(host.randomness()));
        }
        return drawn.get();
    }

    /** RFC 7989 §6: our end stays the same behind a transfer, and behind Replaces. */
    void keep(OwnSessionId before) {
        if (before.begun) {
            drawn = Optional.of(before.own());
            show();
        }
    }

    /** @param uuid of the conference that the call is in now; empty when it is in none, or none that is to be seen */
    void joined(Optional<String> uuid) {
        conference = uuid;
        show();
    }

    private void show() {
        host.sessionId().value().filter(id -> begun).ifPresent(call::onSessionId);
    }
}
