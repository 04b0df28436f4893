package io.switchhook.sip.core.transaction;

import io.switchhook.base.timer.Timed;
import java.util.Arrays;

/**
 * The deadlines of many owners: a binary heap in which every owner knows its place, so that moving or cancelling a deadline takes O(log n) and leaves nothing behind.
 * Equal deadlines come due in the order in which they were set.
 */
final class DeadlineQueue {

    /** Something with one deadline at a time. */
    abstract static class Item {
        private long deadlineNanos = Timed.NEVER;
        private long order;
        private int place = -1;
    }

    private static final int FIRST_CAPACITY = 64;

    private Item[] heap = new Item[FIRST_CAPACITY];
    private int size;
    private long orders;

    int size() {
        return size;
    }

    long nextDeadlineNanos() {
        return size == 0 ? Timed.NEVER : heap[0].deadlineNanos;
    }

    /** The owner of {@link #nextDeadlineNanos()}; the queue must not be empty. */
    Item first() {
        return heap[0];
    }

    /** Sets, moves or, with {@link Timed#NEVER}, cancels the deadline. */
    void schedule(Item item, long deadlineNanos) {
        if (item.deadlineNanos == deadlineNanos) {
            return;
        }
        item.deadlineNanos = deadlineNanos;
        item.order = orders++;
        if (deadlineNanos == Timed.NEVER) {
            remove(item);
        } else if (item.place < 0) {
            add(item);
        } else {
            int place = item.place;
            up(place);
            if (item.place == place) {
                down(place);
            }
        }
    }

    private void add(Item item) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        put(item, size++);
        up(item.place);
    }

    @SuppressWarnings("NullAway") // A freed place is emptied for the garbage collector and never read.
    private void remove(Item item) {
        int place = item.place;
        if (place < 0) {
            return;
        }
        item.place = -1;
        var last = heap[--size];
        heap[size] = null;
        if (last != item) {
            put(last, place);
            up(place);
            down(last.place);
        }
    }

    private void up(int from) {
        int place = from;
        var item = heap[place];
        while (place > 0 && isBefore(item, heap[(place - 1) / 2])) {
            put(heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }
        put(item, place);
    }

    private void down(int from) {
        int place = from;
        var item = heap[place];
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], item)) {
                break;
            }
            put(heap[child], place);
            place = child;
        }
        put(item, place);
    }

    private void put(Item item, int place) {
        heap[place] = item;
        item.place = place;
    }

    private static boolean isBefore(Item a, Item b) {
        return a.deadlineNanos != b.deadlineNanos ? a.deadlineNanos < b.deadlineNanos : a.order < b.order;
    }
}
