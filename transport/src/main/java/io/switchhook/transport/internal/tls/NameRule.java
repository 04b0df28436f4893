package io.switchhook.transport.internal.tls;

import java.security.cert.X509Certificate;

/** Which names a certificate proves. RFC 7118 §9.1: over WebSocket those that a browser would believe, which is not what SIP over TLS asks for. */
public enum NameRule {
    /** RFC 5922. */
    SIP,
    /** RFC 6455 §4.1, which leads to RFC 2818. */
    WEB;

    boolean proves(X509Certificate certificate, String name) {
        return switch (this) {
            case SIP -> SipIdentities.of(certificate).prove(name);
            case WEB -> WebIdentities.of(certificate).prove(name);
        };
    }

    /** For people. */
    String namesOf(X509Certificate certificate) {
        return switch (this) {
            case SIP -> SipIdentities.of(certificate).toString();
            case WEB -> WebIdentities.of(certificate).toString();
        };
    }
}
