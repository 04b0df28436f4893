package io.switchhook.stack;

import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.Target;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ServerHeader;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.OwnPlace;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What an element that is no user agent may do with its stack. Used on the stack's loop. */
public final class ElementAccess {
    private final SipStack stack;

    ElementAccess(SipStack stack) {
        this.stack = stack;
    }

    /**
     * Finds the flow to the first server of a next hop that one of our ports reaches (RFC 3263 §4), at once when no DNS is needed; {@code failed} gets a reason for people.
     * For what is sent without a transaction; a {@link Delivery} goes on to the next server.
     *
     * @param key the same for all messages of one transaction, which then go to the same server (§4.4)
     */
    public void find(NextHop hop, Supplier<String> key, Consumer<Flow> found, Consumer<String> failed) {
        stack.router().findKeyed(hop, Wish.ANY, key, targets -> onTargets(hop, targets, found, failed), failed);
    }

    /** The TCP connection that a request takes in the place of {@code flow}, since it has too many bytes for a datagram (RFC 3261 §18.1.1); empty when it goes as it is. */
    public Optional<Flow> streamForSize(NextHop hop, Flow flow, int bytes, long nowNanos) {
        return stack.router().streamForSize(hop, flow, hop.host(), bytes, nowNanos);
    }

    /** A connection of {@link #streamForSize} could not be opened: for a while large requests go there by UDP. */
    public void onStreamRefused(Flow stream, long nowNanos) {
        stack.router().onStreamRefused(stream, nowNanos);
    }

    private void onTargets(NextHop hop, List<Target> targets, Consumer<Flow> found, Consumer<String> failed) {
        for (var target : targets) {
            var flow = stack.router().open(target);
            if (flow.isPresent()) {
                found.accept(flow.get());
                return;
            }
        }
        failed.accept("None of our ports reaches " + hop.host() + ".");
    }

    /**
     * The flow that a response takes back (RFC 3261 §18.2.2); empty when none of our ports reaches the address.
     *
     * @param source the address and port that the request came from: a connection with it is taken while it is open
     * @param listening where the peer takes what goes to nobody's connection
     * @param sentBy the host of the Via, which a peer has to prove when a new connection is needed and the transport asks for proof
     */
    public Optional<Flow> flowBack(
            TransportKind kind, InetSocketAddress source, InetSocketAddress listening, String sentBy) {
        return stack.flows().flowBack(kind, source, listening, sentBy);
    }

    /** Where others reach us over this kind of transport, as seen from the flow. */
    public OwnPlace placeOf(Flow flow) {
        return stack.flows().placeOf(flow);
    }

    /** Whether what is sent over this flow goes over a connection that is there; true for datagrams. */
    public boolean isOpen(Flow flow) {
        return stack.flows().isOpen(flow);
    }

    /** Whether the peer has promised to be heard on this flow, and was not for too long (RFC 5626 §5.4); a connection is closed then, so that this is said of datagrams alone. */
    public boolean isSilent(Flow flow) {
        return stack.flows().isSilent(flow);
    }

    /** From now on a connection that its peer keeps alive is not closed for being quiet: others were told of it, as of the way to that peer. */
    public void countKeepAlives(Flow flow) {
        stack.flows().countKeepAlives(flow);
    }

    /** Whether the INVITE that a CANCEL names is one of ours. */
    public boolean knowsInviteOf(SipRequest cancel) {
        return stack.transactions().knowsInviteOf(cancel);
    }

    /** Answers a request; a To without a tag gets the transaction's own. */
    public void respond(ServerTransaction transaction, SipResponse.Builder response, long nowNanos) {
        stack.respond(transaction, signed(response), nowNanos);
    }

    /**
     * Answers a request finally, and forgets it: {@link ServerTransaction#respondOnce}.
     *
     * @param tag for a To that has none; the same for every copy of the request
     */
    public void respondOnce(ServerTransaction transaction, SipResponse.Builder response, String tag, long nowNanos) {
        transaction.respondOnce(signed(response).toTag(tag).build(), nowNanos);
        stack.rearm();
    }

    /**
     * Answers a request without a transaction (RFC 3261 §8.2.7).
     *
     * @param tag for a To that has none; the same for every copy of the request
     */
    public void answer(SipResponse.Builder response, String tag, Flow to, long nowNanos) {
        send(signed(response).toTag(tag).build(), to, nowNanos);
    }

    private SipResponse.Builder signed(SipResponse.Builder response) {
        return response.set(ServerHeader.TYPE, new ServerHeader(stack.config().product()));
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
