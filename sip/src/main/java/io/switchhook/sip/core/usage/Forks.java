package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The early dialogs that the branches of one INVITE have opened (RFC 3261 §12.1, §13.2.2.4), the oldest first. */
final class Forks {
    private final InviteSession session;
    private final boolean offered;
    private final Map<DialogId, EarlyDialog> early = new LinkedHashMap<>();
    private final Map<DialogId, String> untagged = new HashMap<>();

    Forks(InviteSession session, boolean offered) {
        this.session = session;
        this.offered = offered;
    }

    Optional<EarlyDialog> find(DialogId id) {
        return Optional.ofNullable(early.get(id));
    }

    EarlyDialog open(DialogId id, SipRequest invite, SipResponse response) {
        var known = early.get(id);
        if (known != null) {
            return known;
        }
        var opened = new EarlyDialog(Dialog.ofClient(invite, response), offered);
        early.put(id, opened);
        session.host.openDialog(id, session);
        if (session.dialog().isEmpty()) {
            session.useDialog(opened.dialog());
        }
        return opened;
    }

    /** An answer in an unreliable response; it may be repeated in the 2xx, and some peers do not repeat it. */
    void onAnswer(DialogId id, SipResponse response, String description) {
        var branch = early.get(id);
        if (branch == null) {
            untagged.put(id, description);
        } else {
            branch.onAnswer(response, description);
        }
    }

    /** Some peers answer in 183 and not again in the 2xx. The answer of another fork will not do, but one that came without a tag may be meant. */
    Optional<String> earlyAnswerOf(EarlyDialog branch) {
        var id = branch.dialog().id();
        return branch.answer()
                .or(() -> Optional.ofNullable(untagged.get(new DialogId(id.callId(), id.localTag(), ""))));
    }

    /** The newest branch that has sent an answer. */
    Optional<EarlyDialog> lastWithAnswer() {
        var all = List.copyOf(early.values());
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).answer().isPresent()) {
                return Optional.of(all.get(i));
            }
        }
        return Optional.empty();
    }

    /** The branch is confirmed and early no more. */
    Optional<EarlyDialog> take(DialogId id) {
        return Optional.ofNullable(early.remove(id));
    }

    /** The branch is over. @return whether it was the only one */
    boolean end(DialogId id) {
        early.remove(id);
        if (early.isEmpty()) {
            return true;
        }
        session.host.closeDialog(id);
        if (session.dialog().filter(dialog -> dialog.id().equals(id)).isPresent()) {
            session.useDialog(early.values().iterator().next().dialog());
        }
        return false;
    }

    /** The final answer ends every early dialog but the one it confirms (RFC 3261 §12.3). */
    void closeAllBut(Optional<DialogId> kept) {
        early.keySet().stream().filter(id -> kept.filter(id::equals).isEmpty()).forEach(session.host::closeDialog);
        early.clear();
    }
}
