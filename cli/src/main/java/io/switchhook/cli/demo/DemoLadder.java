package io.switchhook.cli.demo;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.stack.trace.Ladder;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.stack.trace.TraceLog;
import io.switchhook.stack.trace.TraceSink;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The messages of one scenario as one ladder, its columns named after the telephones instead of their addresses. */
final class DemoLadder implements TraceSink {
    private static final int BYTES = 1 << 20;

    private final boolean sentOnly;
    private final Map<String, String> names = new LinkedHashMap<>();
    private volatile TraceLog log = new TraceLog(BYTES);

    /** @param sentOnly whether both ends of each message are traced, so that what is received has been seen before */
    DemoLadder(boolean sentOnly) {
        this.sentOnly = sentOnly;
    }

    @Override
    public void onEvent(TraceEvent event) {
        if (event instanceof TraceEvent.Message message
                && (!sentOnly || message.direction() == TraceEvent.Direction.SENT)) {
            log.onEvent(event);
        }
    }

    /** Names a column. */
    synchronized void name(InetSocketAddress address, String name) {
        names.put(IpLiteral.asHostPort(address), name);
    }

    /** Forgets what was seen. */
    void clear() {
        log = new TraceLog(BYTES);
    }

    /** Draws what was seen since it was cleared. */
    synchronized String draw() {
        List<TraceEvent> events = log.events();
        var drawing = Ladder.draw(events);
        for (var entry : names.entrySet()) {
            drawing = drawing.replace(
                    entry.getKey(), centred(entry.getValue(), entry.getKey().length()));
        }
        return drawing.replaceAll("(?m) +$", "");
    }

    private static String centred(String text, int width) {
        int left = Math.max(0, (width - text.length()) / 2);
        return " ".repeat(left) + text + " ".repeat(Math.max(0, width - left - text.length()));
    }
}
