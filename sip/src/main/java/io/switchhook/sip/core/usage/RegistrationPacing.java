package io.switchhook.sip.core.usage;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.route.NextHop;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** Lets the registrations of many lines begin one after the other, so that thousands of them do not fall upon a registrar in the same moment. Used on one loop. */
public final class RegistrationPacing implements Timed {
    private final RegistrationPace pace;
    private final Map<NextHop, Queue> queues = new HashMap<>();

    public RegistrationPacing(RegistrationPace pace) {
        this.pace = pace;
    }

    /**
     * Asks for a turn.
     *
     * @param begin is called when the turn has come, at once perhaps, with the time of then
     */
    public Turn ask(NextHop registrar, LongConsumer begin, long nowNanos) {
        var turn = new Turn(registrar, begin);
        var queue = queues.computeIfAbsent(registrar, key -> new Queue(nowNanos));
        queue.waiting.add(turn);
        queue.proceed(nowNanos);
        return turn;
    }

    /** How many wait for their turn. */
    public int waiting() {
        return queues.values().stream().mapToInt(queue -> queue.waiting.size()).sum();
    }

    @Override
    public long nextDeadlineNanos() {
        return queues.values().stream()
                .mapToLong(Queue::nextDeadlineNanos)
                .min()
                .orElse(NEVER);
    }

    @Override
    public void onTime(long nowNanos) {
        for (var entry : List.copyOf(queues.entrySet())) {
            entry.getValue().proceed(nowNanos);
            queues.computeIfPresent(entry.getKey(), (key, queue) -> queue.isIdle(nowNanos) ? null : queue);
        }
    }

    /** One registration that waits for its turn or has it. */
    public final class Turn {
        private final NextHop registrar;
        private final LongConsumer begin;
        private long beganNanos;

        private Turn(NextHop registrar, LongConsumer begin) {
            this.registrar = registrar;
            this.begin = begin;
        }

        /** It is answered, or will never be: the next may begin. May be called at any time and again. */
        public void end(long nowNanos) {
            var queue = queues.get(registrar);
            if (queue != null && queue.underWay.remove(this)) {
                queue.proceed(nowNanos);
            }
        }

        /** Gives up a turn that has not come; false when it has. */
        public boolean withdraw() {
            var queue = queues.get(registrar);
            return queue != null && queue.waiting.remove(this);
        }
    }

    /** Those of one registrar. Sets in the order of coming, since any of them may leave. */
    private final class Queue {
        private final Set<Turn> waiting = new LinkedHashSet<>();
        private final Set<Turn> underWay = new LinkedHashSet<>();
        /** When the next would begin at an even pace. */
        private long evenNanos;

        private boolean proceeding;

        Queue(long nowNanos) {
            evenNanos = nowNanos;
        }

        void proceed(long nowNanos) {
            if (proceeding) {
                return;
            }
            proceeding = true;
            try {
                while (!waiting.isEmpty() && mayBeginNanos() <= nowNanos) {
                    if (underWay.size() >= pace.underWay()) {
                        underWay.remove(underWay.iterator().next());
                    }
                    var next = waiting.iterator().next();
                    waiting.remove(next);
                    next.beganNanos = nowNanos;
                    underWay.add(next);
                    evenNanos = Math.max(evenNanos, nowNanos) + pace.gapNanos();
                    next.begin.accept(nowNanos);
                }
            } finally {
                proceeding = false;
            }
        }

        private long mayBeginNanos() {
            long even = evenNanos - pace.burstNanos();
            return underWay.size() < pace.underWay()
                    ? even
                    : Math.max(
                            even,
                            underWay.iterator().next().beganNanos
                                    + pace.patience().toNanos());
        }

        /** Kept until its burst has been paid for, else a registrar with one line at a time would have no pace. */
        boolean isIdle(long nowNanos) {
            return waiting.isEmpty() && underWay.isEmpty() && evenNanos <= nowNanos;
        }

        long nextDeadlineNanos() {
            if (!waiting.isEmpty()) {
                return mayBeginNanos();
            }
            return underWay.isEmpty() ? evenNanos : NEVER;
        }
    }
}
