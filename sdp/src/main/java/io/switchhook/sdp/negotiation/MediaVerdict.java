package io.switchhook.sdp.negotiation;

/** What became of one media line in an exchange, and why. */
public enum MediaVerdict {
    /** Both sides use it. */
    ACCEPTED,
    /** We know the media type, but no codec is common to both sides. */
    NO_COMMON_FORMAT,
    /** Encryption is offered, but in no way that we can do: of its {@code a=crypto} lines none can be used (RFC 4568 §5.1.2). */
    NO_COMMON_KEYS,
    /** The offer itself disabled the line (RFC 3264 §8.2). */
    PORT_ZERO,
    /** We have nothing for this media type. */
    UNSUPPORTED_MEDIA,
    /** We have nothing that speaks this transport, RTP/SAVP for one. */
    UNSUPPORTED_PROTOCOL,
    /** We have the media type but switched it off. */
    DISABLED,
    /** Each stream we have for the media type serves another line already. */
    NO_FREE_STREAM,
    /** Neither the line nor the session has a c= line. */
    NO_ADDRESS,
    /** The address is of the other IP version than ours. */
    INCOMPATIBLE_ADDRESS,
    /** The address is a multicast group. */
    MULTICAST,
    /** The answer has port zero, or no line at all, where we offered one. */
    REFUSED_BY_PEER;

    /** The code for a Warning header beside a 488: RFC 3261 §20.43. */
    public int warningCode() {
        return switch (this) {
            case NO_COMMON_FORMAT -> 305;
            case UNSUPPORTED_MEDIA, DISABLED, NO_FREE_STREAM -> 304;
            case UNSUPPORTED_PROTOCOL -> 302;
            case INCOMPATIBLE_ADDRESS -> 301;
            case NO_ADDRESS -> 307;
            case MULTICAST -> 330;
            case ACCEPTED, NO_COMMON_KEYS, PORT_ZERO, REFUSED_BY_PEER -> 399;
        };
    }
}
