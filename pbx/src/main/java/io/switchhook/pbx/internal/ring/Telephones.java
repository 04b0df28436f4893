package io.switchhook.pbx.internal.ring;

import io.switchhook.sip.message.uri.SipUri;
import java.util.Optional;

/** Where the telephones are. On the signalling loop. */
public interface Telephones {

    /** Whom a URI means: all telephones of an extension, or by a GRUU one alone (RFC 5627 §6.1); empty when there is nobody of that name: 404. */
    Optional<Destination> destination(SipUri uri, long nowNanos);
}
