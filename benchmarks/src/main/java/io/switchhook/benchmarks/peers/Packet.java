package io.switchhook.benchmarks.peers;

import java.nio.ByteBuffer;

/** A look into what was sent, which costs next to nothing. */
final class Packet {
    static final int NOT_THERE = -1;

    private Packet() {}

    static boolean holds(ByteBuffer packet, int at, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (packet.get(at + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** The index behind the first occurrence of a text from {@code from} on, or {@link #NOT_THERE}. */
    static int behind(ByteBuffer packet, int from, byte[] text) {
        for (int at = from; at <= packet.limit() - text.length; at++) {
            if (holds(packet, at, text)) {
                return at + text.length;
            }
        }
        return NOT_THERE;
    }
}
