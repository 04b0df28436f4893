package io.switchhook.benchmarks.peers;

import io.switchhook.base.random.Randomness;
import java.util.SplittableRandom;

/** The same numbers in each run. */
final class Numbers implements Randomness {
    private final SplittableRandom random = new SplittableRandom(4711);

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public void nextBytes(byte[] target) {
        random.nextBytes(target);
    }
}
