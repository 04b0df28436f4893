package io.switchhook.sdp;

import java.util.Optional;

/** Where a candidate of ICE comes from (RFC 8445 §4, RFC 8839 §5.1). */
public enum CandidateType {
    /** A port of the host itself. */
    HOST("host"),
    /** What a NAT makes of it, as a STUN server has seen it. */
    SERVER_REFLEXIVE("srflx"),
    /** What a NAT makes of it, as the other side has seen it in a check. */
    PEER_REFLEXIVE("prflx"),
    /** A port of a TURN server. */
    RELAYED("relay");

    private final String token;

    CandidateType(String token) {
        this.token = token;
    }

    /** As a candidate line has it. */
    public String token() {
        return token;
    }

    static Optional<CandidateType> of(String token) {
        for (var type : values()) {
            if (type.token.equalsIgnoreCase(token)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
