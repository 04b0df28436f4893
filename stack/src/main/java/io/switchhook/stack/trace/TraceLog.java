package io.switchhook.stack.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the newest events of a stack, signalling only, within a bound of bytes. Safe to use from any thread. */
public final class TraceLog implements TraceSink {
    private final Deque<TraceEvent> events = new ArrayDeque<>();
    private final int maxBytes;
    private int bytes;

    /** @param maxBytes about how much of the events is kept; the oldest go first */
    public TraceLog(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized void onEvent(TraceEvent event) {
        if (event instanceof TraceEvent.Media) {
            return;
        }
        events.addLast(event);
        bytes += sizeOf(event);
        while (bytes > maxBytes && !events.isEmpty()) {
            bytes -= sizeOf(events.removeFirst());
        }
    }

    /** What is kept, oldest first. */
    public synchronized List<TraceEvent> events() {
        return List.copyOf(events);
    }

    /** What is kept of one call, oldest first. */
    public List<TraceEvent> eventsOf(String callId) {
        return events().stream().filter(event -> callId.equals(callIdOf(event))).toList();
    }

    private static String callIdOf(TraceEvent event) {
        if (event instanceof TraceEvent.Message message) {
            return message.callId();
        }
        return event instanceof TraceEvent.Note note ? note.callId() : "";
    }

    private static int sizeOf(TraceEvent event) {
        int fixed = 120;
        if (event instanceof TraceEvent.Message message) {
            return fixed + message.bytes().length;
        }
        return event instanceof TraceEvent.Note note ? fixed + note.text().length() : fixed;
    }
}
