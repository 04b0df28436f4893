package io.switchhook.base.net;

/** Whether a peer that opens a secure stream to us has to say who it is (RFC 5922 §7.4). */
public enum ClientProof {
    /** It is not asked; it may log in by other means, with a digest for one. */
    OFF,
    /** It is asked, and comes in whatever it shows; what it shows and we trust is proven, which connection reuse needs (RFC 5923 §9.2). */
    WANTED,
    /** It comes in only with a certificate that we trust. */
    REQUIRED
}
