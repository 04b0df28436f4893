package io.switchhook.simulation;

import io.switchhook.base.random.Randomness;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Randomness that a seed determines. Good for tests, useless as a secret. Safe to call from any thread, but only one
 * thread reproduces a sequence.
 */
public final class SeededRandomness implements Randomness {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private final AtomicLong state;

    public SeededRandomness(long seed) {
        state = new AtomicLong(seed);
    }

    /** A source of its own for each purpose, so that more draws for one purpose do not change what another gets. */
    static SeededRandomness derived(long seed, String purpose) {
        long mixed = mix(seed);
        for (int i = 0; i < purpose.length(); i++) {
            mixed = mix(mixed + STEP + purpose.charAt(i));
        }
        return new SeededRandomness(mixed);
    }

    @Override
    public long nextLong() {
        return mix(state.addAndGet(STEP));
    }

    @Override
    public void nextBytes(byte[] target) {
        long word = 0;
        for (int i = 0; i < target.length; i++) {
            word = i % Long.BYTES == 0 ? nextLong() : word >>> Byte.SIZE;
            target[i] = (byte) word;
        }
    }

    /**
     * True with a chance of {@code percent} in 100. Draws nothing when the chance is nil, so that a knob left alone
     * changes no sequence.
     */
    boolean chance(double percent) {
        return percent > 0 && nextDouble() * 100 < percent;
    }

    /** A uniform value in {@code [0, bound]}. */
    long upTo(long bound) {
        return bound <= 0 ? 0 : Long.remainderUnsigned(nextLong(), bound + 1);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
