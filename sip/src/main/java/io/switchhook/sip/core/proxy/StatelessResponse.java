package io.switchhook.sip.core.proxy;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ViaHeader;
import java.util.Optional;
import java.util.function.Predicate;

/** A response that passes a proxy without memory: RFC 3261 §16.11, last paragraphs. */
public final class StatelessResponse {
    private StatelessResponse() {}

    /**
     * The response without our Via, to be sent to where its next Via says.
     *
     * @param isOurVia whether a Via was written by this element
     * @return empty when it is not for us or goes nowhere: to be dropped
     */
    public static Optional<SipResponse> forward(SipResponse response, Predicate<ViaHeader> isOurVia) {
        if (!isOurVia.test(response.topVia())) {
            return Optional.empty();
        }
        var bare = response.edit().removeFirst(ViaHeader.TYPE).build();
        return bare.has(ViaHeader.TYPE) ? Optional.of(bare) : Optional.empty();
    }
}
