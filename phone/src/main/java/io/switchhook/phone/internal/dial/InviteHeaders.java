package io.switchhook.phone.internal.dial;

import io.switchhook.sip.message.header.HeaderName;
import io.switchhook.sip.message.uri.SipUri;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers a program and a dialled URI may add to an INVITE. */
public final class InviteHeaders {
    /** In both their forms. */
    private static final Set<String> OURS = Set.of(
            "via",
            "v",
            "from",
            "f",
            "to",
            "t",
            "call-id",
            "i",
            "cseq",
            "contact",
            "m",
            "max-forwards",
            "route",
            "record-route",
            "content-length",
            "l",
            "content-type",
            "c",
            "content-encoding",
            "e",
            "authorization",
            "proxy-authorization",
            "user-agent",
            "allow",
            "supported",
            "k",
            "require",
            "proxy-require",
            "session-expires",
            "x",
            "min-se",
            "allow-events",
            "u",
            "recv-info",
            "info-package",
            "event",
            "o",
            "rack",
            "rseq",
            "content-disposition");

    /**
     * In both their forms. A link in a page must not make us say what we are not, or cannot, describe a body that is not its own, nor tell who calls (RFC 3261 §19.1.5); a
     * program may.
     */
    private static final Set<String> NOT_OF_URIS = Set.of(
            "body",
            "accept",
            "accept-encoding",
            "accept-language",
            "organization",
            "content-language",
            "mime-version",
            "date",
            "timestamp",
            "privacy",
            "p-asserted-identity",
            "p-preferred-identity",
            "remote-party-id",
            "identity",
            "y",
            "identity-info",
            "n",
            "referred-by",
            "b",
            "history-info",
            "diversion",
            "geolocation",
            "p-access-network-info");

    private InviteHeaders() {}

    /** Whether the call itself sets it. */
    public static boolean isOurs(String name) {
        return OURS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether both name one header, in whatever form. */
    public static boolean isSameName(String a, String b) {
        int known = HeaderName.indexOf(a);
        return known < 0 ? a.equalsIgnoreCase(b) : known == HeaderName.indexOf(b);
    }

    /** These headers and those that a dialled URI asks for, RFC 3261 §19.1.5: of each name the first, unless it is given already. */
    public static Map<String, String> withThoseOf(SipUri dialled, Map<String, String> given) {
        var all = new LinkedHashMap<>(given);
        for (var entry : dialled.headers().entries()) {
            var lower = entry.name().toLowerCase(Locale.ROOT);
            boolean refused = OURS.contains(lower) || NOT_OF_URIS.contains(lower);
            if (!refused && all.keySet().stream().noneMatch(name -> isSameName(name, entry.name()))) {
                all.put(entry.name(), entry.value().orElse(""));
            }
        }
        return all;
    }
}
