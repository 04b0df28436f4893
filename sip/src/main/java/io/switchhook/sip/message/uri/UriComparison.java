package io.switchhook.sip.message.uri;

import io.switchhook.base.net.IpLiteral;
import java.util.List;
import java.util.Optional;

/** RFC 3261 §19.1.4. */
final class UriComparison {
    /** Parameters that, present in one URI alone, make it another one. */
    private static final List<String> NEVER_IGNORED = List.of("user", "ttl", "method", "maddr");

    private UriComparison() {}

    static boolean equivalent(SipUri a, SipUri b) {
        return a.secure() == b.secure()
                && a.hasUser() == b.hasUser()
                && Escapes.normalise(a.userInfo()).equals(Escapes.normalise(b.userInfo()))
                && sameHost(a.host(), b.host())
                && a.port().equals(b.port())
                && parametersMatch(a.parameters(), b.parameters())
                && headersMatch(a.headers(), b.headers())
                && headersMatch(b.headers(), a.headers());
    }

    /** RFC 5954 §4.2: IPv6 addresses are compared as addresses, whatever their text; a colon too many before an IPv4 part is passed over (§4.1). */
    private static boolean sameHost(String a, String b) {
        if (a.equalsIgnoreCase(b)) {
            return true;
        }
        if (!a.startsWith("[") || !b.startsWith("[")) {
            return false;
        }
        var address = IpLiteral.parse(a.replace(":::", "::"));
        return address.isPresent() && address.equals(IpLiteral.parse(b.replace(":::", "::")));
    }

    private static boolean parametersMatch(Parameters a, Parameters b) {
        for (var name : NEVER_IGNORED) {
            if (a.has(name) != b.has(name)) {
                return false;
            }
        }
        // RFC 3261 gives sip:bob@biloxi.com and sip:bob@biloxi.com;transport=udp as not equivalent: no default is
        // assumed.
        if (a.has("transport") != b.has("transport")) {
            return false;
        }
        for (var entry : a.entries()) {
            if (b.has(entry.name()) && !sameWithoutCase(entry.value(), b.get(entry.name()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean headersMatch(Parameters a, Parameters b) {
        for (var entry : a.entries()) {
            if (!b.has(entry.name()) || !entry.value().equals(b.get(entry.name()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameWithoutCase(Optional<String> a, Optional<String> b) {
        return a.isPresent() == b.isPresent() && a.orElse("").equalsIgnoreCase(b.orElse(""));
    }
}
