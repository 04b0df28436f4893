package io.switchhook.pbx;

import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The requests from telephone to telephone that belong to no call, MESSAGE (RFC 3428) and OPTIONS (RFC 3261 §11): by the rules of calls, to all telephones of the extension.
 */
final class PbxMessages {
    /** Each takes a transaction for every telephone; beyond that somebody floods us. */
    private static final int MOST_AT_ONCE = 1_000;
    /** RFC 3428 §8. */
    private static final int LARGEST = 1_300;

    private final PbxEngine pbx;
    private final Set<MessageFork> forks = new LinkedHashSet<>();

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
        pbx.whenKnown(
                place.get(),
                (said, now) -> {
                    if (said.isPresent()) {
                        answer(transaction, message, statusOf(said.get()), now);
                    } else {
                        deliver(transaction, message, place.get(), caller, now);
                    }
                },
                nowNanos);
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
        var found = pbx.destination(place, nowNanos);
        if (found.isEmpty()) {
            answer(transaction, message, 404, nowNanos);
            return;
        }
        var bindings = found.get().bindings();
        if (bindings.isEmpty()) {
            answer(transaction, message, 480, nowNanos);
            return;
        }
        if (caller.hops().areUsedUp()) {
            answer(transaction, message, 483, nowNanos);
            return;
        }
        if (forks.size() >= MOST_AT_ONCE) {
            answer(transaction, message, 503, nowNanos);
            return;
        }
        var secured = bindings.stream().filter(caller::reaches).toList();
        if (secured.isEmpty()) {
            // RFC 5630 §5.3.2: why, so that its user can decide.
            var refusal = pbx.stack().answering(message, 480, StatusCode.reasonFor(480));
            pbx.stack().respond(transaction, refusal.add(WarningHeader.TYPE, BridgeSetup.SIPS_NOT_ALLOWED), nowNanos);
            return;
        }
        var reachable =
                secured.stream().filter(binding -> fits(message, binding)).toList();
        if (reachable.isEmpty()) {
            answer(transaction, message, 513, nowNanos);
            return;
        }
        var fork = new MessageFork(pbx, this, transaction, message);
        forks.add(fork);
        fork.start(found.get().withBindings(reachable), caller, nowNanos);
    }

    /** RFC 3428 §8: what is larger does not go where nothing controls congestion. */
    private static boolean fits(SipRequest message, Binding binding) {
        return message.length() <= LARGEST || PbxEngine.flowOf(binding).kind() != TransportKind.UDP;
    }

    void onOver(MessageFork fork) {
        forks.remove(fork);
    }

    private void answer(ServerTransaction transaction, SipRequest message, int status, long nowNanos) {
        pbx.stack()
                .respond(transaction, pbx.stack().answering(message, status, StatusCode.reasonFor(status)), nowNanos);
    }
}
