package io.switchhook.stack.flow;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.transaction.StatelessTag;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.MalformedHeaderException;

/** Answers to requests that can be read so far that they can be answered, and no further. Nobody remembers them. */
final class Refusals {
    private final StatelessTag tags;

    Refusals(Randomness random) {
        this.tags = new StatelessTag(random);
    }

    /** With a tag in To (RFC 3261 §8.2.6.2), unless To is what cannot be read. */
    SipResponse of(SipRequest request, ParseResult.Rejected rejected) {
        var refusal = SipResponse.answering(request, rejected.status(), rejected.reason());
        try {
            refusal.toTag(tags.of(request));
        } catch (MalformedHeaderException e) {
            // Copied as it is.
        }
        return refusal.build();
    }
}
