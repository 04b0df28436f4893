package io.switchhook.sdp;

import java.util.Optional;

/**
 * A session parameter of an {@code a=crypto} line: RFC 4568 §6.3.
 *
 * @param kind which of them
 * @param value what stands behind the equals sign; empty without one
 */
public record CryptoParameter(Kind kind, Optional<String> value) {

    /** Which parameter it is. */
    public enum Kind {
        /** How often new session keys are derived, as a power of two. Declines the line, unless it is 0: keys are derived once. */
        KDR,
        /** RTP is not encrypted. Declines the line. */
        UNENCRYPTED_SRTP,
        /** RTCP is not encrypted. Declines the line. */
        UNENCRYPTED_SRTCP,
        /** RTP is not authenticated. Declines the line. */
        UNAUTHENTICATED_SRTP,
        /** Where forward error correction comes, which is not used. */
        FEC_ORDER,
        /** A key for forward error correction on a port of its own. Declines the line: there is no such port (RFC 4568 §6.3.5). */
        FEC_KEY,
        /** A hint for the window against repetition, 64 or more; ours has a size of its own. */
        WSH,
        /** One that begins with a dash, and may be ignored. */
        OPTIONAL,
        /** One that is not known, and without a dash: declines the line (RFC 4568 §6.3.7). */
        UNKNOWN
    }

    private static final int MIN_WINDOW = 64;

    static CryptoParameter parse(String text) {
        int equals = text.indexOf('=');
        var name = equals < 0 ? text : text.substring(0, equals);
        var value = equals < 0 ? Optional.<String>empty() : Optional.of(text.substring(equals + 1));
        return new CryptoParameter(kindOf(name), value);
    }

    private static Kind kindOf(String name) {
        if (name.startsWith("-")) {
            return Kind.OPTIONAL;
        }
        for (var kind : Kind.values()) {
            if (kind.name().equalsIgnoreCase(name) && kind != Kind.OPTIONAL) {
                return kind;
            }
        }
        return Kind.UNKNOWN;
    }

    /** Whether a line with this parameter can be taken. */
    public boolean isAcceptable() {
        return switch (kind) {
            case KDR -> value.filter("0"::equals).isPresent();
            case FEC_ORDER ->
                value.filter(v -> v.equals("FEC_SRTP") || v.equals("SRTP_FEC")).isPresent();
            case WSH -> Numbers.parse(value.orElse(""), Integer.MAX_VALUE) >= MIN_WINDOW;
            case OPTIONAL -> true;
            case UNENCRYPTED_SRTP, UNENCRYPTED_SRTCP, UNAUTHENTICATED_SRTP, FEC_KEY, UNKNOWN -> false;
        };
    }

    /** Without the key of {@link Kind#FEC_KEY}. */
    @Override
    public String toString() {
        return kind == Kind.FEC_KEY
                ? kind + "=*"
                : kind + value.map(v -> "=" + v).orElse("");
    }
}
