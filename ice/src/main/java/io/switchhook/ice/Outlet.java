package io.switchhook.ice;

import io.switchhook.sdp.CandidateType;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What checks and media leave by: a port of ours, or one of a TURN server (RFC 8445 §4).
 *
 * @param preference the local part of the priorities of what is found with it
 */
record Outlet(
        int component,
        InetSocketAddress address,
        String foundation,
        int preference,
        Optional<TurnClient> relay,
        IceOutput output) {

    void send(ByteBuffer packet, InetSocketAddress to, long nowNanos) {
        if (relay.isPresent()) {
            relay.get().send(packet, to, nowNanos);
        } else {
            output.send(component, packet, to);
        }
    }

    private CandidateType type() {
        return relay.isPresent() ? CandidateType.RELAYED : CandidateType.HOST;
    }

    /** Of the candidate that it is itself. */
    long priority() {
        return Priorities.candidate(type(), preference, component);
    }

    /** Of one that the other side would find in a check from here (RFC 8445 §7.1.1). */
    long reflexivePriority() {
        return Priorities.candidate(CandidateType.PEER_REFLEXIVE, preference, component);
    }

    /** One of another family it does not, and programs of our own host only when it is one of those itself. */
    boolean reaches(InetSocketAddress other) {
        return address.getAddress().getClass() == other.getAddress().getClass()
                && (address.getAddress().isLoopbackAddress()
                        || !other.getAddress().isLoopbackAddress());
    }
}
