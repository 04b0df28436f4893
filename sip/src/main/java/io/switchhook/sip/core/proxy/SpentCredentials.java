package io.switchhook.sip.core.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ProxyAuthorizationHeader;
import java.util.List;
import java.util.function.Predicate;

/** Credentials that were meant for this proxy (RFC 3261 §22.3): nobody behind it has a use for them, and they name the user. */
public final class SpentCredentials {
    private SpentCredentials() {}

    /**
     * Takes those of one realm away; those of other realms stay as they came.
     *
     * @param leaving the builder of the forwarded request
     */
    public static void remove(String realm, SipRequest request, SipRequest.Builder leaving) {
        if (!request.has(ProxyAuthorizationHeader.TYPE)) {
            return;
        }
        Predicate<ProxyAuthorizationHeader> ours = header -> header.credentials()
                .parameters()
                .get("realm")
                .filter(realm::equals)
                .isPresent();
        List<ProxyAuthorizationHeader> all = request.allReadable(ProxyAuthorizationHeader.TYPE);
        if (all.stream().anyMatch(ours)) {
            leaving.setAll(
                    ProxyAuthorizationHeader.TYPE,
                    all.stream().filter(ours.negate()).toList());
        }
    }
}
