package io.switchhook.sdp;

import java.util.Arrays;

/** Where lines start and stop in a text, their ends left out. */
final class LineBounds {
    private int[] places;
    private int count;

    LineBounds(int expected) {
        places = new int[2 * expected];
    }

    void add(int start, int stop) {
        if (2 * count == places.length) {
            places = Arrays.copyOf(places, Math.max(8, 2 * places.length));
        }
        places[2 * count] = start;
        places[2 * count + 1] = stop;
        count++;
    }

    int count() {
        return count;
    }

    int start(int line) {
        return places[2 * line];
    }

    int stop(int line) {
        return places[2 * line + 1];
    }
}
