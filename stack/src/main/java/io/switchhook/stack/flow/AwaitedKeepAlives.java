package io.switchhook.stack.flow;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.message.SipResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Flows on which peers have to be heard from time to time, since they have registered over them and were told Flow-Timer (RFC 5626 §5.4). Whatever comes is a sign of life. A
 * path of datagrams that has failed is remembered as such until something comes over it, or its registrations are over. One alarm for all of them; on the loop of its
 * {@link Flows}.
 */
public final class AwaitedKeepAlives {
    /**
     * RFC 5626 §4.4, §5.4: the server waits for longer than it has said. By then a peer whose questions are lost has given the flow up by itself, 39.5 s after the first of them
     * (RFC 8489 §6.2.1): never do we forget a flow that its owner believes in.
     */
    static final Duration GRACE = Duration.ofSeconds(40);

    /** Whoever comes when there are so many is not listened for. */
    private static final int MOST_FLOWS = 1_000_000;

    /** A trunk may register many; who has more is listened for as long as one of these lasts. */
    private static final int MAX_NEEDS = 1_000;

    private static final class Entry {
        private final Flow flow;
        private final long serial;
        /** By the address that is registered over it, until when. */
        private final Map<String, Long> needs = new HashMap<>(2);

        private long patienceNanos;
        private long heardNanos;
        private boolean silent;
        /** When this entry is looked at; never later than its deadline, often earlier. */
        private long wakeNanos = Timed.NEVER;

        Entry(Flow flow, long serial) {
            this.flow = flow;
            this.serial = serial;
        }

        boolean isNeeded(long nowNanos) {
            needs.values().removeIf(until -> until <= nowNanos);
            return !needs.isEmpty();
        }

        long deadlineNanos() {
            if (!silent) {
                return heardNanos + patienceNanos;
            }
            long latest = Long.MIN_VALUE;
            for (long until : needs.values()) {
                latest = Math.max(latest, until);
            }
            return latest;
        }
    }

    private final Alarm alarm;
    private final Loop loop;
    private final Consumer<Flow> onSilent;
    private final Map<Flow, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> wakes = new TreeSet<>((one, other) -> one.wakeNanos == other.wakeNanos
            ? Long.compare(one.serial, other.serial)
            : Long.compare(one.wakeNanos, other.wakeNanos));
    private long serials;

    /** @param onSilent gets each flow that has fallen silent, once; a connection is not listened to any more */
    AwaitedKeepAlives(Loop loop, Consumer<Flow> onSilent) {
        this.loop = loop;
        this.alarm = loop.alarm(this::onTime);
        this.onSilent = onSilent;
    }

    /**
     * The peer of this flow has registered over it, and was told to be heard: when nothing comes for that time and 40 s more, the flow fails, and a connection is closed.
     *
     * @param what the address-of-record; what is said of the same one later counts
     * @param timer Flow-Timer
     * @param life of the registration; zero when it is over
     */
    public void await(Flow flow, String what, Duration timer, Duration life, long nowNanos) {
        var entry = entries.get(flow);
        if (life.isZero()) {
            if (entry != null) {
                entry.needs.remove(what);
            }
            return;
        }
        if (entry == null) {
            if (entries.size() >= MOST_FLOWS) {
                return;
            }
            entry = new Entry(flow, serials++);
            entries.put(flow, entry);
        }
        if (entry.needs.size() < MAX_NEEDS || entry.needs.containsKey(what)) {
            entry.needs.put(what, nowNanos + life.toNanos());
        }
        entry.patienceNanos = timer.plus(GRACE).toNanos();
        entry.heardNanos = nowNanos;
        if (entry.silent || nowNanos + entry.patienceNanos < entry.wakeNanos) {
            entry.silent = false;
            wake(entry);
        }
        rearm();
    }

    /** As above, by what a 2xx to a REGISTER says of the registration. */
    public void await(Flow flow, SipResponse granted, Duration timer, long nowNanos) {
        RegistrationSpan.of(granted).ifPresent(span -> await(flow, span.address(), timer, span.time(), nowNanos));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Something has come over this flow. */
    void onHeard(Flow flow, long nowNanos) {
        var entry = entries.get(flow);
        if (entry != null) {
            entry.heardNanos = nowNanos;
            if (entry.silent) {
                entry.silent = false;
                wake(entry);
                rearm();
            }
        }
    }

    /** Whether its peer has promised to be heard and was not, and not since either. */
    boolean isSilent(Flow flow) {
        var entry = entries.get(flow);
        return entry != null && entry.silent;
    }

    /** The connection has ended. */
    void onEnd(Flow flow) {
        var entry = entries.remove(flow);
        if (entry != null) {
            wakes.remove(entry);
            rearm();
        }
    }

    private void wake(Entry entry) {
        wakes.remove(entry);
        entry.wakeNanos = entry.deadlineNanos();
        wakes.add(entry);
    }

    private void onTime() {
        long now = loop.nowNanos();
        while (!wakes.isEmpty() && wakes.first().wakeNanos <= now) {
            var entry = wakes.first();
            boolean needed = entry.isNeeded(now);
            boolean due = entry.deadlineNanos() <= now;
            boolean falls = needed && due && !entry.silent;
            if (falls && !entry.flow.reliable()) {
                entry.silent = true;
                due = false;
            }
            if (needed && !due) {
                wake(entry);
            } else {
                wakes.remove(entry);
                entries.remove(entry.flow);
            }
            if (falls) {
                onSilent.accept(entry.flow);
            }
        }
        rearm();
    }

    private void rearm() {
        if (wakes.isEmpty()) {
            alarm.cancel();
        } else {
            alarm.set(wakes.first().wakeNanos);
        }
    }

    /** 1 while there is a flow to listen to, else 0. */
    int armedAlarms() {
        return alarm.isSet() ? 1 : 0;
    }

    void close() {
        alarm.cancel();
    }
}
