package io.switchhook.benchmarks;

import io.switchhook.base.random.Randomness;

/** The same numbers in each run, at next to no cost. */
final class Xorshift implements Randomness {
    private long state = 0x9E3779B97F4A7C15L;

    @Override
    public long nextLong() {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return state;
    }

    @Override
    public void nextBytes(byte[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) nextLong();
        }
    }
}
