package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ReasonHeader;
import java.util.Optional;

/** Why an INVITE usage ended; every session has exactly one. */
public sealed interface SessionEnding {

    /** The other side answered our INVITE with 300 or more. */
    record Refused(SipResponse response) implements SessionEnding {}

    /** Our INVITE got no answer, or could not be sent. */
    record Failed(ClientFailure failure) implements SessionEnding {}

    /** We gave up before it was answered. */
    record Cancelled() implements SessionEnding {}

    /** The caller gave up before we answered. */
    record CancelledByPeer(Optional<ReasonHeader> reason) implements SessionEnding {}

    /** We answered with 300 or more. */
    record RefusedByUs(int status) implements SessionEnding {}

    /** We hung up an answered call. */
    record HungUp() implements SessionEnding {}

    /** The other side hung up an answered call. */
    record HungUpByPeer(Optional<ReasonHeader> reason) implements SessionEnding {}

    /** Our 2xx was never acknowledged (RFC 3261 §13.3.1.4). */
    record NoAck() implements SessionEnding {}

    /** The other side does not know the dialog any more: 481 to a request of ours (RFC 3261 §12.2.1.2). */
    record DialogLost() implements SessionEnding {}

    /** No refresh came in the interval that was agreed (RFC 4028 §10). */
    record Expired() implements SessionEnding {}

    /** A reliable provisional answer of ours was never acknowledged (RFC 3262 §3). */
    record NoPrack() implements SessionEnding {}
}
