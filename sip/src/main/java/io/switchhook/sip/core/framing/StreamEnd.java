package io.switchhook.sip.core.framing;

/** Whether we opened the stream or the peer did: this decides what a CRLF means (RFC 5626 §3.5.1). */
public enum StreamEnd {
    /** We opened it: we send pings, a single CRLF that comes is a pong. Some servers send pings too. */
    OPENED_BY_US,
    /** The peer opened it: what comes are pings, to be answered with pongs. */
    OPENED_BY_PEER
}
