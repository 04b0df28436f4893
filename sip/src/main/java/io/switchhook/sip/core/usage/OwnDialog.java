package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A dialog that a REFER outside of any other opens for its reports, at either end (RFC 3515 §2.4.4, RFC 5589 §6.1). It is over when its only usage, the subscription, is:
 * what fails here says nothing about the call that the REFER speaks of.
 */
final class OwnDialog implements ReferDialog, DialogUser {
    /** A peer that takes part in a dialog of reports alone. */
    interface Reader {

        /** Takes a SUBSCRIBE; false when it is not for the reports of this dialog. */
        boolean onSubscribe(ServerTransaction transaction, SipRequest subscribe, long nowNanos);
    }

    private final UsageHost host;
    private final Optional<Opening> opening;
    private final SentRefers sentRefers = new SentRefers();
    private Optional<Dialog> dialog;
    private Optional<Reader> reader = Optional.empty();
    private int usages;
    private boolean over;

    private OwnDialog(UsageHost host, Optional<Opening> opening, Optional<Dialog> dialog) {
        this.host = host;
        this.opening = opening;
        this.dialog = dialog;
    }

    /** Opened by the peer's REFER, as soon as that is accepted. */
    static OwnDialog asked(UsageHost host, ServerTransaction refer) {
        return new OwnDialog(host, Optional.empty(), Optional.of(Dialog.ofServer(refer.request(), refer.localTag())));
    }

    /** To be opened by a REFER of ours. */
    static OwnDialog asking(UsageHost host, SipRequest.Builder refer) {
        return new OwnDialog(host, Optional.of(new Opening(refer)), Optional.empty());
    }

    void readBy(Reader subscribed) {
        reader = Optional.of(subscribed);
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
        if (dialog.isPresent()) {
            var open = dialog.get();
            var builder = open.request(method);
            more.accept(builder);
            return Optional.of(host.send(builder, open::nextSequence, result, nowNanos));
        }
        return opening.map(ours -> {
            more.accept(ours.refer);
            var first = ours.refer.build();
            ours.begin(first);
            // RFC 6665 §4.4.1: a report may overtake the answer, and then opens the dialog itself.
            host.awaitNotify(ours.callId, ours.localTag, this);
            return host.send(ours.refer, ours::nextSequence, new OpeningAnswer(result), nowNanos);
        });
    }

    @Override
    public void ask(SipMethod method, Consumer<SipRequest.Builder> more, long nowNanos) {
        request(method, more, new ByeEnd(() -> {}), nowNanos);
    }

    @Override
    public void retain() {
        usages++;
        dialog.filter(open -> usages == 1).ifPresent(open -> {
            open.confirm();
            host.openDialog(open.id(), this);
        });
    }

    @Override
    public void release() {
        usages--;
        if (usages == 0) {
            over = true;
            opening.ifPresent(ours -> host.awaitNoNotify(ours.callId, ours.localTag));
            dialog.ifPresent(open -> host.closeDialog(open.id()));
        }
    }

    @Override
    public int receivedRefers() {
        return 1;
    }

    @Override
    public SentRefers sentRefers() {
        return sentRefers;
    }

    // --- from the peer --------------------------------------------------------------------------------------------

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        var method = request.method();
        if (dialog.isEmpty() && method.equals(SipMethod.NOTIFY) && isReport(request)) {
            // RFC 6665 §4.4.1: the one who notifies is to us as a caller: its Record-Route stands in our order.
            open(Dialog.ofServer(request, request.to().tag().orElse("")));
        }
        if (dialog.isEmpty() || !dialog.get().id().equals(DialogId.ofReceived(request))) {
            // Another fork of our REFER: one transferee is enough.
            respond(transaction, request, 481, nowNanos);
            return;
        }
        var open = dialog.get();
        if (open.onRequest(request) == Dialog.Order.STALE) {
            respond(transaction, request, 500, nowNanos);
            return;
        }
        if (method.equals(SipMethod.NOTIFY) || method.equals(SipMethod.SUBSCRIBE)) {
            open.refreshTarget(request, host.contact().address().uri());
        }
        if (method.equals(SipMethod.NOTIFY) && sentRefers.take(transaction, request, nowNanos)) {
            return;
        }
        if (method.equals(SipMethod.SUBSCRIBE)
                && reader.filter(r -> r.onSubscribe(transaction, request, nowNanos))
                        .isPresent()) {
            return;
        }
        respond(transaction, request, refusalOf(method), nowNanos);
    }

    private static boolean isReport(SipRequest notify) {
        return notify.firstReadable(EventHeader.TYPE)
                .filter(event -> event.eventPackage().equalsIgnoreCase("refer"))
                .isPresent();
    }

    private static int refusalOf(SipMethod method) {
        if (method.equals(SipMethod.OPTIONS)) {
            return 200;
        }
        if (method.equals(SipMethod.REFER)) {
            return 603;
        }
        boolean ofUsage =
                method.equals(SipMethod.NOTIFY) || method.equals(SipMethod.SUBSCRIBE) || method.equals(SipMethod.BYE);
        return ofUsage ? 481 : 405;
    }

    private void respond(ServerTransaction transaction, SipRequest request, int status, long nowNanos) {
        respond(transaction, request, status, StatusCode.reasonFor(status), nowNanos);
    }

    private void open(Dialog opened) {
        opened.confirm();
        opening.ifPresent(ours -> opened.sequenceUsed(ours.sequence));
        dialog = Optional.of(opened);
        host.openDialog(opened.id(), this);
    }

    @Override
    public void onAck(SipRequest ack, long nowNanos) {
        // Nothing here is acknowledged.
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
        // No INVITE runs here.
    }

    /** Our REFER, which has no dialog yet. */
    private static final class Opening {
        private final SipRequest.Builder refer;
        private String callId = "";
        private String localTag = "";
        private long sequence;

        Opening(SipRequest.Builder refer) {
            this.refer = refer;
        }

        void begin(SipRequest first) {
            callId = first.callId();
            localTag = first.from().tag().orElse("");
            sequence = first.cseq().number();
        }

        long nextSequence() {
            return ++sequence;
        }
    }

    /** The first 2xx opens the dialog, unless a report has. */
    private final class OpeningAnswer implements ClientUser {
        private final ClientUser user;

        OpeningAnswer(ClientUser user) {
            this.user = user;
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isSuccess() && dialog.isEmpty() && !over) {
                open(Dialog.ofClient(opening.orElseThrow().refer.build(), response));
            }
            user.onResponse(response, nowNanos);
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            user.onFailure(failure, nowNanos);
        }
    }
}
