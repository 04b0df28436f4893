package io.switchhook.simulation;

import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * What the wiretap tells of one packet, at the moment its fate is known.
 *
 * @param id numbers packets in the order of sending, from 1; both copies of a duplicated datagram have the same
 * @param sentNanos when it was sent, on the scale of the loops
 * @param atNanos when its fate was known: on arrival, or at once when it never left
 * @param fromHost name of the sender
 * @param toHost name of the receiver; empty when no host has the address, or a NAT box let it go no further
 * @param from the address it left from, as its host knows it
 * @param seenFrom the address the receiver sees; another one behind NAT
 * @param to the address it was sent to
 */
public record Packet(
        long id,
        Kind kind,
        Fate fate,
        long sentNanos,
        long atNanos,
        String fromHost,
        String toHost,
        InetSocketAddress from,
        InetSocketAddress seenFrom,
        InetSocketAddress to,
        Payload payload) {

    /** What kind of packet it is. */
    public enum Kind {
        DATAGRAM,
        STREAM_OPEN,
        STREAM_BYTES,
        STREAM_END,
        STREAM_RESET
    }

    /** What became of it. */
    public enum Fate {
        DELIVERED,
        /** Delivered, as the second copy. */
        DUPLICATED,
        /** Delivered, with one bit changed. */
        CORRUPTED,
        /** Lost by chance. */
        LOST,
        /** Lost because a cable is cut or a host dead. */
        CUT,
        /** Longer than the MTU. */
        TOO_LONG,
        /** No host has the address. */
        NO_ROUTE,
        /** Nobody listens on the port. */
        NO_PORT,
        /** A NAT box has no hole for it, or does not let this sender through. */
        NAT_BLOCKED
    }

    /** The bytes; equal when the bytes are. */
    public static final class Payload {
        private final byte[] bytes;

        Payload(byte[] bytes) {
            this.bytes = bytes;
        }

        public int length() {
            return bytes.length;
        }

        public byte[] toByteArray() {
            return bytes.clone();
        }

        byte[] shared() {
            return bytes;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    /** Whether the receiver got it. */
    public boolean isDelivered() {
        return switch (fate) {
            case DELIVERED, DUPLICATED, CORRUPTED -> true;
            case LOST, CUT, TOO_LONG, NO_ROUTE, NO_PORT, NAT_BLOCKED -> false;
        };
    }
}
