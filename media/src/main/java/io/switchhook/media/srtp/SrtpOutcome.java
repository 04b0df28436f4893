package io.switchhook.media.srtp;

/** What became of a packet that was to be protected or opened. */
public enum SrtpOutcome {
    /** It is protected, or opened; the buffer's limit is where it ends now. */
    PASSED,
    /** It is no RTP or RTCP, too short for its tag, or there is no room for one. */
    MALFORMED,
    /** The tag is not that of the key: changed on the way, made by a stranger, or meant for other keys. */
    NOT_AUTHENTIC,
    /** It has been there before, or is older than the window reaches (RFC 3711 §3.3.2). */
    REPLAYED,
    /** Its MKI names none of the keys. */
    UNKNOWN_KEY,
    /** The key has protected as many packets as it may (RFC 3711 §9.2), or is wiped. */
    KEY_EXHAUSTED,
    /** One key is used by more sources than anybody needs; those that are known go on. */
    TOO_MANY_SOURCES
}
