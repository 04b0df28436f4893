package io.switchhook.stack;

import io.switchhook.sip.core.route.Target;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/**
 * Whose request a {@link Delivery} delivers. It hears every response but the 503s after which another server is tried, and one failure at most; called on the stack's
 * loop.
 */
public interface DeliveryUser extends ClientUser {

    /**
     * A builder of the request as it goes over this flow, without the Via of this element, which the delivery puts on top. Called once or more for each attempt, and may
     * give different headers for each flow.
     */
    SipRequest.Builder requestOver(Flow flow);

    /** The Via of this element over that flow, with a new branch; whoever keeps something in the branch returns another one. */
    default ViaHeader via(ViaHeader usual) {
        return usual;
    }

    /** A decision for the trace. */
    void onNote(String text);

    /** There is no server to send to; nothing was sent. {@link #onFailure} follows. */
    default void onNowhere(String reason) {
        onNote(reason);
    }

    /** The server to be tried first when it is one of those found. */
    default Optional<Target> favourite() {
        return Optional.empty();
    }

    /** The server as it is to be called: by another name, where the one found is only its address and the other is known to be its own. */
    default Target asCalled(Target found) {
        return found;
    }

    /** The first answer from this server has come, and it is not a 503. */
    default void onReached(Target target) {}
}
