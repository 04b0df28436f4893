package io.switchhook.sip.core.usage;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The status line in the body of a NOTIFY for refer: message/sipfrag of RFC 3420, as RFC 3515 §2.4.5 wants it. */
public record StatusFragment(int status, String reason) {
    private static final String VERSION = "SIP/2.0 ";

    public boolean isFinal() {
        return status >= 200;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Reads the first line of a body; what follows it, and a missing line end, do not matter. Empty when it is no status line. */
    public static Optional<StatusFragment> parse(String body) {
        var line = body.stripLeading().lines().findFirst().orElse("").strip();
        if (!line.regionMatches(true, 0, VERSION, 0, VERSION.length()) || line.length() < VERSION.length() + 3) {
            return Optional.empty();
        }
        int status = 0;
        for (int i = VERSION.length(); i < VERSION.length() + 3; i++) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            status = status * 10 + c - '0';
        }
        var reason = line.substring(VERSION.length() + 3).strip();
        return status < 100 || status > 699 ? Optional.empty() : Optional.of(new StatusFragment(status, reason));
    }

    /** The body to send: a status line with its line end (RFC 3515 §2.4.5, RFC 3261 §25.1). */
    public byte[] toBody() {
        return (VERSION + status + " " + reason + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
