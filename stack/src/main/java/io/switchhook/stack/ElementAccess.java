package io.switchhook.stack;

import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.transaction.ClientTransaction;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ServerHeader;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** What an element that is no user agent may do with its stack. Used on the stack's loop. */
public final class ElementAccess {
    private final SipStack stack;

    ElementAccess(SipStack stack) {
        this.stack = stack;
    }

    /** Finds the flow to a next hop (RFC 3263 §4), at once when no DNS is needed; {@code failed} gets a reason for people. */
    public void find(NextHop hop, Consumer<Flow> found, Consumer<String> failed) {
        stack.router().find(hop, TransportKind.UDP, found, failed);
    }

    /** The flow to an address; empty when none of our ports can reach it. */
    public Optional<Flow> flowTo(TransportKind kind, InetSocketAddress remote) {
        return stack.flows().flowTo(kind, remote);
    }

    /** The address that others reach us at over this kind of transport, as seen from the flow. */
    public InetSocketAddress contactAddress(Flow flow) {
        return stack.flows().contactAddress(flow);
    }

    /** A branch that no other transaction has. */
    public String newBranch() {
        return stack.transactions().newBranch();
    }

    /** Sends a request in a transaction of its own; it has a top Via with a {@link #newBranch()}. */
    public ClientTransaction request(SipRequest request, Flow to, ClientUser user, long nowNanos) {
        var transaction = stack.transactions().request(request, to, user, nowNanos);
        stack.rearm();
        return transaction;
    }

    /** Sends a CANCEL for an INVITE, as soon as that is allowed (RFC 3261 §9.1). */
    public void cancel(ClientTransaction invite, ClientUser user, long nowNanos) {
        stack.transactions().cancel(invite, user, nowNanos);
        stack.rearm();
    }

    /** Whether the INVITE that a CANCEL names is one of ours. */
    public boolean knowsInviteOf(SipRequest cancel) {
        return stack.transactions().knowsInviteOf(cancel);
    }

    /** Answers a request; a To without a tag gets the transaction's own. */
    public void respond(ServerTransaction transaction, SipResponse.Builder response, long nowNanos) {
        stack.respond(
                transaction,
                response.set(ServerHeader.TYPE, new ServerHeader(stack.config().product())),
                nowNanos);
    }

    /** Sends without a transaction: an ACK, or what a proxy without memory forwards. */
    public void send(SipMessage message, Flow to, long nowNanos) {
        stack.flows().send(message, to, nowNanos);
    }

    /** Deadlines of transactions may have moved. */
    public void rearm() {
        stack.rearm();
    }

    /** Adds a decision to the trace. */
    public void note(String callId, String text) {
        stack.trace().note(callId, text);
    }
}
