package io.switchhook.phone.call;

/** What became of {@link io.switchhook.phone.IncomingCall#answer}. */
public enum AnswerOutcome {
    /** The call is up and acknowledged. */
    ANSWERED,
    /** The call ended first: the caller gave up, or our answer was never acknowledged. */
    ENDED,
    /**
     * The caller offers nothing that we can do, no codec or no encryption that the account wants, and got 488; or it left the offer to us and agreed to nothing of it, or did not
     * answer it, and got a BYE.
     */
    NO_COMMON_CODEC,
    /** No RTP port was free; the caller got 500. */
    NO_PORT
}
