package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ReplacesHeader;
import java.util.Collection;
import java.util.Optional;

/** What an INVITE with Replaces comes to at the one who gets it, RFC 3891 §3. Whether the sender may is for the product to decide. */
public sealed interface Replacement {

    /** It has no Replaces. */
    record None() implements Replacement {}

    /** It has to be refused; no call is touched. */
    record Refused(int status, String reason) implements Replacement {}

    /** It may take the place of that session: answer it with 2xx, and then hang the session up. */
    record Of(InviteSession session) implements Replacement {}

    /** @param sessions all of the user agent, those that ended a moment ago too */
    static Replacement find(SipRequest invite, Collection<InviteSession> sessions) {
        int present = invite.values("Replaces").size();
        if (present == 0) {
            return new None();
        }
        var replaces = invite.firstReadable(ReplacesHeader.TYPE);
        if (present > 1 || replaces.isEmpty() || invite.value("Join").isPresent()) {
            return new Refused(400, "Bad Request: one Replaces that can be read is expected, and no Join");
        }
        return find(replaces.get(), sessions);
    }

    /**
     * As an INVITE with that header alone would be answered.
     *
     * @param sessions as above
     */
    static Replacement find(ReplacesHeader header, Collection<InviteSession> sessions) {
        var id = new DialogId(header.callId(), header.toTag(), header.fromTag());
        var matching = sessions.stream().filter(session -> session.has(id)).toList();
        if (matching.size() != 1) {
            return new Refused(481, "Call/Transaction Does Not Exist");
        }
        return verdict(matching.get(0), header.earlyOnly());
    }

    private static Replacement verdict(InviteSession session, boolean earlyOnly) {
        Optional<Refused> refused = switch (session.state()) {
            case CALLING -> Optional.empty();
            // RFC 3891 §3: an early dialog that somebody else began cannot be replaced.
            case INCOMING -> Optional.of(new Refused(481, "Call/Transaction Does Not Exist"));
            case ANSWERED, CONFIRMED -> earlyOnly ? Optional.of(new Refused(486, "Busy Here")) : Optional.empty();
            case CANCELLING, ENDED -> Optional.of(new Refused(603, "Decline"));
        };
        return refused.<Replacement>map(refusal -> refusal).orElseGet(() -> new Of(session));
    }
}
