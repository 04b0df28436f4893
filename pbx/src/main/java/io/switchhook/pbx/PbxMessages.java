package io.switchhook.pbx;

import io.switchhook.pbx.internal.door.DirectoryDesk;
import io.switchhook.pbx.internal.leg.PassedRefusal;
import io.switchhook.pbx.internal.message.MessageDelivery;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The requests from telephone to telephone that belong to no call, MESSAGE (RFC 3428) and OPTIONS (RFC 3261 §11): by the rules of calls, to all telephones of the extension;
 * MESSAGE also where the dial plan sends it.
 */
final class PbxMessages {
    private final PbxEngine pbx;
    private final MessageDelivery delivery;
    private final Set<MessageRouting> asking = new HashSet<>();

    PbxMessages(PbxEngine pbx) {
        this.pbx = pbx;
        this.delivery = new MessageDelivery(
                pbx.stack(), pbx.registrations(), pbx.exchange().called(), pbx.capabilities(), asking::size);
    }

    /** @param caller who has proven to be the sender */
    void onMessage(ServerTransaction transaction, SipRequest message, Caller caller, long nowNanos) {
        var place = NumberPlan.dialled(message.uri());
        if (place.isEmpty()) {
            delivery.answer(transaction, message, 404, nowNanos);
            return;
        }
        pbx.users()
                .whenKnown(
                        place.get(),
                        (said, now) -> {
                            if (said.isPresent() && !(said.get() instanceof DirectoryDesk.Answer.Nobody)) {
                                delivery.answer(transaction, message, statusOf(said.get()), now);
                            } else if (asksPlan(message, place.get(), now)) {
                                var number = pbx.numbers().numberIn(place.get()).orElse("");
                                var routing = new MessageRouting(
                                        pbx, this, transaction, message, caller, number, Optional.empty());
                                ask(routing, caller.number(), transaction, message, now);
                            } else {
                                delivery.deliver(
                                        transaction,
                                        message,
                                        place.get(),
                                        caller,
                                        now + PassedRefusal.PATIENCE.toNanos(),
                                        now);
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
        if (delivery.isFull()) {
            delivery.answer(transaction, message, 503, nowNanos);
            return;
        }
        asking.add(routing);
        routing.ask(pbx.settings().dialPlan().orElseThrow(), sender, nowNanos);
    }

    /** The dial plan has answered. */
    MessageDelivery delivery() {
        return delivery;
    }

    void onDecided(MessageRouting routing) {
        asking.remove(routing);
    }

    /** A message that a trunk has brought: where it may be told so, it goes where a call to that number would. */
    void onMessageFrom(TrunkLine line, ServerTransaction transaction, SipRequest message, long nowNanos) {
        var called = IncomingNumbers.called(message, line, pbx.numbers());
        if (!line.settings().messages) {
            delivery.answer(transaction, message, 403, nowNanos);
            return;
        }
        if (called.isEmpty()) {
            delivery.answer(transaction, message, 404, nowNanos);
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
}
