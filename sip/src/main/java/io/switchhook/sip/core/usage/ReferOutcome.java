package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipResponse;

/** What became of a REFER that we sent. */
public sealed interface ReferOutcome {

    /** The peer reported the final status of the request it was asked to send. */
    record Reported(int status, String reason) implements ReferOutcome {
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /** Accepted without a subscription (RFC 4488): nothing more will be told. */
    record AcceptedUnobserved() implements ReferOutcome {}

    /** The REFER itself was answered with 300 or more. */
    record Refused(SipResponse response) implements ReferOutcome {}

    /** The REFER was not answered, or no final report came in time. */
    record TimedOut() implements ReferOutcome {}

    /** The subscription ended, or the dialog was gone, before a final status was reported. */
    record Ended() implements ReferOutcome {}
}
