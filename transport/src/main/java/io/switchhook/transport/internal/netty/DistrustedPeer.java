package io.switchhook.transport.internal.netty;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.switchhook.base.net.StreamClose;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in a sentence why a stream could not be made secure. */
final class DistrustedPeer {
    /** Causes of causes; a chain that is longer says nothing more. */
    private static final int MAX_DEPTH = 10;

    /** How the JDK begins to tell of an alert. */
    private static final String ALERT = "Received fatal alert:";

    private DistrustedPeer() {}

    static StreamClose reason(Throwable cause) {
        var depth = 0;
        for (Throwable at = cause; at != null && depth < MAX_DEPTH; at = at.getCause(), depth++) {
            if (at instanceof CertificateException) {
                // The outermost is ours, and a sentence.
                return notTrusted("The peer is not trusted: " + at.getMessage());
            }
            if (at instanceof NotSslRecordException) {
                return notTrusted("The peer does not speak TLS");
            }
            if (at instanceof SslHandshakeTimeoutException) {
                return failed("The connection was not made secure in time");
            }
            if (at instanceof ClosedChannelException) {
                return failed("The peer closed the connection before it was secure");
            }
        }
        return cause instanceof SSLException
                ? notTrusted(refusal(cause).orElse("The connection could not be made secure: " + cause.getMessage()))
                : failed("The connection broke before it was secure: " + cause);
    }

    /** What the peer has said with an alert of TLS (RFC 8446 §6.2), in words; in version 1.3 that may come after the stream was open for us. */
    static Optional<String> refusal(Throwable failure) {
        // Netty wraps what the engine throws.
        var cause = failure.getCause() instanceof SSLException inner ? inner : failure;
        var text = String.valueOf(cause.getMessage());
        if (!(cause instanceof SSLException) || !text.contains(ALERT)) {
            return Optional.empty();
        }
        var alert = text.substring(text.indexOf(ALERT) + ALERT.length()).strip();
        return Optional.of(
                switch (alert) {
                    case "certificate_required", "bad_certificate", "handshake_failure" ->
                        "The peer ended the handshake (" + alert
                                + "); most likely it wants a certificate of ours that it trusts, so give this side an identity";
                    case "unknown_ca",
                            "certificate_unknown",
                            "certificate_expired",
                            "certificate_revoked",
                            "unsupported_certificate",
                            "access_denied" -> "The peer does not trust our certificate (" + alert + ")";
                    case "protocol_version" -> "The peer speaks no version of TLS that is spoken here, 1.2 or 1.3";
                    case "unrecognized_name" -> "The peer does not know the name that it was called by";
                    default -> "The peer ended the handshake: " + alert;
                });
    }

    private static StreamClose notTrusted(String detail) {
        return new StreamClose(StreamClose.Kind.NOT_TRUSTED, detail);
    }

    private static StreamClose failed(String detail) {
        return new StreamClose(StreamClose.Kind.CONNECT_FAILED, detail);
    }
}
