package io.switchhook.media.jitter;

/**
 * What happened to packets since the beginning.
 *
 * @param played given out as frames
 * @param lost never came in time although later ones did
 * @param late came after their time
 * @param duplicates came again
 * @param skipped thrown away to catch up or at a new beginning
 * @param resyncs new beginnings, the first one not counted
 */
public record JitterCounters(long played, long lost, long late, long duplicates, long skipped, long resyncs) {
    public static final JitterCounters NONE = new JitterCounters(0, 0, 0, 0, 0, 0);

    /** What happened in both of two stretches. */
    public JitterCounters plus(JitterCounters other) {
        return new JitterCounters(
                played + other.played,
                lost + other.lost,
                late + other.late,
                duplicates + other.duplicates,
                skipped + other.skipped,
                resyncs + other.resyncs);
    }
}
