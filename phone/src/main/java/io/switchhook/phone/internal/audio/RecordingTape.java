package io.switchhook.phone.internal.audio;

/** Samples on their way from a media loop to a file, bounded, and the silences between them, of any length. From any thread; its lock is held for the copying of one chunk. */
public final class RecordingTape {
    private static final long NONE = -1;

    private final short[] ring;
    private int first;
    private int size;
    private long taken;
    private long silenceAt = NONE;
    private long silence;

    public RecordingTape(int capacity) {
        ring = new short[capacity];
    }

    /** All of them, or none when they do not fit. */
    public synchronized boolean put(short[] samples, int length) {
        if (size + length > ring.length) {
            return false;
        }
        int at = (first + size) % ring.length;
        int untilEnd = Math.min(length, ring.length - at);
        System.arraycopy(samples, 0, ring, at, untilEnd);
        System.arraycopy(samples, untilEnd, ring, 0, length - untilEnd);
        size += length;
        return true;
    }

    /** So many samples of silence; false while another silence has not been taken. */
    public synchronized boolean putSilence(long samples) {
        if (silenceAt != NONE) {
            return false;
        }
        silenceAt = taken + size;
        silence = samples;
        return true;
    }

    /** What comes next, up to a silence; 0 when that is a silence, or nothing is there. */
    public synchronized int take(short[] target) {
        int most = silenceAt == NONE ? size : (int) Math.min(size, silenceAt - taken);
        int count = Math.min(most, target.length);
        int untilEnd = Math.min(count, ring.length - first);
        System.arraycopy(ring, first, target, 0, untilEnd);
        System.arraycopy(ring, 0, target, untilEnd, count - untilEnd);
        first = (first + count) % ring.length;
        size -= count;
        taken += count;
        return count;
    }

    /** The silence that comes next; 0 when samples do, or nothing. */
    public synchronized long takeSilence() {
        if (silenceAt != taken) {
            return 0;
        }
        silenceAt = NONE;
        return silence;
    }

    public synchronized int size() {
        return size;
    }
}
