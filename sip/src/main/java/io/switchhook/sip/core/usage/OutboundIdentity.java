package io.switchhook.sip.core.usage;

import java.util.regex.Pattern;

/**
 * Which flow of which device a registration is for (RFC 5626 §4.1, §4.2.1).
 *
 * @param instance the URN of the device, {@code urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6}: the same for ever
 * @param regId which of its flows, from 1; the same flows after each restart, so that new bindings replace the old ones
 */
public record OutboundIdentity(String instance, int regId) {
    private static final Pattern URN =
            Pattern.compile("urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:[A-Za-z0-9()+,.:=@;$_!*'%/?#-]{1,200}");

    public OutboundIdentity {
        if (!isInstance(instance)) {
            throw new IllegalArgumentException(
                    "An instance is a URN such as urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        }
        if (regId < 1) {
            throw new IllegalArgumentException("Flows are numbered from 1, not from " + regId);
        }
    }

    /** Whether this can name a device. */
    public static boolean isInstance(String text) {
        return URN.matcher(text).matches();
    }
}
