package io.switchhook.stun;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The attributes that are known here, by their numbers (RFC 8489 §18.3, RFC 8656 §18, RFC 8445 §16.1). */
public enum StunAttribute {
    MAPPED_ADDRESS(0x0001),
    USERNAME(0x0006),
    MESSAGE_INTEGRITY(0x0008),
    ERROR_CODE(0x0009),
    UNKNOWN_ATTRIBUTES(0x000A),
    CHANNEL_NUMBER(0x000C),
    LIFETIME(0x000D),
    XOR_PEER_ADDRESS(0x0012),
    DATA(0x0013),
    REALM(0x0014),
    NONCE(0x0015),
    XOR_RELAYED_ADDRESS(0x0016),
    REQUESTED_ADDRESS_FAMILY(0x0017),
    EVEN_PORT(0x0018),
    REQUESTED_TRANSPORT(0x0019),
    DONT_FRAGMENT(0x001A),
    MESSAGE_INTEGRITY_SHA256(0x001C),
    PASSWORD_ALGORITHM(0x001D),
    USERHASH(0x001E),
    XOR_MAPPED_ADDRESS(0x0020),
    RESERVATION_TOKEN(0x0022),
    PRIORITY(0x0024),
    USE_CANDIDATE(0x0025),
    PASSWORD_ALGORITHMS(0x8002),
    ALTERNATE_DOMAIN(0x8003),
    SOFTWARE(0x8022),
    ALTERNATE_SERVER(0x8023),
    FINGERPRINT(0x8028),
    ICE_CONTROLLED(0x8029),
    ICE_CONTROLLING(0x802A);

    /** What plain Binding is about: addresses, errors, credentials (RFC 8489 §18.3). */
    public static final Set<StunAttribute> OF_BINDING = Set.copyOf(EnumSet.of(
            MAPPED_ADDRESS,
            USERNAME,
            MESSAGE_INTEGRITY,
            ERROR_CODE,
            UNKNOWN_ATTRIBUTES,
            REALM,
            NONCE,
            MESSAGE_INTEGRITY_SHA256,
            PASSWORD_ALGORITHM,
            USERHASH,
            XOR_MAPPED_ADDRESS));

    /** What connectivity checks are about too (RFC 8445 §7.1). */
    public static final Set<StunAttribute> OF_CHECKS = with(EnumSet.of(PRIORITY, USE_CANDIDATE));

    /** What TURN is about too, as clients meet it (RFC 8656 §18). */
    public static final Set<StunAttribute> OF_RELAYS = with(EnumSet.of(
            CHANNEL_NUMBER,
            LIFETIME,
            XOR_PEER_ADDRESS,
            DATA,
            XOR_RELAYED_ADDRESS,
            REQUESTED_ADDRESS_FAMILY,
            EVEN_PORT,
            REQUESTED_TRANSPORT,
            DONT_FRAGMENT,
            RESERVATION_TOKEN));

    private final int number;

    StunAttribute(int number) {
        this.number = number;
    }

    private static Set<StunAttribute> with(Set<StunAttribute> more) {
        more.addAll(OF_BINDING);
        return Set.copyOf(more);
    }

    int number() {
        return number;
    }

    static Optional<StunAttribute> of(int number) {
        for (var attribute : values()) {
            if (attribute.number == number) {
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }
}
