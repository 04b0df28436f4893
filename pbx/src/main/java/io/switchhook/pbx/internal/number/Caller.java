package io.switchhook.pbx.internal.number;

import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.core.usage.SessionIdentifier;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Optional;

/**
 * Who calls, as the called telephone is to show it.
 *
 * @param sips whether every hop of the call has to be secured
 * @param hidden whether the called side is not to know who it is (RFC 3323)
 * @param hops how far its call may still go
 * @param session says its UUID (RFC 7989); empty where none is to be said
 */
public record Caller(
        String number,
        Optional<String> displayName,
        boolean sips,
        boolean hidden,
        Hops hops,
        Optional<SessionIdentifier.Speaker> session) {

    /** RFC 5630 §5.3.2. */
    public static final WarningHeader SIPS_NOT_ALLOWED = new WarningHeader(380, "switchhook", "SIPS Not Allowed");

    public Caller(String number, Optional<String> displayName, boolean sips, boolean hidden, Hops hops) {
        this(number, displayName, sips, hidden, hops, Optional.empty());
    }

    public Caller withSession(Optional<SessionIdentifier.Speaker> speaker) {
        return new Caller(number, displayName, sips, hidden, hops, speaker);
    }

    /** RFC 5630 §5.3: whoever has registered in the clear is not reached securely all the way. */
    public boolean reaches(Binding binding) {
        return !sips || binding.contact().secure();
    }

    /** RFC 5630 §5.3: who is called in the clear is not told that every hop is secured. */
    public SipUri target(SipUri contact) {
        return sips ? contact : contact.unsecured();
    }
}
