package io.switchhook.stack.flow;

import java.util.Locale;
import java.util.Optional;

/** The transports that SIP messages travel by; the names are those of the Via header and of the {@code transport} parameter. */
public enum TransportKind {
    UDP,
    TCP;

    /** Whether the transport itself repeats what is lost, so that SIP does not. */
    public boolean reliable() {
        return this != UDP;
    }

    /** Reads {@code udp} or {@code TCP}; empty for transports we do not have. */
    public static Optional<TransportKind> parse(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "UDP" -> Optional.of(UDP);
            case "TCP" -> Optional.of(TCP);
            default -> Optional.empty();
        };
    }

    /** As the {@code transport} parameter of a URI is written. */
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }
}
