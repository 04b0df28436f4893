package io.switchhook.media;

import io.switchhook.base.random.Randomness;
import java.util.SplittableRandom;

/** Randomness that one seed repeats. */
public final class SeededRandomness implements Randomness {
    private final SplittableRandom random;

    public SeededRandomness(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public void nextBytes(byte[] target) {
        random.nextBytes(target);
    }
}
