package io.switchhook.pbx;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The requests from telephone to telephone that belong to no call, MESSAGE (RFC 3428) and OPTIONS (RFC 3261 §11): by the rules of calls, to all telephones of the extension;
 * MESSAGE also where the dial plan sends it.
 */
final class PbxMessages {
    /** Each takes a transaction for every telephone; beyond that somebody floods us. */
    private static final int MOST_AT_ONCE = 1_000;

    private final PbxEngine pbx;
    private final Set<MessageFork> forks = new LinkedHashSet<>();
    private final Set<MessageRouting> asking = new HashSet<>();

    PbxMessages(PbxEngine pbx) {
        this.pbx = pbx;
    }

    /** @param caller who has proven to be the sender */
    void onMessage(ServerTransaction transaction, SipRequest message, Caller caller, long nowNanos) {
        var place = NumberPlan.dialled(message.uri());
        if (place.isEmpty()) {
            answer(transaction, message, 404, nowNanos);
            return;
        }
        pbx.users()
                .whenKnown(
                        place.get(),
                        (said, now) -> {
                            if (said.isPresent() && !(said.get() instanceof DirectoryDesk.Answer.Nobody)) {
                                answer(transaction, message, statusOf(said.get()), now);
                            } else if (asksPlan(message, place.get(), now)) {
                                var number = pbx.numbers().numberIn(place.get()).orElse("");
                                var routing = new MessageRouting(
                                        pbx, this, transaction, message, caller, number, Optional.empty());
                                ask(routing, caller.number(), transaction, message, now);
                            } else {
                                deliver(transaction, message, place.get(), caller, now);
                            }
                        },
                        nowNanos);
    }

    /** Extensions come first; where other numbers lead is for the dial plan to say. */
    private boolean asksPlan(SipRequest message, SipUri place, long nowNanos) {
        return message.method().equals(SipMethod.MESSAGE)
                && !place.gruu()
                && pbx.settings().dialPlan().isPresent()
                && pbx.registrations().destination(place, nowNanos).isEmpty();
    }

    private void ask(
            MessageRouting routing, String sender, ServerTransaction transaction, SipRequest message, long nowNanos) {
        if (isFull()) {
            answer(transaction, message, 503, nowNanos);
            return;
        }
        asking.add(routing);
        routing.ask(pbx.settings().dialPlan().orElseThrow(), sender, nowNanos);
    }

    /** The dial plan has answered. */
    void onDecided(MessageRouting routing) {
        asking.remove(routing);
    }

    private boolean isFull() {
        return forks.size() + asking.size() >= MOST_AT_ONCE;
    }

    /** A message that a trunk has brought: where it may be told so, it goes where a call to that number would. */
    void onMessageFrom(TrunkLine line, ServerTransaction transaction, SipRequest message, long nowNanos) {
        var called = IncomingNumbers.called(message, line, pbx.numbers());
        if (!line.settings().messages) {
            answer(transaction, message, 403, nowNanos);
            return;
        }
        if (called.isEmpty()) {
            answer(transaction, message, 404, nowNanos);
            return;
        }
        var caller = IncomingNumbers.caller(message, line, pbx.numbers());
        var routing = new MessageRouting(pbx, this, transaction, message, caller, called, Optional.of(line));
        var route = line.routeOf(called);
        if (route.isPresent()) {
            routing.follow(route.get(), nowNanos);
        } else {
            ask(routing, line.nameOf(caller), transaction, message, nowNanos);
        }
    }

    /** Of who is known to the program's user database at most, and to no telephone. */
    private static int statusOf(DirectoryDesk.Answer said) {
        if (said instanceof DirectoryDesk.Answer.Failed) {
            return 500;
        }
        return said instanceof DirectoryDesk.Answer.Found ? 480 : 404;
    }

    private void deliver(
            ServerTransaction transaction, SipRequest message, SipUri place, Caller caller, long nowNanos) {
        deliver(transaction, message, place, caller, nowNanos + PassedRefusal.PATIENCE.toNanos(), nowNanos);
    }

    /**
     * To all telephones of one extension.
     *
     * @param deadline when the sender has to be answered
     */
    void deliver(
            ServerTransaction transaction,
            SipRequest message,
            SipUri place,
            Caller caller,
            long deadline,
            long nowNanos) {
        var found = pbx.registrations().destination(place, nowNanos);
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
            var refusal = pbx.stack().answering(message, 480, StatusCode.reasonFor(480));
            pbx.stack().respond(transaction, refusal.add(WarningHeader.TYPE, Caller.SIPS_NOT_ALLOWED), nowNanos);
            return;
        }
        var ways = waysTo(found.get(), new MessageWays(pbx, message, caller), caller);
        if (ways.isEmpty()) {
            answer(transaction, message, 513, nowNanos);
        } else {
            send(transaction, message, caller, ways, MessageFork.FollowUp.NONE, deadline, nowNanos);
        }
    }

    /** The ways to the telephones of an extension that it may go. */
    List<MessageWay> waysTo(Destination found, MessageWays ways, Caller caller) {
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
    void send(
            ServerTransaction transaction,
            SipRequest message,
            Caller caller,
            List<MessageWay> ways,
            MessageFork.FollowUp followUp,
            long deadline,
            long nowNanos) {
        if (caller.hops().areUsedUp()) {
            answer(transaction, message, 483, nowNanos);
        } else if (isFull()) {
            answer(transaction, message, 503, nowNanos);
        } else {
            var fork = new MessageFork(pbx, this, transaction, message, caller.hops(), followUp);
            forks.add(fork);
            fork.start(ways, deadline, nowNanos);
        }
    }

    void onOver(MessageFork fork) {
        forks.remove(fork);
    }

    void answer(ServerTransaction transaction, SipRequest message, int status, long nowNanos) {
        pbx.stack()
                .respond(transaction, pbx.stack().answering(message, status, StatusCode.reasonFor(status)), nowNanos);
    }
}
