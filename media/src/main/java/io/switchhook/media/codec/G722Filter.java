package io.switchhook.media.codec;

/**
 * The delay line of a quadrature mirror filter of G.722 (§3.1, §4.4, Table 11): 24 taps in two halves. Each value is
 * written twice, so that the last twelve are always in one piece.
 */
final class G722Filter {
    private static final int TAPS = 12;

    /** G.722 Table 11, on the scale of 2 to the 13; the other half is the same backward, and both run forward for the compiler. */
    private static final int[] EARLIER = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};

    private static final int[] LATER = {-11, 53, -156, 362, -805, 3876, 951, -210, 32, 12, -11, 3};

    private final int[] earlier = new int[2 * TAPS];
    private final int[] later = new int[2 * TAPS];
    private int start;

    void put(int first, int second) {
        earlier[start] = first;
        earlier[start + TAPS] = first;
        later[start] = second;
        later[start + TAPS] = second;
        start = start + 1 == TAPS ? 0 : start + 1;
    }

    int earlierTaps() {
        return taps(earlier, EARLIER);
    }

    int laterTaps() {
        return taps(later, LATER);
    }

    private int taps(int[] values, int[] coefficients) {
        int sum = 0;
        for (int i = 0; i < TAPS; i++) {
            sum += values[start + i] * coefficients[i];
        }
        return sum;
    }
}
