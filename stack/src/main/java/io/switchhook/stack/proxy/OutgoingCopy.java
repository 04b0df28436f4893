package io.switchhook.stack.proxy;

import io.switchhook.base.loop.Loop;
import io.switchhook.sip.core.proxy.Downstream;
import io.switchhook.sip.core.proxy.ForwardedRequest;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientTransaction;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.ElementAccess;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/** One forwarded request on its way through DNS and a client transaction (RFC 3261 §16.6 items 7 to 10). */
final class OutgoingCopy implements Downstream.Delivery {
    private final ElementAccess access;
    private final Loop loop;
    private final ForwardedRequest request;
    private final ClientUser user;
    private Optional<ClientTransaction> transaction = Optional.empty();
    private boolean over;

    OutgoingCopy(ElementAccess access, Loop loop, ForwardedRequest request, ClientUser user) {
        this.access = access;
        this.loop = loop;
        this.request = request;
        this.user = user;
    }

    void start() {
        if (request.flow().isPresent()) {
            onFlow((Flow) request.flow().get());
            return;
        }
        request.nextHop()
                .ifPresentOrElse(
                        hop -> access.find(hop, this::onFlow, this::onNoFlow),
                        () -> onNoFlow("The URI names no server and there is no Route."));
    }

    private void onFlow(Flow flow) {
        if (!over) {
            var leaving = request.leaving(Interfaces.of(access, flow), access.newBranch());
            transaction = Optional.of(access.request(leaving, flow, user, loop.nowNanos()));
        }
    }

    private void onNoFlow(String reason) {
        access.note(request.callId(), reason);
        fail(ClientFailure.TRANSPORT_ERROR);
    }

    /** Told later, since the user may be in the middle of asking. */
    private void fail(ClientFailure failure) {
        if (!over) {
            over = true;
            loop.post(() -> user.onFailure(failure, loop.nowNanos()));
        }
    }

    @Override
    public void cancel(long nowNanos) {
        if (!request.method().equals(SipMethod.INVITE)) {
            return;
        }
        if (transaction.isEmpty()) {
            fail(ClientFailure.OVERTAKEN);
        } else if (!transaction.get().answered() && !transaction.get().ended()) {
            access.cancel(transaction.get(), new Unheard(), nowNanos);
        }
    }

    /** What becomes of a CANCEL itself is of no interest: its INVITE tells. */
    private record Unheard() implements ClientUser {

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            // The INVITE's own answer follows.
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            // The INVITE's own timers follow.
        }
    }
}
