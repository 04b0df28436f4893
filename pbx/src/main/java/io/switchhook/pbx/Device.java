package io.switchhook.pbx;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ViaHeader;
import java.util.Optional;

/**
 * What a Contact says about the device behind it (RFC 5626 §4.1, §4.2). It outlives address, port and Call-ID.
 *
 * @param instance the value of {@code +sip.instance}
 * @param regId the value of {@code reg-id}: which of the device's flows it is; empty when the device does not count them
 */
record Device(String instance, Optional<String> regId) {

    /** Empty when the Contact has no instance: a reg-id alone means nothing (RFC 5626 §6). */
    static Optional<Device> of(ContactHeader contact, SipRequest request) {
        // RFC 5626 §6: behind a first hop that does not vouch for the flow the reg-id is ignored.
        boolean direct = request.all(ViaHeader.TYPE).size() <= 1;
        var regId = direct ? contact.parameters().get("reg-id") : Optional.<String>empty();
        return contact.parameters().get("+sip.instance").map(instance -> new Device(instance, regId));
    }

    /** Whether both are one flow of one device, which has one binding (RFC 5626 §6). */
    boolean isSameFlowAs(Device other) {
        return regId.isPresent() && equals(other);
    }

    /** Whether both are one device that does not count its flows. */
    boolean isSameUncounted(Device other) {
        return regId.isEmpty() && equals(other);
    }
}
