package io.switchhook.base.net;

import io.switchhook.base.text.Sentences;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What streams over WebSocket need (RFC 6455, RFC 7118); others ignore it.
 *
 * @param path what a client asks for; a server takes it and all below it, so that {@code /} takes any path
 * @param allowedOrigins from the pages of which sites a browser may connect to our server, {@code https://www.example.com}; empty for all. A client that sends no Origin is
 *     no browser, and not kept out by this (RFC 6455 §10.2).
 * @param maxMessageBytes the largest message that is taken, 1 to 1 GiB. Of a larger one that a client sends, one byte more than this arrives and the rest is thrown away, up to
 *     16 MiB; a client that sends more than those, and a server that sends more than this, is closed with 1009
 * @param pingInterval how long a peer may be silent before it is sent a Ping; when it is silent for as long again, the stream ends. Zero for never.
 */
public record WebSocketSettings(String path, Set<String> allowedOrigins, int maxMessageBytes, Duration pingInterval) {
    /** Shorter than the minute after which many a web proxy forgets a silent connection. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(30);

    /** The root, any origin, messages as large as a datagram can be, a Ping after 30 s. */
    public static final WebSocketSettings DEFAULT = new WebSocketSettings("/", Set.of(), 65_535, PING_INTERVAL);

    public WebSocketSettings {
        if (!path.matches("/[\\x21-\\x7e&&[^#\"<>\\\\^`{|}]]*")) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is no path of a WebSocket URL; it begins with / and has no spaces, as in /ws");
        }
        allowedOrigins = allowedOrigins.stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        if (maxMessageBytes < 1 || maxMessageBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "A message has a byte at least and 1 GiB at most, but the limit is " + maxMessageBytes);
        }
        if (pingInterval.isNegative()) {
            throw new IllegalArgumentException("The time between Pings is negative: " + Sentences.time(pingInterval));
        }
    }

    public WebSocketSettings withPath(String text) {
        return new WebSocketSettings(text, allowedOrigins, maxMessageBytes, pingInterval);
    }

    public WebSocketSettings withAllowedOrigins(String... origins) {
        return new WebSocketSettings(path, Set.copyOf(List.of(origins)), maxMessageBytes, pingInterval);
    }

    public WebSocketSettings withMaxMessageBytes(int bytes) {
        return new WebSocketSettings(path, allowedOrigins, bytes, pingInterval);
    }

    public WebSocketSettings withPingInterval(Duration interval) {
        return new WebSocketSettings(path, allowedOrigins, maxMessageBytes, interval);
    }

    /** Whether a browser on a page of that origin may connect. */
    public boolean allowsOrigin(String origin) {
        return allowedOrigins.isEmpty() || allowedOrigins.contains(origin.toLowerCase(Locale.ROOT));
    }
}
