package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.header.SipMethod;
import java.util.Set;

/** How far a failure response to a request inside a dialog reaches, RFC 5057 §5.1, tables 1 and 2. */
public enum FailureEffect {
    TRANSACTION,
    /** The usage that the request belongs to is over; others that share the dialog live on. */
    USAGE,
    /** All usages of the dialog are over. */
    DIALOG;

    private static final Set<Integer> DIALOG_ENDS = Set.of(404, 410, 416, 482, 483, 484, 485, 502, 604);
    private static final Set<Integer> METHOD_UNKNOWN = Set.of(405, 501);
    /** RFC 5057 §5.3: what belongs to the INVITE usage. */
    private static final Set<SipMethod> OF_INVITE =
            Set.of(SipMethod.INVITE, SipMethod.UPDATE, SipMethod.PRACK, SipMethod.BYE, SipMethod.INFO);

    private static final Set<SipMethod> OF_EVENTS = Set.of(SipMethod.SUBSCRIBE, SipMethod.NOTIFY, SipMethod.REFER);

    /** @param status 300 or more */
    public static FailureEffect of(int status, SipMethod method) {
        if (DIALOG_ENDS.contains(status)) {
            return DIALOG;
        }
        if (METHOD_UNKNOWN.contains(status)) {
            // RFC 5057 §5.1, note 3: a method that the usage can live without is only missed.
            boolean integral = method.equals(SipMethod.INVITE)
                    || method.equals(SipMethod.SUBSCRIBE)
                    || method.equals(SipMethod.NOTIFY);
            return integral ? USAGE : TRANSACTION;
        }
        boolean usage = status == 480 || status == 481 || (status == 489 && OF_EVENTS.contains(method));
        // RFC 5057 §5.3: OPTIONS, MESSAGE and unknown methods belong to no usage.
        return usage && (OF_INVITE.contains(method) || OF_EVENTS.contains(method)) ? USAGE : TRANSACTION;
    }

    /** Whether an INVITE usage is over when a request of that method inside its dialog is answered so. */
    static boolean endsInvite(int status, SipMethod method) {
        var effect = of(status, method);
        return effect == DIALOG || (effect == USAGE && OF_INVITE.contains(method));
    }

    /** Whether the status says that the method itself is not taken. */
    static boolean isMethodUnknown(int status) {
        return METHOD_UNKNOWN.contains(status);
    }

    /** Whether the method belongs to the INVITE usage, so that silence ends it too (RFC 5057 §5.2). */
    static boolean isOfInvite(SipMethod method) {
        return OF_INVITE.contains(method);
    }
}
