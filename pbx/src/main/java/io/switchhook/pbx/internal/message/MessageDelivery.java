package io.switchhook.pbx.internal.message;

import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.ring.CalledLegs;
import io.switchhook.pbx.internal.ring.Destination;
import io.switchhook.pbx.internal.ring.DialTarget;
import io.switchhook.pbx.internal.ring.Telephones;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.Capabilities;
import io.switchhook.stack.SipStack;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/** Brings requests that belong to no call, MESSAGE (RFC 3428) and OPTIONS (RFC 3261 §11), to where they are to go. On the signalling loop. */
public final class MessageDelivery {
    /** Each takes a transaction for every telephone; beyond that somebody floods us. */
    private static final int MOST_AT_ONCE = 1_000;

    /** What is to become of a message that nobody has taken. */
    public interface FollowUp {
        /** There is nothing more to try. */
        FollowUp NONE = (status, nowNanos) -> false;

        /** Takes the status that the sender would be told; says whether the message goes somewhere else now, so that the sender is told nothing yet. */
        boolean goesOn(int status, long nowNanos);
    }

    private final SipStack stack;
    private final Telephones telephones;
    private final CalledLegs called;
    private final Capabilities capabilities;
    private final IntSupplier beside;
    private final Set<MessageFork> forks = new LinkedHashSet<>();

    /**
     * @param capabilities what the PBX says of itself where a telephone has answered OPTIONS
     * @param beside how many messages are not on their way yet, and count all the same
     */
    public MessageDelivery(
            SipStack stack, Telephones telephones, CalledLegs called, Capabilities capabilities, IntSupplier beside) {
        this.stack = stack;
        this.telephones = telephones;
        this.called = called;
        this.capabilities = capabilities;
        this.beside = beside;
    }

    SipStack stack() {
        return stack;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    public boolean isFull() {
        return forks.size() + beside.getAsInt() >= MOST_AT_ONCE;
    }

    /**
     * To all telephones of one extension.
     *
     * @param deadline when the sender has to be answered
     */
    public void deliver(
            ServerTransaction transaction,
            SipRequest message,
            SipUri place,
            Caller caller,
            long deadline,
            long nowNanos) {
        var found = telephones.destination(place, nowNanos);
        if (found.isEmpty()) {
            answer(transaction, message, 404, nowNanos);
            return;
        }
        var bindings = found.get().bindings();
        if (bindings.isEmpty()) {
            answer(transaction, message, 480, nowNanos);
            return;
        }
        var secured = bindings.stream().filter(caller::reaches).toList();
        if (secured.isEmpty()) {
            // RFC 5630 §5.3.2: why, so that its user can decide.
            var refusal = stack.answering(message, 480, StatusCode.reasonFor(480));
            stack.respond(transaction, refusal.add(WarningHeader.TYPE, Caller.SIPS_NOT_ALLOWED), nowNanos);
            return;
        }
        var ways = waysTo(found.get(), ways(message, caller), caller);
        if (ways.isEmpty()) {
            answer(transaction, message, 513, nowNanos);
        } else {
            send(transaction, message, caller, ways, FollowUp.NONE, deadline, nowNanos);
        }
    }

    public MessageWays ways(SipRequest message, Caller caller) {
        return new MessageWays(called, message, caller);
    }

    /** The ways to a target that it may go. */
    public List<MessageWay> waysTo(DialTarget target, MessageWays ways, Caller caller, long nowNanos) {
        if (target.isOutside()) {
            return caller.sips() && !target.uri().secure() ? List.of() : List.of(ways.outside(target));
        }
        return telephones
                .destination(target.uri(), nowNanos)
                .map(found -> waysTo(found, ways, caller))
                .orElse(List.of());
    }

    private List<MessageWay> waysTo(Destination found, MessageWays ways, Caller caller) {
        var reachable = found.bindings().stream()
                .filter(caller::reaches)
                .filter(binding -> ways.fits(CalledLegs.flowOf(binding)))
                .toList();
        return found.withBindings(reachable).devices().stream()
                .flatMap(device -> ways.inside(device, found.extension()).stream())
                .toList();
    }

    /**
     * By all of these ways at once.
     *
     * @param deadline when the sender has to be answered
     */
    public void send(
            ServerTransaction transaction,
            SipRequest message,
            Caller caller,
            List<MessageWay> ways,
            FollowUp followUp,
            long deadline,
            long nowNanos) {
        if (caller.hops().areUsedUp()) {
            answer(transaction, message, 483, nowNanos);
        } else if (isFull()) {
            answer(transaction, message, 503, nowNanos);
        } else {
            var fork = new MessageFork(this, transaction, message, caller.hops(), followUp);
            forks.add(fork);
            fork.start(ways, deadline, nowNanos);
        }
    }

    void onOver(MessageFork fork) {
        forks.remove(fork);
    }

    public void answer(ServerTransaction transaction, SipRequest message, int status, long nowNanos) {
        stack.respond(transaction, stack.answering(message, status, StatusCode.reasonFor(status)), nowNanos);
    }
}
