package io.switchhook.stack.flow;

import io.switchhook.base.net.PeerPrefix;
import io.switchhook.base.timer.Timed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which connections there are, and which of them have to end: too many, too quiet, too slow, too insistent. It closes nothing itself; what it names is gone from the table.
 * Pure; used on one loop.
 *
 * @param <K> a connection
 */
final class ConnectionTable<K> {
    /** Whoever is needed is asked for once in this time at most: it is a walk over all dialogs and transactions. */
    private static final long ASK_NANOS = Duration.ofSeconds(1).toNanos();

    /** A trunk may register many; who has more is needed all the same. */
    private static final int MAX_NEEDS = 1_000;

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    /** @param connection the one to be closed */
    record Ending<K>(K connection, ConnectionEnd reason) {}

    private final class Entry {
        private final K connection;
        private final PeerPrefix peer;
        private final long serial;
        private boolean open;
        private boolean carried;
        private boolean pingsCount;
        private boolean standing;
        private long sinceNanos;
        private long unfinishedSinceNanos = Timed.NEVER;
        private int unfinishedBytes;
        /** By what it is needed for, until when. */
        private final Map<String, Long> needs = new HashMap<>();

        private long minuteNanos;
        private int pings;
        /** When this entry is looked at; never later than its deadline, often earlier. */
        private long wakeNanos = Timed.NEVER;

        Entry(K connection, PeerPrefix peer, long serial, long nowNanos) {
            this.connection = connection;
            this.peer = peer;
            this.serial = serial;
            this.sinceNanos = nowNanos;
            this.minuteNanos = nowNanos;
        }

        long deadlineNanos() {
            if (!open) {
                return sinceNanos + limits.openWithin().toNanos();
            }
            long unfinished = unfinishedSinceNanos == Timed.NEVER
                    ? Timed.NEVER
                    : unfinishedSinceNanos + limits.messageWithin().toNanos();
            if (standing) {
                return unfinished;
            }
            var quiet = carried ? limits.idle() : limits.firstMessageWithin();
            return Math.min(unfinished, Math.max(neededUntilNanos(), sinceNanos + quiet.toNanos()));
        }

        long neededUntilNanos() {
            long latest = Long.MIN_VALUE;
            for (long until : needs.values()) {
                latest = Math.max(latest, until);
            }
            return latest;
        }

        void need(String what, long untilNanos, long nowNanos) {
            needs.values().removeIf(until -> until <= nowNanos);
            if (untilNanos <= nowNanos) {
                needs.remove(what);
            } else if (needs.size() < MAX_NEEDS || needs.containsKey(what)) {
                needs.put(what, untilNanos);
            }
        }

        ConnectionEnd reason(long nowNanos) {
            if (!open) {
                return ConnectionEnd.NOT_OPEN;
            }
            boolean unfinished = unfinishedSinceNanos != Timed.NEVER
                    && unfinishedSinceNanos + limits.messageWithin().toNanos() <= nowNanos;
            return unfinished ? ConnectionEnd.UNFINISHED : carried ? ConnectionEnd.IDLE : ConnectionEnd.SILENT;
        }

        /** Strangers that have said nothing give way first. */
        int rank() {
            return !open ? 0 : carried ? 2 : 1;
        }
    }

    private final ConnectionLimits limits;
    private final Supplier<Set<K>> needed;
    private final Map<K, Entry> entries = new LinkedHashMap<>();
    private final Map<PeerPrefix, Integer> perPeer = new HashMap<>();
    // Written out, for a fast start: an archive of classes does not hold what Comparator makes.
    private final TreeSet<Entry> wakes = new TreeSet<>((one, other) -> one.wakeNanos == other.wakeNanos
            ? Long.compare(one.serial, other.serial)
            : Long.compare(one.wakeNanos, other.wakeNanos));
    private final Comparator<Entry> quietestFirst = (one, other) -> one.rank() != other.rank()
            ? Integer.compare(one.rank(), other.rank())
            : one.sinceNanos != other.sinceNanos
                    ? Long.compare(one.sinceNanos, other.sinceNanos)
                    : Long.compare(one.serial, other.serial);
    private long serials;
    private long unfinishedBytes;
    private Set<K> neededThen = Set.of();
    private long askedNanos = Long.MIN_VALUE;

    /** @param needed the connections that carry a dialog or a transaction now */
    ConnectionTable(ConnectionLimits limits, Supplier<Set<K>> needed) {
        this.limits = limits;
        this.needed = needed;
    }

    /**
     * A new connection, of ours or of a peer, which is not open yet.
     *
     * @return what has to end: nothing, another, or this one
     */
    Optional<Ending<K>> onNew(K connection, PeerPrefix peer, long nowNanos) {
        var ending = Optional.<Ending<K>>empty();
        if (perPeer.getOrDefault(peer, 0) >= limits.maxPerPeer()) {
            ending = Optional.of(makeRoom(connection, ConnectionEnd.PEER_HAS_ENOUGH, peer, nowNanos));
        } else if (entries.size() >= limits.maxConnections()) {
            ending = Optional.of(makeRoom(connection, ConnectionEnd.NO_ROOM, null, nowNanos));
        }
        if (ending.isEmpty() || ending.get().connection() != connection) {
            var entry = new Entry(connection, peer, serials++, nowNanos);
            entries.put(connection, entry);
            perPeer.merge(peer, 1, Integer::sum);
            wake(entry);
        }
        return ending;
    }

    private Ending<K> makeRoom(K connection, ConnectionEnd refusal, @Nullable PeerPrefix peer, long nowNanos) {
        var busy = needed(nowNanos);
        var quietest = entries.values().stream()
                .filter(entry -> peer == null || entry.peer.equals(peer))
                .filter(entry -> entry.neededUntilNanos() <= nowNanos && !busy.contains(entry.connection))
                .min(quietestFirst);
        quietest.ifPresent(this::remove);
        return quietest.map(entry -> new Ending<>(entry.connection, ConnectionEnd.GAVE_WAY))
                .orElseGet(() -> new Ending<>(connection, refusal));
    }

    private Set<K> needed(long nowNanos) {
        if (askedNanos == Long.MIN_VALUE || nowNanos - askedNanos >= ASK_NANOS) {
            neededThen = needed.get();
            askedNanos = nowNanos;
        }
        return neededThen;
    }

    void onOpen(K connection, long nowNanos) {
        change(connection, entry -> {
            entry.open = true;
            entry.sinceNanos = nowNanos;
        });
    }

    /** A message has come whole, or gone. */
    void onMessage(K connection, long nowNanos) {
        change(connection, entry -> {
            entry.carried = true;
            entry.sinceNanos = nowNanos;
        });
    }

    /**
     * It carries something that is to last until then.
     *
     * @param what the address-of-record that is registered over it; what is said of the same one later counts
     */
    void needUntil(K connection, String what, long untilNanos, long nowNanos) {
        change(connection, entry -> entry.need(what, untilNanos, nowNanos));
    }

    /** Whether something lasts on it that was told by {@link #needUntil}. */
    boolean isNeeded(K connection, long nowNanos) {
        var entry = entries.get(connection);
        return entry != null && entry.neededUntilNanos() > nowNanos;
    }

    /**
     * How much is there of a message that is not complete, after each reading.
     *
     * @param fresh whether a message has been completed since the last time, so that this is another
     * @return what has to end
     */
    Optional<Ending<K>> onUnfinished(K connection, int bytes, boolean fresh, long nowNanos) {
        change(connection, entry -> {
            unfinishedBytes += bytes - entry.unfinishedBytes;
            entry.unfinishedBytes = bytes;
            if (bytes == 0) {
                entry.unfinishedSinceNanos = Timed.NEVER;
            } else if (fresh || entry.unfinishedSinceNanos == Timed.NEVER) {
                entry.unfinishedSinceNanos = nowNanos;
            }
        });
        if (unfinishedBytes <= limits.maxUnfinishedBytes()) {
            return Optional.empty();
        }
        var largest = entries.values().stream().max(Comparator.comparingInt(entry -> entry.unfinishedBytes));
        largest.ifPresent(this::remove);
        return largest.map(entry -> new Ending<>(entry.connection, ConnectionEnd.TOO_MUCH_UNFINISHED));
    }

    /** From now on keep-alives of the peer keep it from being too quiet. */
    void countPings(K connection) {
        var entry = entries.get(connection);
        if (entry != null) {
            entry.pingsCount = true;
        }
    }

    /** From now on it is not closed for being quiet: it ends by itself when its peer is gone, and is asked for. It gives way to others all the same. */
    void keepStanding(K connection) {
        var entry = entries.get(connection);
        if (entry != null) {
            entry.standing = true;
        }
    }

    /** A keep-alive of the peer, question or answer. */
    Optional<Ending<K>> onPing(K connection, long nowNanos) {
        var entry = entries.get(connection);
        if (entry == null) {
            return Optional.empty();
        }
        if (nowNanos - entry.minuteNanos >= MINUTE_NANOS) {
            entry.minuteNanos = nowNanos;
            entry.pings = 0;
        }
        if (entry.pingsCount) {
            entry.sinceNanos = nowNanos;
        }
        if (++entry.pings <= limits.maxPingsPerMinute()) {
            return Optional.empty();
        }
        remove(entry);
        return Optional.of(new Ending<>(connection, ConnectionEnd.PINGS));
    }

    /** The connection has ended; one that is not known is none of ours any more. */
    void onEnd(K connection) {
        var entry = entries.get(connection);
        if (entry != null) {
            remove(entry);
        }
    }

    private void change(K connection, Consumer<Entry> how) {
        var entry = entries.get(connection);
        if (entry != null) {
            how.accept(entry);
            if (entry.deadlineNanos() < entry.wakeNanos) {
                wake(entry);
            }
        }
    }

    private void wake(Entry entry) {
        wakes.remove(entry);
        entry.wakeNanos = entry.deadlineNanos();
        wakes.add(entry);
    }

    private void remove(Entry entry) {
        entries.remove(entry.connection);
        wakes.remove(entry);
        unfinishedBytes -= entry.unfinishedBytes;
        perPeer.computeIfPresent(entry.peer, (peer, count) -> count == 1 ? null : count - 1);
    }

    long nextDeadlineNanos() {
        return wakes.isEmpty() ? Timed.NEVER : wakes.first().wakeNanos;
    }

    /** What has to end by now. */
    List<Ending<K>> onTime(long nowNanos) {
        var endings = new ArrayList<Ending<K>>();
        while (nextDeadlineNanos() <= nowNanos) {
            var entry = wakes.first();
            var reason = entry.reason(nowNanos);
            boolean quiet = reason == ConnectionEnd.IDLE || reason == ConnectionEnd.SILENT;
            if (entry.deadlineNanos() <= nowNanos && quiet && needed(nowNanos).contains(entry.connection)) {
                entry.sinceNanos = nowNanos;
            }
            if (entry.deadlineNanos() <= nowNanos) {
                remove(entry);
                endings.add(new Ending<>(entry.connection, reason));
            } else {
                wake(entry);
            }
        }
        return endings;
    }

    boolean hasCarried(K connection) {
        var entry = entries.get(connection);
        return entry != null && entry.carried;
    }

    int size() {
        return entries.size();
    }

    long unfinishedBytes() {
        return unfinishedBytes;
    }
}
