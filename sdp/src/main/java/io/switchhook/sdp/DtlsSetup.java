package io.switchhook.sdp;

import java.util.Locale;
import java.util.Optional;

/** {@code a=setup}: which side begins the handshake (RFC 4145 §4, RFC 5763 §5). */
public enum DtlsSetup {
    /** This side begins: it is the client of DTLS. */
    ACTIVE,
    /** The other side begins. */
    PASSIVE,
    /** Either may begin, as the answer says; what an offer has. */
    ACTPASS,
    /** Nobody begins for now. */
    HOLDCONN;

    /** Its name in a description. */
    public static final String NAME = "setup";

    /** Empty for anything else. */
    public static Optional<DtlsSetup> parse(String text) {
        var name = text.strip().toUpperCase(Locale.ROOT);
        for (var setup : values()) {
            if (setup.name().equals(name)) {
                return Optional.of(setup);
            }
        }
        return Optional.empty();
    }

    /** As it goes over the wire. */
    public Attribute attribute() {
        return Attribute.of(NAME, name().toLowerCase(Locale.ROOT));
    }
}
