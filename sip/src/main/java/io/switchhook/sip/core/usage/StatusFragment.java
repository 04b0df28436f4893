package io.switchhook.sip.core.usage;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The status line in the body of a NOTIFY for refer: message/sipfrag of RFC 3420, as RFC 3515 §2.4.5 wants it.
 *
 * @param status 100 to 699
 * @param reason control characters in it, which would break the line, become spaces
 */
public record StatusFragment(int status, String reason) {
    private static final String VERSION = "SIP/2.0 ";

    public StatusFragment {
        if (status < 100 || status > 699) {
            throw new IllegalArgumentException("a status is 100 to 699, but not " + status);
        }
        reason = withoutControls(reason);
    }

    public boolean isFinal() {
        return status >= 200;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Reads the first line of a body; what follows it, and a missing line end, do not matter. Empty when it is no status line. */
    public static Optional<StatusFragment> parse(String body) {
        var line = body.stripLeading().lines().findFirst().orElse("").strip();
        int end = VERSION.length() + 3;
        boolean complete = line.length() == end || (line.length() > end && line.charAt(end) == ' ');
        if (!complete || !line.regionMatches(true, 0, VERSION, 0, VERSION.length())) {
            return Optional.empty();
        }
        int status = 0;
        for (int i = VERSION.length(); i < end; i++) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            status = status * 10 + c - '0';
        }
        if (status < 100 || status > 699) {
            return Optional.empty();
        }
        return Optional.of(new StatusFragment(status, line.substring(end).strip()));
    }

    private static String withoutControls(String reason) {
        var clean = new StringBuilder(reason.length());
        reason.chars().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(c -> clean.append((char) c));
        return clean.toString();
    }

    /** The body to send: a status line with its line end (RFC 3515 §2.4.5, RFC 3261 §25.1). */
    public byte[] toBody() {
        return (VERSION + status + " " + reason + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
