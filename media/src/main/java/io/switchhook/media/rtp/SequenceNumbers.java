package io.switchhook.media.rtp;

/** Arithmetic of RTP sequence numbers (16 bits) and timestamps (32 bits), which wrap around. */
public final class SequenceNumbers {

    private SequenceNumbers() {}

    /** The sequence number after {@code sequence}. */
    public static int next(int sequence) {
        return (sequence + 1) & 0xFFFF;
    }

    /** How far {@code sequence} is ahead of {@code reference}, from -32768 to 32767. */
    public static int distance(int sequence, int reference) {
        return (short) (sequence - reference);
    }

    public static boolean isNewer(int sequence, int reference) {
        return distance(sequence, reference) > 0;
    }

    /** The 64-bit number with the low 16 bits {@code sequence} that lies nearest to {@code nearby}. */
    public static long extend(int sequence, long nearby) {
        return nearby + (short) (sequence - (int) nearby);
    }

    /** The 64-bit number with the low 32 bits {@code timestamp} that lies nearest to {@code nearby}. */
    public static long extendTimestamp(int timestamp, long nearby) {
        return nearby + (timestamp - (int) nearby);
    }
}
