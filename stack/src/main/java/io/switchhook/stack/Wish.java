package io.switchhook.stack;

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

    public static Wish demanding(TransportKind kind) {
        return new Wish(Optional.of(kind), kind);
    }
}
