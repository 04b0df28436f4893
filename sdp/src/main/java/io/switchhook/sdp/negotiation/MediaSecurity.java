package io.switchhook.sdp.negotiation;

/** Whether media is to be encrypted, with SRTP whose keys stand in the description (RFC 4568). */
public enum MediaSecurity {
    /** Never. Offers of {@code RTP/SAVP} are refused, and keys beside {@code RTP/AVP} are not answered. */
    OFF,
    /**
     * Where the other side can: keys are offered beside {@code RTP/AVP} (RFC 8643), which one who does not know them leaves aside, so that the media is plain; offers with
     * {@code RTP/SAVP} are answered.
     */
    PREFERRED,
    /**
     * Or not at all: {@code RTP/SAVP} is offered. Offers are answered where what is agreed on is encrypted: those with {@code RTP/SAVP}, and those that have keys beside
     * {@code RTP/AVP}.
     */
    REQUIRED
}
