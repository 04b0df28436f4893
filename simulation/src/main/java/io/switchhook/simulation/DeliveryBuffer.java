package io.switchhook.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Lends arrived bytes to a receiver: off the heap as on the real network, and overwritten afterwards, so that a
 * receiver which keeps the buffer is found out.
 */
final class DeliveryBuffer {
    private static final int CAPACITY = 1 << 16;

    private final ByteBuffer shared = ByteBuffer.allocateDirect(CAPACITY);
    private final byte[] poison = new byte[CAPACITY];
    private boolean lent;

    DeliveryBuffer() {
        Arrays.fill(poison, (byte) 0xdd);
    }

    void lend(byte[] bytes, Consumer<ByteBuffer> receiver) {
        // A receiver that closes another loop makes that one run its tasks inside of this call.
        boolean nested = lent;
        boolean fits = bytes.length <= CAPACITY;
        var buffer = nested || !fits ? ByteBuffer.allocateDirect(Math.max(CAPACITY, bytes.length)) : shared;
        lent = true;
        try {
            receiver.accept(buffer.clear().put(bytes).flip());
        } finally {
            lent = nested;
            buffer.clear().put(0, poison, 0, Math.min(CAPACITY, bytes.length));
        }
    }
}
