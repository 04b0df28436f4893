package io.switchhook.sip.core.registrar;

import io.switchhook.sip.message.header.ContactHeader;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a Contact says about the device behind it (RFC 5626 §4.1, §4.2). It outlives address, port and Call-ID.
 *
 * @param instance the URN in {@code +sip.instance}
 * @param regId which of the device's flows it is; empty when the device does not count them
 */
public record Device(String instance, OptionalInt regId) {

    /** Empty when the Contact has no instance: a reg-id alone means nothing (RFC 5626 §6). */
    static Optional<Device> of(ContactHeader contact, boolean counts) {
        return contact.instance().map(urn -> new Device(urn, counts ? contact.regId() : OptionalInt.empty()));
    }

    /** Whether both are one flow of one device, which has one binding (RFC 5626 §6). */
    boolean isSameFlowAs(Device other) {
        return regId.isPresent() && equals(other);
    }

    /** Whether a registration of this one follows upon one of the other: of the same flow, or of any where this one counts none (RFC 5627 §5.1). */
    boolean isSuccessorOf(Device other) {
        return instance.equals(other.instance) && (regId.isEmpty() || regId.equals(other.regId));
    }

    /** Whether both are one device that does not count its flows. */
    boolean isSameUncounted(Device other) {
        return regId.isEmpty() && equals(other);
    }
}
