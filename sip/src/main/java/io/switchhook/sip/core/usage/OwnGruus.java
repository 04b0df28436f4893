package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Optional;

/**
 * The addresses that a registrar has given to this device alone (RFC 5627 §4.2). Of the temporary ones the latest is kept: those before it stay valid, and nobody needs them.
 *
 * @param publicUri shows whose it is; the same as a rule after each refresh
 * @param temporary does not
 */
public record OwnGruus(Optional<SipUri> publicUri, Optional<SipUri> temporary) {
    /** Before a registrar has given any, and after the registration has ended. */
    public static final OwnGruus NONE = new OwnGruus(Optional.empty(), Optional.empty());

    /** What a 2xx says of the device of that name; of others nothing is taken. */
    static OwnGruus in(SipResponse response, String instance) {
        var own = response.allReadable(ContactHeader.TYPE).stream()
                .filter(contact -> contact.instance().filter(instance::equals).isPresent())
                .filter(contact ->
                        contact.pubGruu().isPresent() || contact.tempGruu().isPresent())
                .findFirst();
        return own.map(contact -> new OwnGruus(
                        contact.pubGruu().flatMap(OwnGruus::read),
                        contact.tempGruu().flatMap(OwnGruus::read)))
                .orElse(NONE);
    }

    /** Whether there is any. */
    public boolean isGiven() {
        return publicUri.isPresent() || temporary.isPresent();
    }

    private static Optional<SipUri> read(String text) {
        try {
            // §3.1: without gr it is no GRUU, whatever the registrar says.
            return Optional.of(SipUri.parse(text)).filter(SipUri::gruu);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
