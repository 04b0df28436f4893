package io.switchhook.transport.internal.net;

import java.time.Duration;

/**
 * How long a peer may hold a socket without coming to the point.
 *
 * @param handshake for TLS, and again for WebSocket: each is a round trip or two and some arithmetic; who has not ended it by then never will
 * @param message of WebSocket, from its first piece to its last
 */
public record StreamPatience(Duration handshake, Duration message) {
    public static final StreamPatience DEFAULT = new StreamPatience(Duration.ofSeconds(10), Duration.ofSeconds(10));
}
