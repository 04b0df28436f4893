package io.switchhook.stack.proxy;

import io.switchhook.stack.flow.Flow;

/** What the Routes of a request say to an edge proxy about flows (RFC 5626 §5.3). */
sealed interface FlowWay {

    /** Nothing: it goes where its URI and the policy lead. */
    record Free() implements FlowWay {}

    /**
     * To a client, over this flow alone.
     *
     * @param registered whether the Route was the Path of a registration, {@code ob}: a dialog then needs a Record-Route that names the flow
     */
    record Over(Flow flow, boolean registered) implements FlowWay {}

    /**
     * To nobody.
     *
     * @param status 403 for a token that was not made with our key, 430 for a flow that is gone
     */
    record Refused(int status) implements FlowWay {}

    enum Kind {
        FREE,
        OVER,
        REFUSED
    }

    default Kind kind() {
        if (this instanceof Free) {
            return Kind.FREE;
        }
        return this instanceof Over ? Kind.OVER : Kind.REFUSED;
    }
}
