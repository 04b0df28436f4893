package io.switchhook.systemtests.lives;

import java.util.stream.IntStream;

/** Tones that a detector tells apart and a telephone line carries. */
final class Tones {
    private static final int COUNT = 48;

    private Tones() {}

    static int[] all() {
        return IntStream.range(0, COUNT).map(i -> 400 + 60 * i).toArray();
    }
}
