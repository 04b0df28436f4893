package io.switchhook.pbx.internal.message;

import io.switchhook.sip.core.usage.StandaloneRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.stack.CallHost;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** One way for a message to one place. On the signalling loop. */
public interface MessageWay {

    /**
     * Finds out how to get there.
     *
     * @param found gets a host for the request, at once or later
     * @param failed gets what the sender is told when there is none
     */
    void open(Consumer<CallHost> found, IntConsumer failed);

    /** The request without what it says. */
    StandaloneRequest request(CallHost host);

    /** Whether an answer says that the next way should be tried, rather than what is at the end of this one. */
    boolean isPassedOver(SipResponse response);

    /** Where it may go when this one fails. */
    Optional<MessageWay> next();
}
