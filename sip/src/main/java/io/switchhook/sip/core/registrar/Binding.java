package io.switchhook.sip.core.registrar;

import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.header.PathHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an address-of-record can be reached: RFC 3261 §10.3.
 *
 * @param contact the address of the telephone
 * @param q from 0 to 1, the higher the sooner
 * @param features what the telephone says that it can (RFC 3840)
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
        FeatureSet features,
        Optional<Device> device,
        List<PathHeader> path,
        Optional<Hop> flow,
        String callId,
        long sequence,
        long expiresAtNanos) {

    public Binding {
        path = List.copyOf(path);
    }

    /** Whether the flow alone leads there, since the device asked for it (RFC 5626 §7) or cannot be reached in any other way: without it the binding is worth nothing. */
    public boolean needsFlow() {
        return path.isEmpty() && (countsFlows() || leadsNowhere());
    }

    /** Whether the device has bound itself to the flow, and keeps it alive (RFC 5626 §6). */
    boolean isOutbound() {
        return path.isEmpty() && countsFlows();
    }

    private boolean countsFlows() {
        return device.filter(known -> known.regId().isPresent()).isPresent();
    }

    /** RFC 7118 §5: nobody can open a WebSocket to a browser; RFC 2606 §2: no name ends in invalid. */
    private boolean leadsNowhere() {
        return flow.filter(Hop::reliable).isPresent()
                && (contact.host().toLowerCase(Locale.ROOT).endsWith(".invalid")
                        || contact.transport().filter(Binding::isWebSocket).isPresent()
                        || isWebSocket(flow.get().transport()));
    }

    private static boolean isWebSocket(String transport) {
        return transport.equalsIgnoreCase("ws") || transport.equalsIgnoreCase("wss");
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
