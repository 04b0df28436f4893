package io.switchhook.systemtests.lives;

import java.util.stream.IntStream;

/** Tones that a detector tells apart and a telephone line carries. */
final class Tones {
    private static final int[] ALL =
            IntStream.range(0, 48).map(i -> 400 + 60 * i).toArray();

    private Tones() {}

    static int[] all() {
        return ALL.clone();
    }
}
