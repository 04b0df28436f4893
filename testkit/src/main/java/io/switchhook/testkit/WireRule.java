package io.switchhook.testkit;

/** What a {@link WireChecker} demands of messages on the wire. */
public enum WireRule {
    /**
     * RFC 3261 §8.1.1, §8.2.6.2: From, To, Call-ID and CSeq once, a Via, tags, CSeq's method, Contact where a dialog
     * begins.
     */
    MANDATORY_HEADERS,
    /** RFC 3261 §18.3, §20.14, §20.15: the length is right, there on streams; a body has a type. */
    CONTENT_LENGTH,
    /** RFC 3261 §8.1.1.6: each request has it. */
    MAX_FORWARDS,
    /** RFC 3261 §8.1.1.7: the cookie; one branch, one request, repeated byte for byte. */
    BRANCH,
    /**
     * RFC 3261 §17.2: each request that arrived, ACK excepted, is answered finally, and all final answers are the same.
     */
    FINAL_ANSWER,
    /** RFC 3261 §8.2.6.2: an answer belongs to a request and copies its Call-ID, CSeq and tags. */
    ANSWER_MATCHES,
    /**
     * RFC 3261 §13.2.2.4, §17.1.1.3: each final answer to an INVITE that arrived is acknowledged, by the right branch.
     */
    ACK,
    /** RFC 3261 §9.1: a CANCEL copies the INVITE it cancels. */
    CANCEL,
    /** RFC 3261 §12.2.1.1: sequence numbers of one side only grow. */
    CSEQ_INCREASES,
    /** RFC 3261 §12.2.1.1: requests within a dialog carry the two tags that established it. */
    TAGS,
    /** RFC 3261 §15: after BYE no new request but what outlives the call (RFC 5057): NOTIFY, SUBSCRIBE, and ACK. */
    AFTER_BYE
}
