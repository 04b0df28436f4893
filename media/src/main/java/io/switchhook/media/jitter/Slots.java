package io.switchhook.media.jitter;

import io.switchhook.media.rtp.RtpPacket;
import java.nio.ByteBuffer;

/** A ring of payloads by sequence number. Its arrays grow with the first packets and are then reused. */
final class Slots {
    private static final int EMPTY = -1;
    private static final int OTHER = -2;

    private final int mask;
    private final long[] sequences;
    private final int[] types;
    private final long[] timestamps;
    private final ByteBuffer[] payloads;
    private int held;
    private int removedType = EMPTY;

    Slots(int capacity) {
        mask = capacity - 1;
        sequences = new long[capacity];
        types = new int[capacity];
        java.util.Arrays.fill(types, EMPTY);
        timestamps = new long[capacity];
        payloads = new ByteBuffer[capacity];
        java.util.Arrays.fill(payloads, ByteBuffer.allocate(0));
    }

    int capacity() {
        return mask + 1;
    }

    int held() {
        return held;
    }

    boolean holds(long sequence) {
        int slot = slot(sequence);
        return types[slot] != EMPTY && sequences[slot] == sequence;
    }

    boolean holdsOther(long sequence) {
        return holds(sequence) && types[slot(sequence)] == OTHER;
    }

    void put(long sequence, RtpPacket packet, long timestamp) {
        int slot = occupy(sequence, packet.payloadType());
        timestamps[slot] = timestamp;
        int length = packet.payloadLength();
        if (payloads[slot].capacity() < length) {
            payloads[slot] = ByteBuffer.allocate(length);
        }
        packet.copyPayload(payloads[slot].array(), 0);
        payloads[slot].clear().limit(length);
    }

    void putOther(long sequence) {
        occupy(sequence, OTHER);
    }

    private int occupy(long sequence, int type) {
        int slot = slot(sequence);
        held += types[slot] == EMPTY ? 1 : 0;
        sequences[slot] = sequence;
        types[slot] = type;
        return slot;
    }

    /** Frees the slot; its content stays readable until the slot is used again. */
    int remove(long sequence) {
        int slot = slot(sequence);
        removedType = types[slot];
        types[slot] = EMPTY;
        held--;
        return slot;
    }

    long timestamp(long sequence) {
        return timestamps[slot(sequence)];
    }

    int type(long sequence) {
        return types[slot(sequence)];
    }

    ByteBuffer payloadOf(long sequence) {
        return payloads[slot(sequence)];
    }

    ByteBuffer payload(int slot) {
        return payloads[slot];
    }

    /** Payload type of the packet removed last. */
    int removedType() {
        return removedType;
    }

    /** @return how many audio packets were dropped */
    int clear() {
        int dropped = 0;
        for (int i = 0; i <= mask; i++) {
            dropped += types[i] >= 0 ? 1 : 0;
            types[i] = EMPTY;
        }
        held = 0;
        return dropped;
    }

    private int slot(long sequence) {
        return (int) sequence & mask;
    }
}
