package io.switchhook.sip.core.route;

import io.switchhook.base.random.Randomness;
import java.util.Random;

/** The draws of one seed. */
final class SeededDraws implements Randomness {
    private final Random random;

    SeededDraws(long seed) {
        random = new Random(seed);
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
