package io.switchhook.phone;

/** What became of {@link IncomingCall#answer}. */
public enum AnswerOutcome {
    /** The call is up and acknowledged. */
    ANSWERED,
    /** The call ended first: the caller gave up, or our answer was never acknowledged. */
    ENDED,
    /** The caller offers nothing that we can do; it got 488. */
    NO_COMMON_CODEC,
    /** No RTP port was free; the caller got 500. */
    NO_PORT
}
