package io.switchhook.base.timer;

import io.switchhook.base.loop.Alarm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The alarms of one loop: a hierarchical timing wheel for what is far and a small heap for what is near. Setting and
 * cancelling a far alarm costs a few pointer writes however many there are, which suits SIP: nearly all of its timers
 * are cancelled long before they are due. Not thread-safe; used on its loop.
 *
 * <p>Level 0 of the wheel has 64 slots of one tick (about a millisecond), level 1 has 64 slots of 64 ticks, and so
 * on; an alarm moves down a level when the wheel's position enters its slot, and into the heap, which knows the exact
 * order, when its tick is reached.
 *
 * <p>The time scale is the loop's: nanoseconds from an arbitrary origin, not negative in practice.
 */
public final class TimerWheel {
    private static final int TICK_BITS = 20;
    private static final int SLOT_BITS = 6;
    private static final int SLOTS = 1 << SLOT_BITS;
    /** Enough levels for every positive deadline: 20 + 8 * 6 bits are more than 63. */
    private static final int LEVELS = 8;

    /** Values of {@link WheelAlarm#place} beside the index of a slot. */
    private static final int UNSET = -1;

    private static final int IN_HEAP = -2;
    private static final int IN_BATCH = -3;

    private final @Nullable WheelAlarm[] slots = new @Nullable WheelAlarm[LEVELS * SLOTS];
    /** One bit a slot, one word a level: which slots hold an alarm. */
    private final long[] occupied = new long[LEVELS];

    /** Every alarm in the wheel has a later tick, every alarm in the heap this tick or an earlier one. */
    private long position;

    private final AlarmHeap heap = new AlarmHeap();
    /** What {@link #advance} is running now, in order; entries from {@code batchNext} on are waiting, or null when cancelled. */
    private @Nullable WheelAlarm[] batch = new @Nullable WheelAlarm[16];

    private int batchNext;
    private int batchSize;
    private boolean advancing;

    private int armed;
    private long armings;
    private long cachedNext = Timed.NEVER;
    private boolean cacheValid = true;

    /** @param nowNanos the loop's time at the start */
    public TimerWheel(long nowNanos) {
        position = tickOf(nowNanos);
    }

    /** A new alarm of this wheel, not set. {@link #advance} runs the action. */
    public Alarm alarm(Runnable action) {
        return new WheelAlarm(action);
    }

    /** Number of alarms that are set. */
    public int armed() {
        return armed;
    }

    /** The earliest deadline, exactly, or {@link Timed#NEVER}. */
    public long nextDeadlineNanos() {
        if (!cacheValid) {
            cachedNext = findNext();
            cacheValid = true;
        }
        return cachedNext;
    }

    /**
     * Runs every alarm due at {@code nowNanos}: in the order of deadlines, of equal ones in the order in which they
     * were set. An alarm that is set by one of these actions waits for the next call, even if it is due, so that no
     * alarm can keep this call from returning. When an action throws, the exception is passed on, and the alarms that
     * had to follow it stay set.
     *
     * @return how many actions ran
     */
    public int advance(long nowNanos) {
        if (advancing) {
            throw new IllegalStateException("advance was called by an alarm that advance is running");
        }
        moveTo(tickOf(nowNanos));
        while (!heap.isEmpty() && heap.first().deadline <= nowNanos) {
            addToBatch(heap.removeFirst());
        }
        if (batchSize == 0) {
            return 0;
        }
        advancing = true;
        int ran = 0;
        try {
            while (batchNext < batchSize) {
                var alarm = batch[batchNext];
                batch[batchNext++] = null;
                if (alarm != null) {
                    alarm.ring();
                    ran++;
                }
            }
        } finally {
            endBatch();
        }
        return ran;
    }

    /** Unsets every alarm. */
    public void cancelAll() {
        for (int i = 0; i < slots.length; i++) {
            while (slots[i] != null) {
                slots[i].cancel();
            }
        }
        while (!heap.isEmpty()) {
            heap.first().cancel();
        }
        for (int i = batchNext; i < batchSize; i++) {
            if (batch[i] != null) {
                batch[i].cancel();
            }
        }
    }

    private static long tickOf(long nanos) {
        return Math.max(0, nanos >> TICK_BITS);
    }

    private void addToBatch(WheelAlarm alarm) {
        if (batchSize == batch.length) {
            batch = Arrays.copyOf(batch, 2 * batch.length);
        }
        alarm.place = IN_BATCH;
        alarm.index = batchSize;
        batch[batchSize++] = alarm;
    }

    private void endBatch() {
        for (int i = batchNext; i < batchSize; i++) {
            if (batch[i] != null) {
                batch[i].place = IN_HEAP;
                heap.add(batch[i]);
                batch[i] = null;
            }
        }
        batchNext = 0;
        batchSize = 0;
        advancing = false;
    }

    /** Files an alarm by its deadline, relative to the position. */
    private void insert(WheelAlarm alarm) {
        long tick = tickOf(alarm.deadline);
        if (tick <= position) {
            alarm.place = IN_HEAP;
            heap.add(alarm);
            return;
        }
        // The level is that of the highest group of six bits in which the tick differs from the position.
        int level = (63 - Long.numberOfLeadingZeros(tick ^ position)) / SLOT_BITS;
        int slot = (int) (tick >>> level * SLOT_BITS) & (SLOTS - 1);
        int place = level * SLOTS + slot;
        alarm.place = place;
        alarm.previous = null;
        alarm.next = slots[place];
        if (alarm.next != null) {
            alarm.next.previous = alarm;
        }
        slots[place] = alarm;
        occupied[level] |= 1L << slot;
    }

    private void remove(WheelAlarm alarm) {
        if (alarm.place == IN_HEAP) {
            heap.remove(alarm);
        } else if (alarm.place == IN_BATCH) {
            batch[alarm.index] = null;
        } else {
            unlink(alarm);
        }
        alarm.place = UNSET;
        armed--;
        if (alarm.deadline == cachedNext) {
            cacheValid = false;
        }
    }

    private void unlink(WheelAlarm alarm) {
        if (alarm.next != null) {
            alarm.next.previous = alarm.previous;
        }
        if (alarm.previous != null) {
            alarm.previous.next = alarm.next;
        } else {
            slots[alarm.place] = alarm.next;
            if (alarm.next == null) {
                occupied[alarm.place / SLOTS] &= ~(1L << alarm.place % SLOTS);
            }
        }
        alarm.next = null;
        alarm.previous = null;
    }

    /** Moves the position forward; every slot that it enters is emptied into lower levels or the heap. */
    private void moveTo(long tick) {
        while (position < tick) {
            int level = lowestOccupiedLevel();
            int slot = level < 0 ? 0 : Long.numberOfTrailingZeros(occupied[level]);
            long start = level < 0 ? Long.MAX_VALUE : startOf(level, slot);
            if (start > tick) {
                position = tick;
                return;
            }
            position = start;
            int place = level * SLOTS + slot;
            var alarm = slots[place];
            slots[place] = null;
            occupied[level] &= ~(1L << slot);
            while (alarm != null) {
                var following = alarm.next;
                alarm.next = null;
                alarm.previous = null;
                insert(alarm);
                alarm = following;
            }
        }
    }

    /** The first tick of an occupied slot; it shares all higher bits with the position. */
    private long startOf(int level, int slot) {
        int shift = level * SLOT_BITS;
        return (position >>> shift + SLOT_BITS << SLOT_BITS | slot) << shift;
    }

    private int lowestOccupiedLevel() {
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                return level;
            }
        }
        return -1;
    }

    private long findNext() {
        long next = heap.isEmpty() ? Timed.NEVER : heap.first().deadline;
        for (int i = batchNext; i < batchSize; i++) {
            if (batch[i] != null) {
                return Math.min(next, batch[i].deadline);
            }
        }
        int level = lowestOccupiedLevel();
        if (next != Timed.NEVER || level < 0) {
            return next;
        }
        // Lower levels lie before higher ones and lower slots before higher ones, so the earliest alarm is in this
        // slot.
        for (var alarm = slots[level * SLOTS + Long.numberOfTrailingZeros(occupied[level])];
                alarm != null;
                alarm = alarm.next) {
            next = Math.min(next, alarm.deadline);
        }
        return next;
    }

    /** An alarm, linked into the structure that holds it now. */
    final class WheelAlarm implements Alarm {
        private final Runnable action;
        long deadline;
        /** Counts up with each setting, so that equal deadlines keep the order in which they were set. */
        long arming;
        /** Position in the heap or the batch. */
        int index;

        private int place = UNSET;
        private @Nullable WheelAlarm next;
        private @Nullable WheelAlarm previous;

        private WheelAlarm(Runnable action) {
            this.action = action;
        }

        @Override
        public void set(long deadlineNanos) {
            cancel();
            if (deadlineNanos == Timed.NEVER) {
                return;
            }
            deadline = deadlineNanos;
            arming = armings++;
            armed++;
            insert(this);
            if (cacheValid) {
                cachedNext = Math.min(cachedNext, deadlineNanos);
            }
        }

        @Override
        public void cancel() {
            if (place != UNSET) {
                remove(this);
            }
        }

        @Override
        public boolean isSet() {
            return place != UNSET;
        }

        private void ring() {
            place = UNSET;
            armed--;
            if (deadline == cachedNext) {
                cacheValid = false;
            }
            action.run();
        }
    }
}
