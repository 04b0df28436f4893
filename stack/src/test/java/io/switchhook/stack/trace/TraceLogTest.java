package io.switchhook.stack.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TraceLogTest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060);

    private static TraceEvent.Message message(String callId, int bytes) {
        return TraceEvent.Message.of(
                Instant.EPOCH, TraceEvent.Direction.SENT, "UDP", HERE, HERE, callId, "OPTIONS", new byte[bytes]);
    }

    @Test
    void theOldestGoFirstAndTheBoundHolds() {
        var log = new TraceLog(10_000);
        for (int i = 0; i < 100; i++) {
            log.onEvent(message("call-" + i, 880));
        }
        assertThat(log.events()).hasSize(10);
        assertThat(log.eventsOf("call-99")).hasSize(1);
        assertThat(log.eventsOf("call-89")).isEmpty();
    }

    @Test
    void anEventBeyondTheBoundLeavesNothing() {
        var log = new TraceLog(1_000);
        log.onEvent(message("small", 10));
        log.onEvent(message("huge", 5_000));
        assertThat(log.events()).isEmpty();
        log.onEvent(message("small", 10));
        assertThat(log.events()).hasSize(1);
    }

    @Test
    void notesBelongToTheirCallAndMediaIsNotKept() {
        var log = new TraceLog(10_000);
        log.onEvent(new TraceEvent.Note(Instant.EPOCH, "a", "decides"));
        log.onEvent(new TraceEvent.Media(Instant.EPOCH, TraceEvent.Direction.SENT, HERE, HERE, new byte[200]));
        log.onEvent(message("b", 10));
        assertThat(log.eventsOf("a")).hasSize(1);
        assertThat(log.events()).hasSize(2);
    }
}
