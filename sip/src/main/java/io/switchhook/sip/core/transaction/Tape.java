package io.switchhook.sip.core.transaction;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Records that are forgotten in the order in which they came, in a few large buffers that are used again: nothing that a garbage collector would have to look at or move. A
 * record is addressed by its position, which counts all bytes since the beginning.
 *
 * <p>The first reels are on the heap, where a telephone's end with it; those of a busy server are not, since a collector would copy each of them more than once before it
 * believed that they stay. As many as the busiest half-minute took are kept for the next one: memory that is not on the heap is given back only when a collector has looked at
 * all of it, which a server that is busy now and then would wait for in vain.
 */
final class Tape {
    /** A record is not longer than a reel. */
    static final int REEL = 32 * 1024;

    private static final int ON_HEAP = 4;
    private static final int FEWEST = 4;

    private @Nullable ByteBuffer[] reels = new @Nullable ByteBuffer[FEWEST];
    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();
    private long begin;
    private long end;

    boolean isEmpty() {
        return begin == end;
    }

    /** Where the oldest record is; the tape must not be empty. */
    long first() {
        return begin;
    }

    /** The buffer of the record at that position; its index there is {@link #indexOf}. */
    ByteBuffer reelOf(long position) {
        var reel = reels[slot(position / REEL)];
        if (reel == null) {
            throw new IllegalStateException("there is no record at " + position);
        }
        return reel;
    }

    static int indexOf(long position) {
        return (int) (position % REEL);
    }

    private int slot(long reelNumber) {
        return (int) reelNumber & reels.length - 1;
    }

    /** Room for a record at the end; to be written from {@link #indexOf} on. */
    long append(int length) {
        if (length < 1 || length > REEL) {
            throw new IllegalArgumentException("a record has 1 to " + REEL + " bytes, not " + length);
        }
        if (REEL - indexOf(end) < length) {
            // What is left of this reel stays empty.
            end = (end / REEL + 1) * REEL;
        }
        if (indexOf(end) == 0) {
            mount(end / REEL);
        }
        long position = end;
        reelOf(position).limit(indexOf(position) + length);
        end += length;
        return position;
    }

    private void mount(long number) {
        if (number - begin / REEL >= reels.length) {
            var more = new @Nullable ByteBuffer[2 * reels.length];
            for (long old = begin / REEL; old < number; old++) {
                more[(int) old & more.length - 1] = reels[slot(old)];
            }
            reels = more;
        }
        var reel = spare.isEmpty() ? fresh(number) : spare.pop();
        reels[slot(number)] = reel.clear();
    }

    private ByteBuffer fresh(long number) {
        return number - begin / REEL < ON_HEAP ? ByteBuffer.allocate(REEL) : ByteBuffer.allocateDirect(REEL);
    }

    /** Forgets the oldest record, which has this length. */
    void dropFirst(int length) {
        var reel = reelOf(begin);
        long number = begin / REEL;
        begin += length;
        if (begin == end || indexOf(begin) == 0 || indexOf(begin) >= reel.limit()) {
            unmount(number, reel);
        }
    }

    private void unmount(long number, ByteBuffer reel) {
        boolean last = begin == end;
        reels[slot(number)] = null;
        begin = (number + 1) * REEL;
        if (last) {
            end = begin;
        }
        spare.push(reel);
    }

    /** All buffers, in use or not. */
    int size() {
        int used = (int) (indexOf(end) == 0 ? end / REEL : end / REEL + 1) - (int) (begin / REEL);
        return (isEmpty() ? 0 : used) + spare.size();
    }

    /** Whether the bytes from there on are these. */
    static boolean equals(ByteBuffer reel, int from, int length, byte[] text) {
        return length == text.length && reel.slice(from, length).equals(ByteBuffer.wrap(text));
    }
}
