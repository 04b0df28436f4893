package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** Messages on their way out: one at a time to each target, the others wait in order (RFC 3428 §8). */
public final class PagerOutbox {
    /** Sends one message; its user hears of one final response, or of a failure. */
    @FunctionalInterface
    public interface Page {
        void send(ClientUser user, long nowNanos);
    }

    private record Waiting(Page page, ClientUser user) {}

    private final int capacity;
    private final Map<String, Queue<Waiting>> waiting = new HashMap<>();
    private int count;

    /** @param capacity how many messages may be under way or waiting at once, for all targets together */
    public PagerOutbox(int capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("an outbox holds at least one message, but not " + capacity);
        }
        this.capacity = capacity;
    }

    /**
     * Sends a message as soon as those before it to the same target have been answered.
     *
     * @return false when there are too many, and this one is not sent
     */
    public boolean add(String target, Page page, ClientUser user, long nowNanos) {
        if (count >= capacity) {
            return false;
        }
        count++;
        var queue = waiting.computeIfAbsent(target, key -> new ArrayDeque<>());
        var entry = new Waiting(page, user);
        queue.add(entry);
        if (queue.size() == 1) {
            start(target, entry, nowNanos);
        }
        return true;
    }

    /** How many have not been answered yet, sent or not. */
    public int size() {
        return count;
    }

    private void start(String target, Waiting entry, long nowNanos) {
        entry.page().send(new Answer(target, entry), nowNanos);
    }

    private void onDone(String target, Waiting entry, long nowNanos) {
        var queue = waiting.get(target);
        if (queue == null || queue.peek() != entry) {
            return;
        }
        queue.remove();
        count--;
        var next = queue.peek();
        if (next == null) {
            waiting.remove(target);
        } else {
            start(target, next, nowNanos);
        }
    }

    private final class Answer implements ClientUser {
        private final String target;
        private final Waiting entry;

        Answer(String target, Waiting entry) {
            this.target = target;
            this.entry = entry;
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isFinal()) {
                entry.user().onResponse(response, nowNanos);
                onDone(target, entry, nowNanos);
            }
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            entry.user().onFailure(failure, nowNanos);
            onDone(target, entry, nowNanos);
        }
    }
}
