package io.switchhook.media.codec;

/** The numbers of ITU-T G.722 §6.2, and what follows from them. */
final class G722Tables {
    /** Table 14: upper decision levels of the intervals of the lower band, for a step of 4096. */
    private static final int[] DECISIONS = {
        35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339,
        1458, 1612, 1765, 1980, 2195, 2557, 2919
    };

    /** Table 17: outputs of the quantizer of 60 levels by its magnitude, for positive codes from the least up. */
    private static final int[] LEVELS_64 = {
        136, 432, 728, 1040, 1360, 1688, 2032, 2400, 2776, 3168, 3576, 4008, 4464, 4944, 5456, 6000, 6576, 7192, 7856,
        8576, 9360, 10_232, 11_192, 12_280, 13_512, 14_984, 16_704, 19_008, 21_904, 24_808
    };

    /** Table 17: outputs of the quantizer of 15 levels by its magnitude. */
    private static final int[] LEVELS_48 = {0, 1200, 2584, 4240, 6288, 8968, 12_896, 20_456};

    /** Table 13: how each of those changes the step. */
    private static final int[] STEPS_48 = {-60, -30, 58, 172, 334, 538, 1198, 3042};

    /** The lower band by all six bits; four codes are never sent and stand for the least of values. */
    static final int[] LOWER_64 = lower64();

    /** The lower band by its four highest bits. */
    static final int[] LOWER_48 = lower48(LEVELS_48, true);

    static final int[] LOWER_STEPS = lower48(STEPS_48, false);

    /** Tables 18 and 20: the higher band by its two bits. */
    static final int[] HIGHER = {-7408, -1616, 7408, 1616};

    static final int[] HIGHER_STEPS = {798, -214, 798, -214};

    /** Table 15: 2048 times two to the power of a fraction of 32. */
    static final int[] LOGARITHMS = {
        2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960,
        3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008
    };

    private G722Tables() {}

    /** The interval of a magnitude, 0 to 29, from the least up. */
    static int interval(int magnitude, int step) {
        int low = 0;
        int high = DECISIONS.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (magnitude < DECISIONS[middle] * step >> 12) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Table 16: codes fall as magnitudes rise. The two least negative intervals have codes of their own. */
    static int lowerCode(boolean negative, int interval) {
        if (!negative) {
            return 61 - interval;
        }
        return interval < 2 ? 63 - interval : 33 - interval;
    }

    private static int[] lower64() {
        var table = new int[64];
        java.util.Arrays.fill(table, -LEVELS_64[0]);
        for (int interval = 0; interval < LEVELS_64.length; interval++) {
            table[lowerCode(false, interval)] = LEVELS_64[interval];
            table[lowerCode(true, interval)] = -LEVELS_64[interval];
        }
        return table;
    }

    /** Of 16 codes the first and the last are the least, 1 to 7 negative and falling, 8 to 14 positive and falling. */
    private static int[] lower48(int[] byMagnitude, boolean signed) {
        var table = new int[16];
        table[0] = byMagnitude[0];
        table[15] = byMagnitude[0];
        for (int magnitude = 1; magnitude < byMagnitude.length; magnitude++) {
            table[8 - magnitude] = signed ? -byMagnitude[magnitude] : byMagnitude[magnitude];
            table[15 - magnitude] = byMagnitude[magnitude];
        }
        return table;
    }
}
