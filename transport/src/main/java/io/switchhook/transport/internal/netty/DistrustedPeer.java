package io.switchhook.transport.internal.netty;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.switchhook.base.net.StreamClose;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Says in a sentence why a stream could not be made secure. */
final class DistrustedPeer {
    /** Causes of causes; a chain that is longer says nothing more. */
    private static final int MAX_DEPTH = 10;

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
                ? notTrusted("The connection could not be made secure: " + cause.getMessage())
                : failed("The connection broke before it was secure: " + cause);
    }

    private static StreamClose notTrusted(String detail) {
        return new StreamClose(StreamClose.Kind.NOT_TRUSTED, detail);
    }

    private static StreamClose failed(String detail) {
        return new StreamClose(StreamClose.Kind.CONNECT_FAILED, detail);
    }
}
