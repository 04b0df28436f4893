package io.switchhook.stack;

import io.switchhook.base.text.Sentences;
import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.util.Optional;

/**
 * How often telephones have to be heard on the flows that they keep open to a server, which says so in Flow-Timer (RFC 5626 §4.4, §5.4). A flow on which nothing has come
 * for that time and 40 s more has failed: its connection is closed, and what was bound to it is forgotten; but a WebSocket shows by Pings of its own that it lives (RFC 7118 §6).
 *
 * @param connections over TCP, TLS and WebSocket; whole seconds up to a day, and 0 for no Flow-Timer and no such failure
 * @param datagrams over UDP, likewise; NATs forget a quiet path after 30 s
 */
public record FlowTimers(Duration connections, Duration datagrams) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** RFC 5626 §4.4.1, §4.4.2: what telephones would choose themselves, 120 s and 29 s. */
    public static final FlowTimers DEFAULT = new FlowTimers(Duration.ofSeconds(120), Duration.ofSeconds(29));

    /** No Flow-Timer is sent, and nobody's silence is noticed. */
    public static final FlowTimers NONE = new FlowTimers(Duration.ZERO, Duration.ZERO);

    /** Throws {@link IllegalArgumentException} that says which time is out of its range. */
    public FlowTimers {
        check("connections", connections);
        check("datagrams", datagrams);
    }

    private static void check(String what, Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0 || time.getNano() != 0) {
            throw new IllegalArgumentException("The Flow-Timer of " + what
                    + " has to be whole seconds, from 0 to one day, but is " + Sentences.time(time));
        }
    }

    /** That of a flow; empty when there is none. */
    Optional<Duration> of(Flow flow) {
        return Optional.of(flow.kind().reliable() ? connections : datagrams).filter(time -> !time.isZero());
    }
}
