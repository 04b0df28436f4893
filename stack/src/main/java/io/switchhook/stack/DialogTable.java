package io.switchhook.stack;

import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.flow.Flow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The dialogs of a stack, by their identifiers (RFC 3261 §12); on its loop. */
final class DialogTable {
    private final Map<DialogId, CallHost.DialogEntry> dialogs = new HashMap<>();

    void open(DialogId id, CallHost.DialogEntry entry) {
        dialogs.put(id, entry);
    }

    void close(DialogId id) {
        dialogs.remove(id);
    }

    int size() {
        return dialogs.size();
    }

    void forEachFlow(Consumer<Flow> use) {
        dialogs.values().forEach(entry -> entry.flow().ifPresent(use));
    }

    /** Whose request this is. RFC 6665 §4.4.1: a NOTIFY that opens a dialog belongs to whoever asked for it with this Call-ID and tag. */
    Optional<CallHost.DialogEntry> of(SipRequest request) {
        var id = DialogId.ofReceived(request);
        var entry = dialogs.get(id);
        return Optional.ofNullable(
                entry == null && request.method().equals(SipMethod.NOTIFY)
                        ? dialogs.get(new DialogId(id.callId(), id.localTag(), ""))
                        : entry);
    }

    Optional<CallHost.DialogEntry> ofAck(SipRequest ack) {
        return Optional.ofNullable(dialogs.get(DialogId.ofReceived(ack)));
    }

    /** A CANCEL has the To of the INVITE, so that the tag is what we have given it (RFC 3261 §9.1). */
    Optional<CallHost.DialogEntry> ofCancel(ServerTransaction invite, SipRequest cancel) {
        return ofTag(cancel, invite.localTag());
    }

    /** Within a dialog each answer says what its call says (RFC 7989 §6). */
    SipResponse.Builder answered(SipRequest request, int status, SipResponse.Builder answer) {
        of(request).ifPresent(entry -> entry.sessionId().answer(request, status, answer));
        return answer;
    }

    /** As {@link #answered} for an answer of the transaction layer's own, to the first request of a dialog too. */
    SipResponse.Builder answeredAside(SipRequest request, String localTag, SipResponse.Builder answer) {
        ofTag(request, localTag).ifPresent(entry -> entry.sessionId().answerAside(request, answer));
        return answer;
    }

    /** @param localTag where the request has none of ours yet */
    private Optional<CallHost.DialogEntry> ofTag(SipRequest request, String localTag) {
        var tag = request.to().tag().orElse(localTag);
        return Optional.ofNullable(dialogs.get(
                new DialogId(request.callId(), tag, request.from().tag().orElse(""))));
    }
}
