package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipResponse;

/** How a transfer that we supervised ended; one per transfer. */
public sealed interface TransferEnd {

    /** The other side reported success; some PBXs do so before the target has answered. */
    record Completed(int status, String reason) implements TransferEnd {}

    /** Accepted, and by our own wish nothing more is told (RFC 4488). */
    record AcceptedUnobserved() implements TransferEnd {}

    /** The REFER was refused; the call goes on. */
    record Refused(SipResponse response) implements TransferEnd {}

    /** The target could not be reached; the call goes on if the other side is still there. */
    record Failed(int status, String reason) implements TransferEnd {}

    /** No answer, or no final report in time; the call goes on if the other side is still there. */
    record TimedOut() implements TransferEnd {}

    /** The call ended before the outcome was known. */
    record Ended() implements TransferEnd {}
}
