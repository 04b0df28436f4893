package io.switchhook.stack.flow;

import java.util.Locale;
import java.util.Optional;

/** The transports that SIP messages travel by; the names are those of the Via header and of the {@code transport} parameter. */
public enum TransportKind {
    UDP,
    TCP,
    TLS;

    /** Whether the transport itself repeats what is lost, so that SIP does not. */
    public boolean reliable() {
        return this != UDP;
    }

    /** Whether the peer proves who it is and nobody in between can read. */
    public boolean secure() {
        return this == TLS;
    }

    /** The port where the address names none: RFC 3261 §19.1.2. */
    public int defaultPort() {
        return secure() ? 5061 : 5060;
    }

    /** Reads {@code udp} or {@code TCP}; empty for transports we do not have. */
    public static Optional<TransportKind> parse(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "UDP" -> Optional.of(UDP);
            case "TCP" -> Optional.of(TCP);
            case "TLS" -> Optional.of(TLS);
            default -> Optional.empty();
        };
    }

    /** As the {@code transport} parameter of a URI is written. */
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }
}
