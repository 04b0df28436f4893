package io.switchhook.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The long names of headers in small letters, however they are spelt. */
final class HeaderNames {
    private static final Map<String, String> COMPACT = Map.ofEntries(
            Map.entry("a", "accept-contact"),
            Map.entry("b", "referred-by"),
            Map.entry("c", "content-type"),
            Map.entry("d", "request-disposition"),
            Map.entry("e", "content-encoding"),
            Map.entry("f", "from"),
            Map.entry("i", "call-id"),
            Map.entry("j", "reject-contact"),
            Map.entry("k", "supported"),
            Map.entry("l", "content-length"),
            Map.entry("m", "contact"),
            Map.entry("o", "event"),
            Map.entry("r", "refer-to"),
            Map.entry("s", "subject"),
            Map.entry("t", "to"),
            Map.entry("u", "allow-events"),
            Map.entry("v", "via"),
            Map.entry("x", "session-expires"));

    /** What nearly every message has, as it is nearly always spelt: a checker asks for these names thousands of times. */
    private static final Map<String, String> USUAL = usual();

    private HeaderNames() {}

    private static Map<String, String> usual() {
        var names = new HashMap<String, String>();
        for (var name : List.of(
                "Via",
                "From",
                "To",
                "Call-ID",
                "CSeq",
                "Contact",
                "Max-Forwards",
                "Content-Length",
                "Content-Type",
                "Allow",
                "Supported",
                "Require",
                "Route",
                "Record-Route",
                "Expires",
                "User-Agent",
                "Server",
                "Session-Expires",
                "Authorization",
                "WWW-Authenticate",
                "Proxy-Authorization",
                "Allow-Events",
                "Accept",
                "Authentication-Info",
                "Content-Disposition",
                "Event",
                "Min-SE",
                "RAck",
                "RSeq",
                "Reason",
                "Recv-Info",
                "Refer-Sub",
                "Refer-To",
                "Referred-By",
                "Replaces",
                "Subscription-State",
                "Warning")) {
            names.put(name, slowly(name));
        }
        return names;
    }

    static String canonical(String name) {
        var known = USUAL.get(name);
        return known == null ? slowly(name) : known;
    }

    private static String slowly(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return COMPACT.getOrDefault(lower, lower);
    }
}
