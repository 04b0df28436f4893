package io.switchhook.sip.core.transaction;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** Positions by hash, without an object for each: a table with linear probing. Several positions may have one hash; the one who looks compares. */
final class PositionIndex {
    static final long NONE = -1;
    private static final int SMALLEST = 16;

    /** In pairs: hash and position. */
    private long[] slots = empty(SMALLEST);

    private int size;

    private static long[] empty(int capacity) {
        var slots = new long[2 * capacity];
        Arrays.fill(slots, NONE);
        return slots;
    }

    private int capacity() {
        return slots.length / 2;
    }

    private int home(long hash) {
        return (int) hash & capacity() - 1;
    }

    private int after(int slot) {
        return slot + 1 & capacity() - 1;
    }

    int size() {
        return size;
    }

    void put(long hash, long position) {
        if (2 * ++size > capacity()) {
            resize(2 * capacity());
        }
        place(hash, position);
    }

    private void place(long hash, long position) {
        int slot = home(hash);
        while (slots[2 * slot + 1] != NONE) {
            slot = after(slot);
        }
        slots[2 * slot] = hash;
        slots[2 * slot + 1] = position;
    }

    private void resize(int capacity) {
        var old = slots;
        slots = empty(capacity);
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != NONE) {
                place(old[i], old[i + 1]);
            }
        }
    }

    /** One of the positions with this hash for which {@code same} holds, or {@link #NONE}. */
    long find(long hash, LongPredicate same) {
        for (int slot = home(hash); slots[2 * slot + 1] != NONE; slot = after(slot)) {
            if (slots[2 * slot] == hash && same.test(slots[2 * slot + 1])) {
                return slots[2 * slot + 1];
            }
        }
        return NONE;
    }

    /** Takes out what was put there with this hash; it must be there. */
    void remove(long hash, long position) {
        int slot = home(hash);
        while (slots[2 * slot + 1] != position) {
            if (slots[2 * slot + 1] == NONE) {
                throw new IllegalStateException("there is no position " + position + " in the index");
            }
            slot = after(slot);
        }
        close(slot);
        if (--size == 0) {
            slots = empty(SMALLEST);
        }
    }

    /** Moves up what would not be found any more beyond an empty slot. */
    private void close(int freed) {
        int hole = freed;
        for (int slot = after(hole); slots[2 * slot + 1] != NONE; slot = after(slot)) {
            int distance = slot - home(slots[2 * slot]) & capacity() - 1;
            if (distance >= (slot - hole & capacity() - 1)) {
                slots[2 * hole] = slots[2 * slot];
                slots[2 * hole + 1] = slots[2 * slot + 1];
                hole = slot;
            }
        }
        slots[2 * hole] = NONE;
        slots[2 * hole + 1] = NONE;
    }
}
