package io.switchhook.media.voice;

import java.util.Arrays;

/**
 * What is played, on its way from the thread that plays to the thread that hears. No lock: one thread puts, one takes. The one that puts never waits;
 * the one that takes gets silence while nothing is played, and forgets the oldest where the other one runs away.
 */
final class PlayedQueue {
    /** Two frames of a call: threads come in turns. */
    private static final int BLOCKS_TO_BEGIN = 2;

    /** More than devices let a program run ahead. */
    private static final int MOST_BLOCKS = 30;

    /** Nobody overtakes who is asleep for less than half a second more. */
    private static final int ROOM_BLOCKS = 80;

    private final int block;
    private final short[] samples;
    private volatile long put;
    private long taken;
    private boolean filling = true;

    PlayedQueue(int block) {
        this.block = block;
        samples = new short[ROOM_BLOCKS * block];
    }

    void put(short[] source, int offset, int length) {
        int from = Math.max(0, length - samples.length);
        long at = put;
        for (int i = from; i < length; i++) {
            samples[(int) ((at + i) % samples.length)] = source[offset + i];
        }
        put = at + length;
    }

    /** Fills a block. */
    void take(float[] into) {
        long waiting = put - taken;
        if (waiting > (long) MOST_BLOCKS * block) {
            taken = put - (long) BLOCKS_TO_BEGIN * block;
            waiting = (long) BLOCKS_TO_BEGIN * block;
        }
        filling = waiting < (long) (filling ? BLOCKS_TO_BEGIN : 1) * block;
        if (filling) {
            Arrays.fill(into, 0);
            return;
        }
        for (int i = 0; i < block; i++) {
            into[i] = samples[(int) ((taken + i) % samples.length)];
        }
        taken += block;
    }
}
