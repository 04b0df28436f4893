package io.switchhook.transport.internal.random;

import io.switchhook.base.random.Randomness;
import java.security.SecureRandom;
import java.util.Arrays;

/** The system's strong randomness, fetched in blocks: a call to the system for each tag and each branch would cost more than the tag. */
public final class SecureRandomness implements Randomness {
    private static final int BLOCK_BYTES = 512;

    private final SecureRandom source = new SecureRandom();
    private final byte[] block = new byte[BLOCK_BYTES];
    private int used = BLOCK_BYTES;

    @Override
    public synchronized long nextLong() {
        refill(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | block[used] & 0xff;
            block[used++] = 0; // What was given out must not be found in memory later.
        }
        return value;
    }

    @Override
    public synchronized void nextBytes(byte[] target) {
        if (target.length > BLOCK_BYTES) {
            source.nextBytes(target);
            return;
        }
        refill(target.length);
        System.arraycopy(block, used, target, 0, target.length);
        Arrays.fill(block, used, used + target.length, (byte) 0);
        used += target.length;
    }

    private void refill(int wanted) {
        if (BLOCK_BYTES - used < wanted) {
            source.nextBytes(block);
            used = 0;
        }
    }
}
