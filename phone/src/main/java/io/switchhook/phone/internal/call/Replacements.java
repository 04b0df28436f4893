package io.switchhook.phone.internal.call;

import io.switchhook.phone.internal.dial.DialTarget;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.Replacement;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ReplacesHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Finds the call of a line that an INVITE wants to replace (RFC 3891 §3), and remembers calls that ended a moment ago. On the signalling loop. */
public final class Replacements {
    /** Enough to tell a call that just ended, 603, from one that never was, 481. */
    private static final int REMEMBERED = 16;

    private final Deque<InviteSession> ended = new ArrayDeque<>();
    private BiPredicate<String, CallFace> policy = (caller, replaced) -> true;

    /** @param chosen whether the new call of that number may take the place of that call; may throw */
    public void use(BiPredicate<String, CallFace> chosen) {
        policy = chosen;
    }

    /** Where to call, and with what Replaces, to get the other side of that dialog in our place (RFC 5589 §7.3). */
    static Optional<Uri> targetOf(Dialog dialog) {
        if (!(dialog.remoteTarget() instanceof SipUri uri)) {
            return Optional.empty();
        }
        var id = dialog.id();
        var replaces = new ReplacesHeader(id.callId(), id.remoteTag(), id.localTag(), false);
        return Optional.of(uri.withoutHeaders().withHeader("Replaces", replaces.toString()));
    }

    public void onOver(CallEngine call) {
        call.session().ifPresent(session -> {
            if (ended.size() == REMEMBERED) {
                ended.removeFirst();
            }
            ended.addLast(session);
        });
    }

    public Replacement find(SipRequest invite, Collection<CallEngine> calls) {
        var sessions = new ArrayList<>(ended);
        calls.forEach(call -> call.session().ifPresent(sessions::add));
        var found = Replacement.find(invite, sessions);
        if (found instanceof Replacement.Of of) {
            var replaced = ownerOf(of.session(), calls);
            if (replaced.filter(call -> isAllowed(invite, call)).isEmpty()) {
                return new Replacement.Refused(603, "Decline");
            }
        }
        return found;
    }

    public static Optional<CallEngine> ownerOf(InviteSession session, Collection<CallEngine> calls) {
        return calls.stream()
                .filter(call -> call.session().filter(session::equals).isPresent())
                .findFirst();
    }

    /** The policy is the user's code: when it fails, no call is replaced. */
    private boolean isAllowed(SipRequest invite, CallEngine replaced) {
        try {
            return policy.test(DialTarget.number(invite.from().address().uri()), replaced.face);
        } catch (RuntimeException e) {
            replaced.host.note("Declines the replacing call, since the policy failed: " + e);
            return false;
        }
    }
}
