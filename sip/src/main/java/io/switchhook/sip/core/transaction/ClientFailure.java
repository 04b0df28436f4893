package io.switchhook.sip.core.transaction;

/** Why a client transaction ended without a final response. */
public enum ClientFailure {
    /** Nobody answered in 64*T1, or an INVITE got no final response in 64*T1 after its CANCEL was sent. To be treated as a 408 (RFC 3261 §8.1.3.1). */
    TIMEOUT,
    /** The message could not be sent or the connection was lost. To be treated as a 503 (RFC 3261 §8.1.3.1). */
    TRANSPORT_ERROR,
    /** A CANCEL was not sent because its INVITE had its final response, or its own failure, first (RFC 3261 §9.1). Nothing to do. */
    OVERTAKEN
}
