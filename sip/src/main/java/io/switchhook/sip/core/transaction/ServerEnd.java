package io.switchhook.sip.core.transaction;

/** How a server transaction ended. */
public enum ServerEnd {
    /** In order: the last timer ran out after a final response. */
    TERMINATED,
    /** Timer H: the final response of 300-699 to an INVITE was never acknowledged. */
    NO_ACK,
    /** A request other than INVITE got no final response in 64*T1; by now nobody waits for one, and 408 is forbidden (RFC 4320 §4.2). */
    UNANSWERED
}
