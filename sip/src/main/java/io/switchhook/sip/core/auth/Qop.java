package io.switchhook.sip.core.auth;

import java.util.Optional;

/** Quality of protection, RFC 7616 §3.3. */
enum Qop {
    AUTH("auth"),
    /** Covers the body too. */
    AUTH_INT("auth-int");

    private final String token;

    Qop(String token) {
        this.token = token;
    }

    String token() {
        return token;
    }

    static Optional<Qop> of(String text) {
        for (var qop : values()) {
            if (qop.token.equalsIgnoreCase(text.trim())) {
                return Optional.of(qop);
            }
        }
        return Optional.empty();
    }
}
