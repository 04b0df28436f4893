package io.switchhook.sdp.negotiation;

/** How the keys of encrypted media are agreed on. */
public enum KeyExchange {
    /**
     * Keys stand in the description (SDES, RFC 4568): everybody knows it, and every server on the way knows the keys. Who offers DTLS is answered all the same, where DTLS can be
     * done here.
     */
    SDES,
    /** A handshake on the path of the media itself (DTLS-SRTP, RFC 5763): servers on the way know no keys. Keys in a description are left aside. */
    DTLS,
    /** Both are offered and one is answered (RFC 8643 §3.1): DTLS where both sides can. An offer runs over RTP/AVP or RTP/SAVP then, which who knows SDES alone takes. */
    EITHER
}
