package io.switchhook.stack.spi;

import io.switchhook.media.srtp.SrtpKeys;

/** What an association tells, on any thread; what is told after its end counts for nothing. */
public interface DtlsListener {

    /** A datagram for the peer. */
    void send(byte[] datagram);

    /**
     * The handshake has come to its end, and both sides have shown their certificates.
     *
     * @param keys those that {@code EXTRACTOR-dtls_srtp} gives, ours and theirs (RFC 5764 §4.2)
     */
    void established(SrtpKeys keys);

    /** It has failed, or the peer has ended it. Told once at most. */
    void ended(DtlsEnding ending);
}
