package io.switchhook.stack;

import io.switchhook.sip.core.route.NextHop;
import io.switchhook.stack.flow.TransportKind;
import java.util.Optional;

/**
 * What a sender says about the transport to a next hop whose URI names none.
 *
 * @param demanded no other is taken, and DNS is not asked for it
 * @param preferred taken where neither URI nor DNS says anything
 */
public record Wish(Optional<TransportKind> demanded, TransportKind preferred) {

    /** Whatever DNS says, UDP where it says nothing (RFC 3263 §4.1). */
    public static final Wish ANY = preferring(TransportKind.UDP);

    public static Wish preferring(TransportKind kind) {
        return new Wish(Optional.empty(), kind);
    }

    /** The hop as this sender means it. */
    NextHop applyTo(NextHop hop) {
        return demanded.isPresent() && decides(demanded.get(), hop)
                ? new NextHop(hop.host(), hop.port(), Optional.of(demanded.get().name()), hop.secure())
                : hop;
    }

    /** A sips URI has its own transport, unless WebSocket is demanded; and a URI cannot say WSS, only ws (RFC 7118 §5.2). */
    private static boolean decides(TransportKind kind, NextHop hop) {
        if (hop.transport().isEmpty()) {
            return !hop.secure() || kind.webSocket();
        }
        return kind == TransportKind.WSS && hop.transport().get().equals(TransportKind.WS.name());
    }

    public static Wish demanding(TransportKind kind) {
        return new Wish(Optional.of(kind), kind);
    }
}
