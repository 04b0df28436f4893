package io.switchhook.sip.core.transaction;

/**
 * Where a message goes, or came from: a flow that the floor below understands. A value object: two hops to the same place over the same transport are equal, and
 * have the same hash code.
 */
public interface Hop {

    /** True when the transport delivers by itself what it accepts (TCP, TLS, WS, WSS): nothing is retransmitted then. */
    boolean reliable();

    /** The transport as Via spells it: {@code UDP}, {@code TCP}, {@code TLS}, {@code WS}, {@code WSS}. */
    String transport();

    /** Who is at the other end, where something is shared out among peers: equal for all hops to the same one. */
    default Object peer() {
        return this;
    }
}
