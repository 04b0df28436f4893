package io.switchhook.phone.call;

/** What became of {@link io.switchhook.phone.IncomingCall#ringWithEarlyMedia}. */
public enum EarlyMediaOutcome {
    /** The caller has been told where to listen, and hears what is attached to the call's audio. Some callers play a ringing tone of their own nevertheless. */
    RINGING,
    /** The caller left the offer to us (RFC 3261 §13.2.1); it hears a ringing tone until the call is answered. */
    NO_OFFER,
    /** The call has been answered, rejected or forwarded already, or is over. */
    DECIDED,
    /** The caller offers nothing that we can do, and got 488. */
    NO_COMMON_CODEC,
    /** No RTP port was free; the caller hears a ringing tone. */
    NO_PORT
}
