package io.switchhook.sip.core.event;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.DialogUser;
import io.switchhook.sip.core.usage.UsageDialog;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;
import java.util.function.Consumer;

/** The dialog of one subscription and of nothing else, at either end (RFC 6665 §4.4.1, §4.5.1). */
final class EventDialog implements UsageDialog, DialogUser {

    /** The subscription that lives here. */
    interface Reader {

        /** Takes a NOTIFY or SUBSCRIBE; false when it is not for this subscription. */
        boolean takes(ServerTransaction transaction, SipRequest request, long nowNanos);
    }

    private final UsageHost host;
    private final Dialog dialog;
    private Optional<Reader> reader = Optional.empty();
    private int usages;
    private boolean over;

    EventDialog(UsageHost host, Dialog dialog) {
        this.host = host;
        this.dialog = dialog;
        dialog.confirm();
    }

    void readBy(Reader subscription) {
        reader = Optional.of(subscription);
    }

    Dialog dialog() {
        return dialog;
    }

    @Override
    public UsageHost host() {
        return host;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void respond(ServerTransaction transaction, SipRequest request, int status, String reason, long nowNanos) {
        var response = host.answering(request, status, reason).toTag(transaction.localTag());
        transaction.respond(response.build(), nowNanos);
    }

    @Override
    public Optional<UsageHost.OutgoingRequest> request(
            SipMethod method, Consumer<SipRequest.Builder> more, ClientUser result, long nowNanos) {
        if (over) {
            return Optional.empty();
        }
        var builder = dialog.request(method);
        more.accept(builder);
        return Optional.of(host.send(builder, dialog::nextSequence, result, nowNanos));
    }

    @Override
    public void retain() {
        if (++usages == 1) {
            host.openDialog(dialog.id(), this);
        }
    }

    @Override
    public void release() {
        if (--usages == 0) {
            over = true;
            host.closeDialog(dialog.id());
        }
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        if (dialog.onRequest(request) == Dialog.Order.STALE) {
            respond(transaction, request, 500, "Server Internal Error: CSeq is lower than one already seen", nowNanos);
            return;
        }
        var method = request.method();
        boolean ofEvents = method.equals(SipMethod.NOTIFY) || method.equals(SipMethod.SUBSCRIBE);
        if (ofEvents) {
            dialog.refreshTarget(request, host.contact().address().uri());
        }
        if (!ofEvents
                || reader.filter(r -> r.takes(transaction, request, nowNanos)).isEmpty()) {
            refuse(transaction, request, nowNanos);
        }
    }

    private void refuse(ServerTransaction transaction, SipRequest request, long nowNanos) {
        var method = request.method();
        if (method.equals(SipMethod.OPTIONS)) {
            respond(transaction, request, 200, "OK", nowNanos);
        } else if (method.equals(SipMethod.SUBSCRIBE)) {
            // RFC 6665 §4.5.2.
            respond(transaction, request, 403, "Forbidden: dialog sharing is not supported", nowNanos);
        } else if (method.equals(SipMethod.NOTIFY) || method.equals(SipMethod.BYE)) {
            respond(transaction, request, 481, "Subscription Does Not Exist", nowNanos);
        } else {
            respond(transaction, request, 405, "Method Not Allowed", nowNanos);
        }
    }

    @Override
    public void onAck(SipRequest ack, long nowNanos) {
        // Nothing here is acknowledged.
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
        // RFC 6665 §4.6: neither SUBSCRIBE nor NOTIFY can be cancelled.
    }
}
