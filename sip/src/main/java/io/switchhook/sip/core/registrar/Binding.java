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
 * @param device which device it is, and which of its flows, when it says so (RFC 5626)
 * @param path proxies to be passed on the way (RFC 3327)
 * @param flow what the registration came over; empty to go where path and contact lead
 * @param callId Call-ID of the REGISTER that made or refreshed it
 * @param sequence its CSeq number
 * @param expiresAtNanos its end, on the loop's scale
 */
public record Binding(
        SipUri contact,
        double q,
        Optional<Device> device,
        List<PathHeader> path,
        Optional<Hop> flow,
        String callId,
        long sequence,
        long expiresAtNanos) {

    public Binding {
        path = List.copyOf(path);
    }

    /** Whether the flow alone leads there: without it the binding is worth nothing (RFC 5626 §7). */
    boolean needsFlow() {
        return path.isEmpty()
                && device.filter(known -> known.regId().isPresent()).isPresent();
    }

    /** Whether both lead to the same device by different flows, so that a request goes to one of them at a time (RFC 5626 §7). */
    public boolean isSameDeviceAs(Binding other) {
        return device.isPresent()
                && device.get().regId().isPresent()
                && other.device()
                        .filter(theirs -> theirs.regId().isPresent()
                                && theirs.instance().equals(device.get().instance()))
                        .isPresent();
    }
}
