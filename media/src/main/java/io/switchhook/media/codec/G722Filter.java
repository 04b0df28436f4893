package io.switchhook.media.codec;

/**
 * The delay line of a quadrature mirror filter of G.722 (§3.1, §4.4, Table 11): 24 taps in two halves. Each value is
 * written twice, so that the last twelve are always in one piece.
 */
final class G722Filter {
    private static final int TAPS = 12;

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

    /** G.722 Table 11, on the scale of 2 to the 13. */
    int earlierTaps() {
        var x = earlier;
        int i = start;
        return 3 * x[i]
                - 11 * x[i + 1]
                + 12 * x[i + 2]
                + 32 * x[i + 3]
                - 210 * x[i + 4]
                + 951 * x[i + 5]
                + 3876 * x[i + 6]
                - 805 * x[i + 7]
                + 362 * x[i + 8]
                - 156 * x[i + 9]
                + 53 * x[i + 10]
                - 11 * x[i + 11];
    }

    /** The same coefficients backward. */
    int laterTaps() {
        var x = later;
        int i = start;
        return 3 * x[i + 11]
                - 11 * x[i + 10]
                + 12 * x[i + 9]
                + 32 * x[i + 8]
                - 210 * x[i + 7]
                + 951 * x[i + 6]
                + 3876 * x[i + 5]
                - 805 * x[i + 4]
                + 362 * x[i + 3]
                - 156 * x[i + 2]
                + 53 * x[i + 1]
                - 11 * x[i];
    }
}
