package io.switchhook.pbx;

import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/**
 * One telephone that has registered for an extension (RFC 3261 §10.3).
 *
 * @param contact what it wants to be called by
 * @param device which device it is, when it says so
 * @param flow where its REGISTER came from: calls go back that way, which works through a NAT too
 * @param expiresAtNanos on the loop's scale
 */
record Binding(Uri contact, Optional<Device> device, Flow flow, String callId, long sequence, long expiresAtNanos) {

    boolean isSips() {
        return contact instanceof SipUri uri && uri.secure();
    }
}
