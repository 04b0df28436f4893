package io.switchhook.media.voice;

import java.util.Arrays;

/**
 * Takes out of the microphone what the loudspeaker said: finds the delay, keeps an {@link EchoFilter} where the echo is, and watches over it. Where
 * the filter explains nothing its echo is not taken away, so that nobody hears more echo than there was, and one that is wrong for a while begins
 * anew.
 */
final class EchoCanceller {
    /** Share of the last block in what is remembered of how good the filter is: a tenth of a second. */
    private static final float SHARE = 0.08f;

    /** Where the filter explains less of the microphone than this share of what it expects, it is not trusted at all; fully from the other one on. */
    private static final float USELESS = 0.15f;

    private static final float USEFUL = 0.7f;

    /** An expected echo that is a smaller share of the microphone proves nothing against the filter. */
    private static final float LOUD_ENOUGH = 0.03f;

    /** So many blocks with a useless filter, and the path is another one. */
    private static final int PATIENCE = 10;

    /** So many useful blocks in turn, and there is an echo: what never was of use, as with a headset, is not begun anew. */
    private static final int PROOF = 30;

    /** So many times in turn the delay has to be another one. */
    private static final int SAME_DELAY = 8;

    /** The filter begins so many blocks before the echo: the first opinion of a delay is not exact, and clocks drift. */
    private static final int AHEAD = 2;

    /** A mean square of one sample step: less than that is nothing. */
    private static final float NOTHING = 1;

    private final int block;
    private final EchoDelay delay;
    private final EchoFilter filter;
    private final float[][] played;
    private final float[] expected;
    private final float[] unexplained;
    private int newest;
    private int offset;
    private int candidate = -1;
    private int candidateRuns;
    private float explained;
    private float expectedPower;
    private float heardPower;
    private float leftPower;
    private boolean echoes;
    private float trust = 1;
    private int uselessBlocks;
    private int usefulBlocks;
    private boolean proven;
    private int restarts;

    EchoCanceller(int block, int rate, EchoSettings settings) {
        this.block = block;
        int millis = 1000 * block / rate;
        int partitions = (int) Math.ceil((double) settings.tail().toMillis() / millis) + AHEAD;
        int lags = (int) (settings.maxDelay().toMillis() / millis) + 1;
        delay = new EchoDelay(block, rate, lags);
        filter = new EchoFilter(block, partitions);
        played = new float[lags + partitions + 1][block];
        expected = new float[block];
        unexplained = new float[block];
    }

    /**
     * @param said the block that is given to the loudspeaker now
     * @param heard the block that came from the microphone now
     * @param clipped whether the microphone was too loud for its samples; nothing can be learnt from that
     * @param left what is left of it; may be {@code heard} itself
     */
    void process(float[] said, float[] heard, boolean clipped, float[] left) {
        newest = (newest + 1) % played.length;
        System.arraycopy(said, 0, played[newest], 0, block);
        delay.onBlock(said, heard);
        align();
        filter.play(before(offset));
        filter.expect(expected);
        judge(heard);
        float target = trusted();
        float sum = 0;
        for (int i = 0; i < block; i++) {
            float sample = heard[i];
            unexplained[i] = sample - expected[i];
            float step = trust + (target - trust) * (i + 1) / block;
            left[i] = sample - step * expected[i];
            sum += left[i] * left[i];
        }
        trust = target;
        if (echoes) {
            leftPower += SHARE * (sum - leftPower);
        }
        if (!clipped) {
            filter.learn(unexplained);
        }
    }

    private float[] before(int blocks) {
        return played[(newest - blocks + played.length) % played.length];
    }

    /** Moves the filter where the echo is. */
    private void align() {
        int found = delay.blocks();
        if (found < 0) {
            return;
        }
        int ahead = found - offset;
        boolean reached = (ahead >= AHEAD - 1 || offset == 0) && ahead <= AHEAD + filter.partitions() / 4;
        candidateRuns = reached || found != candidate ? 0 : candidateRuns + 1;
        candidate = found;
        if (candidateRuns >= SAME_DELAY) {
            moveTo(Math.max(0, candidate - AHEAD));
        }
    }

    private void moveTo(int blocks) {
        if (trust == 1 && expectedPower > LOUD_ENOUGH * heardPower) {
            filter.shift(blocks - offset);
        } else {
            filter.forget();
        }
        offset = blocks;
        candidateRuns = 0;
        for (int back = filter.partitions(); back > 0; back--) {
            filter.play(before(offset + back));
        }
    }

    /** How much of the microphone the filter explains, over the last moment. */
    private void judge(float[] heard) {
        float both = 0;
        float echo = 0;
        float all = 0;
        for (int i = 0; i < block; i++) {
            both += heard[i] * expected[i];
            echo += expected[i] * expected[i];
            all += heard[i] * heard[i];
        }
        echoes = echo >= NOTHING * block;
        if (!echoes) {
            return;
        }
        explained += SHARE * (both - explained);
        expectedPower += SHARE * (echo - expectedPower);
        heardPower += SHARE * (all - heardPower);
        boolean loud = expectedPower > LOUD_ENOUGH * heardPower;
        boolean useless = loud && explained < (USELESS + USEFUL) / 2 * expectedPower;
        boolean useful = loud && explained > USEFUL * expectedPower;
        uselessBlocks = useless ? uselessBlocks + 1 : 0;
        usefulBlocks = useful ? usefulBlocks + 1 : 0;
        proven |= usefulBlocks > PROOF;
        if (proven && uselessBlocks > PATIENCE) {
            restart();
        }
    }

    private void restart() {
        proven = false;
        uselessBlocks = 0;
        usefulBlocks = 0;
        explained = 0;
        expectedPower = 0;
        restarts++;
        filter.forget();
        Arrays.fill(expected, 0);
    }

    private float trusted() {
        if (expectedPower <= 0) {
            return 1;
        }
        return Math.max(0, Math.min(1, (explained / expectedPower - USELESS) / (USEFUL - USELESS)));
    }

    /** The echo that was expected in the last block, whether it was taken away or not. */
    float[] expected() {
        return expected;
    }

    /** Blocks from what is played to its echo, as found last; -1 before the first time. */
    int delayBlocks() {
        return candidate;
    }

    /** How far the microphone was turned down by what was taken away, in the last moment with echo: a factor of power, 1 for not at all. */
    float leftShare() {
        return heardPower <= 0 ? 1 : Math.min(1, leftPower / heardPower);
    }

    /** How often it began anew, the path being another one. */
    int restarts() {
        return restarts;
    }
}
