package io.switchhook.media.pcm;

/**
 * Samples on their way between two clocks that are never quite alike: that of a sound device, of a call, of a conference. It gives nothing until some are there, so that a frame
 * that comes a little late is no gap, and forgets the oldest when too many wait, so that nobody hears the other side seconds late. Who shares it between threads guards it.
 */
public final class ElasticBuffer {
    private final int target;
    private short[] samples;
    private int first;
    private int size;
    private boolean filling = true;
    private long dropped;

    /** @param target how many samples are to be there before the first is given; three times as many may wait */
    public ElasticBuffer(int target) {
        this.target = target;
        this.samples = new short[3 * target];
    }

    /** Adds all of them. Where too many wait then, the oldest go, so that about {@code target} stay. */
    public void put(short[] source, int offset, int length) {
        if (target + 2 * length > samples.length) {
            grow(target + 2 * length);
        }
        if (size + length > samples.length) {
            int stay = Math.min(size, Math.max(0, target - length));
            dropped += size - stay;
            first = (first + size - stay) % samples.length;
            size = stay;
        }
        int at = (first + size) % samples.length;
        int untilEnd = Math.min(length, samples.length - at);
        System.arraycopy(source, offset, samples, at, untilEnd);
        System.arraycopy(source, offset + untilEnd, samples, 0, length - untilEnd);
        size += length;
    }

    /** Takes up to {@code length} samples; fewer when there are no more, and then none until enough are there again. */
    public int take(short[] into, int offset, int length) {
        if (filling && size < Math.max(target, length)) {
            return 0;
        }
        int taken = Math.min(length, size);
        int untilEnd = Math.min(taken, samples.length - first);
        System.arraycopy(samples, first, into, offset, untilEnd);
        System.arraycopy(samples, 0, into, offset + untilEnd, taken - untilEnd);
        first = (first + taken) % samples.length;
        size -= taken;
        filling = taken < length;
        return taken;
    }

    /** Forgets what waits. */
    public void clear() {
        size = 0;
        filling = true;
    }

    /** How many samples were forgotten because too many waited. */
    public long dropped() {
        return dropped;
    }

    private void grow(int capacity) {
        var larger = new short[capacity];
        int untilEnd = Math.min(size, samples.length - first);
        System.arraycopy(samples, first, larger, 0, untilEnd);
        System.arraycopy(samples, 0, larger, untilEnd, size - untilEnd);
        samples = larger;
        first = 0;
    }
}
