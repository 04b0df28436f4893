package io.switchhook.pbx;

import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.Optional;

/**
 * Who calls, as the called telephone is to show it.
 *
 * @param sips whether every hop of the call has to be secured
 */
record Caller(String number, Optional<String> displayName, boolean sips) {
    /** RFC 5630 §5.3: who is called in the clear is not told that every hop is secured. */
    Uri target(Uri contact) {
        return !sips && contact instanceof SipUri uri ? uri.unsecured() : contact;
    }
}
