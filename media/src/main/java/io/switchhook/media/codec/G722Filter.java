package io.switchhook.media.codec;

/**
 * The delay line of a quadrature mirror filter of G.722 (§3.1, §4.4, Table 11): 24 taps in two halves. Each value is
 * written twice, so that the last twelve are always in one piece.
 */
final class G722Filter {
    private static final int TAPS = 12;

    /** G.722 Table 11, on the scale of 2 to the 13; the other half is the same backward. */
    private static final int[] COEFFICIENTS = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};

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
        int sum = 0;
        for (int i = 0; i < TAPS; i++) {
            sum += earlier[start + i] * COEFFICIENTS[i];
        }
        return sum;
    }

    int laterTaps() {
        int sum = 0;
        for (int i = 0; i < TAPS; i++) {
            sum += later[start + i] * COEFFICIENTS[TAPS - 1 - i];
        }
        return sum;
    }
}
