package io.switchhook.sip.core.registrar;

import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.header.PathHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import java.util.Optional;

/**
 * Where an address-of-record can be reached: RFC 3261 §10.3.
 *
 * @param contact the address of the telephone
 * @param q from 0 to 1, the higher the sooner
 * @param path proxies to be passed on the way (RFC 3327)
 * @param flow what the registration came over; empty to go where path and contact lead
 * @param callId Call-ID of the REGISTER that made or refreshed it
 * @param sequence its CSeq number
 * @param expiresAtNanos its end, on the loop's scale
 */
public record Binding(
        SipUri contact,
        double q,
        List<PathHeader> path,
        Optional<Hop> flow,
        String callId,
        long sequence,
        long expiresAtNanos) {

    public Binding {
        path = List.copyOf(path);
    }
}
