package io.switchhook.media.dtmf;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmSink;
import java.time.Duration;

/**
 * Hears digits in audio: Goertzel filters at the eight frequencies in blocks of 12.75 ms; one of each group must
 * stand out from its group by 8 dB, the two must differ by no more than 8 dB (lower
 * one louder: 8, upper one louder: 4) and hold most of the block's energy. Two such blocks begin a digit, two others
 * end it, so that 40 ms are always heard and a gap of 40 ms divides equal digits
 * (ITU-T Q.24). Not thread-safe.
 */
public final class DtmfDetector implements PcmSink {
    private static final int BLOCKS_PER_10_SECONDS = 784;
    private static final double QUIET_DBOV = -42;
    private static final double STANDS_OUT = 6.3;
    private static final double LOWER_LOUDER = 6.3;
    private static final double UPPER_LOUDER = 2.5;
    private static final double SHARE = 0.7;
    private static final char NONE = 0;

    private final int sampleRate;
    private final DtmfListener listener;
    private final double[] coefficients = new double[8];
    private final double[] power = new double[8];
    private final short[] block;
    private int filled;
    private char last = NONE;
    private char current = NONE;
    private int misses;
    private int blocks;

    public DtmfDetector(int sampleRate, DtmfListener listener) {
        this.sampleRate = sampleRate;
        this.listener = listener;
        block = new short[sampleRate * 10 / BLOCKS_PER_10_SECONDS];
        for (int i = 0; i < 4; i++) {
            coefficients[i] = 2 * Math.cos(2 * Math.PI * DtmfDigit.ROWS[i] / sampleRate);
            coefficients[4 + i] = 2 * Math.cos(2 * Math.PI * DtmfDigit.COLUMNS[i] / sampleRate);
        }
    }

    @Override
    public int sampleRate() {
        return sampleRate;
    }

    @Override
    public void write(short[] samples, int offset, int length) {
        for (int i = 0; i < length; i++) {
            block[filled++] = samples[offset + i];
            if (filled == block.length) {
                filled = 0;
                onBlock(digitOfBlock());
            }
        }
    }

    private void onBlock(char digit) {
        if (current != NONE) {
            misses = digit == current ? 0 : misses + 1;
            blocks++;
            if (misses == 2) {
                listener.onDigitEnded(
                        current, Duration.ofNanos((blocks - 2L) * block.length * 1_000_000_000L / sampleRate));
                current = NONE;
            }
        }
        if (current == NONE && digit != NONE && digit == last) {
            current = digit;
            misses = 0;
            blocks = 2;
            listener.onDigitStarted(digit);
        }
        last = digit;
    }

    private char digitOfBlock() {
        double energy = 0;
        for (short sample : block) {
            energy += (double) sample * sample;
        }
        if (Level.ofPower(energy / block.length) < QUIET_DBOV) {
            return NONE;
        }
        for (int i = 0; i < 8; i++) {
            power[i] = power(coefficients[i]);
        }
        int row = loudest(0);
        int column = loudest(4);
        if (row < 0 || column < 0) {
            return NONE;
        }
        double lower = power[row];
        double upper = power[4 + column];
        boolean balanced = lower <= upper * LOWER_LOUDER && upper <= lower * UPPER_LOUDER;
        // A sine of power P over N samples gives the filter N*N*P/2 and the block N*P.
        boolean pure = 2 * (lower + upper) / block.length >= SHARE * energy;
        return balanced && pure ? DtmfDigit.at(row, column) : NONE;
    }

    /** The loudest of a group of four that stands out from the others, or -1. */
    private int loudest(int group) {
        int best = 0;
        for (int i = 1; i < 4; i++) {
            best = power[group + i] > power[group + best] ? i : best;
        }
        for (int i = 0; i < 4; i++) {
            if (i != best && power[group + i] * STANDS_OUT > power[group + best]) {
                return -1;
            }
        }
        return best;
    }

    private double power(double coefficient) {
        double newest = 0;
        double older = 0;
        for (short sample : block) {
            double value = sample + coefficient * newest - older;
            older = newest;
            newest = value;
        }
        return newest * newest + older * older - coefficient * newest * older;
    }
}
