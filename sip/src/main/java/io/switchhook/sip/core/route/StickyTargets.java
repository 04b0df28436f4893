package io.switchhook.sip.core.route;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which server of a next hop worked for one owner, so that what follows stays with it (RFC 3263 §4.4): the requests of a dialog, and the calls of a line with
 * the node that it registered at. Bounded: who was not used longest is forgotten first. Used on one loop.
 */
public final class StickyTargets {
    private record Key(String owner, NextHop hop) {
        // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && owner.equals(that.owner) && hop.equals(that.hop);
        }

        @Override
        public int hashCode() {
            return Objects.hash(owner, hop);
        }
    }

    private record Entry(Target target, long sinceNanos) {}

    private final int maxEntries;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** @param maxEntries at least 1 */
    public StickyTargets(int maxEntries) {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("at least one target must be remembered, not " + maxEntries);
        }
        this.maxEntries = maxEntries;
    }

    /** This target worked. A choice that only lasts keeps the time it was first made. */
    public void onAnswer(String owner, NextHop hop, Target target, long nowNanos) {
        var key = new Key(owner, hop);
        var known = entries.get(key);
        if (known != null && known.target().equals(target)) {
            return;
        }
        if (known == null && entries.size() >= maxEntries) {
            entries.remove(entries.keySet().iterator().next());
        }
        entries.put(key, new Entry(target, nowNanos));
    }

    /** The target that worked last. */
    public Optional<Target> of(String owner, NextHop hop) {
        return Optional.ofNullable(entries.get(new Key(owner, hop))).map(Entry::target);
    }

    /** Forgets a choice that was made longer ago than this, so that a better server that is back gets its chance. */
    public void forgetOlderThan(Duration age, String owner, NextHop hop, long nowNanos) {
        entries.computeIfPresent(
                new Key(owner, hop), (key, entry) -> nowNanos - entry.sinceNanos() >= age.toNanos() ? null : entry);
    }

    /** Entries now, for leak checks. */
    public int size() {
        return entries.size();
    }
}
