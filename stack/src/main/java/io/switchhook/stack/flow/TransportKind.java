package io.switchhook.stack.flow;

import java.util.Locale;
import java.util.Optional;

/** The transports that SIP messages travel by; the names are those of the Via header and of the {@code transport} parameter. */
public enum TransportKind {
    UDP,
    TCP,
    TLS,
    /** SIP over WebSocket, RFC 7118. */
    WS,
    /** SIP over WebSocket over TLS. */
    WSS;

    /** Whether the transport itself repeats what is lost, so that SIP does not. */
    public boolean reliable() {
        return this != UDP;
    }

    /** Whether the peer proves who it is and nobody in between can read. */
    public boolean secure() {
        return this == TLS || this == WSS;
    }

    /** Whether it carries messages over WebSocket; then only the client can open a connection, and all goes over that one (RFC 7118 §5). */
    public boolean webSocket() {
        return this == WS || this == WSS;
    }

    /** The port where the address names none: RFC 3261 §19.1.2, RFC 7118 §5.5. */
    public int defaultPort() {
        return switch (this) {
            case UDP, TCP -> 5060;
            case TLS -> 5061;
            case WS -> 80;
            case WSS -> 443;
        };
    }

    /** Reads {@code udp}, {@code TCP} or {@code wss}; empty for transports we do not have. */
    public static Optional<TransportKind> parse(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "UDP" -> Optional.of(UDP);
            case "TCP" -> Optional.of(TCP);
            case "TLS" -> Optional.of(TLS);
            case "WS" -> Optional.of(WS);
            case "WSS" -> Optional.of(WSS);
            default -> Optional.empty();
        };
    }

    /** In lower case, as a {@link ListenPoint} is written. */
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As the {@code transport} parameter of a URI is written: that of WSS is {@code ws} too (RFC 7118 §5.2). */
    public String uriParameter() {
        return webSocket() ? "ws" : parameter();
    }
}
