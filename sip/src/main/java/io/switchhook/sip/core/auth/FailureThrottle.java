package io.switchhook.sip.core.auth;

import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * Slows down whoever fails again and again: after some failures that are free, each further one is followed by a pause
 * in which nothing is looked at, twice as long each time. Pure and bounded: when it is full, the one that has been quiet
 * for longest is forgotten.
 *
 * @param <K> who fails: an address, or an address and a name
 */
public final class FailureThrottle<K> {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    /** Who has been quiet for so long begins anew. */
    private static final Duration MEMORY = Duration.ofMinutes(30);

    private final int freeFailures;
    private final int maxEntries;
    private final LinkedHashMap<K, Record> records = new LinkedHashMap<>();

    private record Record(int failures, long lastNanos, long pausedUntilNanos) {}

    /**
     * Makes an empty one.
     *
     * @param freeFailures how many failures in a row cost nothing: people mistype
     * @param maxEntries how many are remembered at once
     */
    public FailureThrottle(int freeFailures, int maxEntries) {
        if (freeFailures < 0 || maxEntries < 1) {
            throw new IllegalArgumentException(
                    "A throttle allows no fewer than 0 failures and remembers at least one who fails, but was given "
                            + freeFailures + " and " + maxEntries);
        }
        this.freeFailures = freeFailures;
        this.maxEntries = maxEntries;
    }

    /** Whether an attempt is to be refused unseen. */
    public boolean isPaused(K who, long nowNanos) {
        var known = records.get(who);
        return known != null && known.pausedUntilNanos() - nowNanos > 0;
    }

    /** One more failure; an attempt that was refused unseen is none. */
    public void onFailure(K who, long nowNanos) {
        var known = records.remove(who);
        int before = known == null || nowNanos - known.lastNanos() > MEMORY.toNanos() ? 0 : known.failures();
        int failures = before + 1;
        records.put(
                who,
                new Record(failures, nowNanos, nowNanos + pauseAfter(failures).toNanos()));
        if (records.size() > maxEntries) {
            var eldest = records.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private Duration pauseAfter(int failures) {
        int beyond = failures - freeFailures;
        if (beyond <= 0) {
            return Duration.ZERO;
        }
        // Ten doublings are beyond the longest pause already.
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(beyond - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** Who succeeds has not been guessing. */
    public void onSuccess(K who) {
        records.remove(who);
    }

    /** How many are remembered now. */
    public int size() {
        return records.size();
    }
}
