package io.switchhook.pbx.internal.door;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.Identity;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers what telephones ask in the name of whom they ask, for as long as the PBX is open. On the signalling loop. */
public final class AnswerDesk {
    private final SipStack stack;
    private boolean closing;

    public AnswerDesk(SipStack stack) {
        this.stack = stack;
    }

    /** Nothing new is begun any more. */
    public boolean isClosing() {
        return closing;
    }

    public void close() {
        closing = true;
    }

    /** Who speaks for a number over that flow. */
    public static Identity identity(String number, Optional<String> displayName, Flow flow) {
        var address = new NameAddress(
                displayName, SipUri.of(number, IpLiteral.asHost(flow.local().getAddress())));
        return new Identity(address, number, Optional.empty(), Optional.empty(), TransportKind.UDP);
    }

    /** A host for what a telephone opens by this request, and what follows over the flow that it came by. */
    public CallHost accept(String number, SipRequest request, Flow from) {
        var host = stack.accept(identity(number, Optional.empty(), from), from);
        host.answerOverFlow();
        host.nameCall(request.callId());
        return host;
    }

    public void answer(ServerTransaction transaction, int status, String reason, long nowNanos) {
        answer(transaction, status, reason, response -> {}, nowNanos);
    }

    /** @param more adds headers */
    public void answer(
            ServerTransaction transaction,
            int status,
            String reason,
            Consumer<SipResponse.Builder> more,
            long nowNanos) {
        var response = stack.answering(transaction.request(), status, reason);
        more.accept(response);
        stack.respond(transaction, response, nowNanos);
    }
}
