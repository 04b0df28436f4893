package io.switchhook.phone.internal.dial;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.TelUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.regex.Pattern;

/** Completes what a person dials to a URI: {@code 853}, {@code 853@host}, {@code sip:853@host}, {@code tel:+49301234}. */
public final class DialTarget {
    /** {@code mailto:} or {@code http:}; a user with a password looks so too, and has no business here. */
    private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

    private DialTarget() {}

    /**
     * The URI that is meant, escaped as it must be and without {@code method} (RFC 3261 §19.1.5). Headers stay, since Refer-To and the Contact of a redirection may have them;
     * {@link #bare} is for what may not.
     *
     * @param home the account: its domain, port and transport complete a number
     * @param method of the request that the URI is for
     * @throws IllegalArgumentException when it cannot be dialled, or asks for another method
     */
    public static SipUri resolve(String dialled, SipUri home, SipMethod method) {
        var text = dialled.strip();
        if (text.isEmpty() || !Printable.isClean(text)) {
            throw new IllegalArgumentException("\"" + Printable.escape(dialled)
                    + "\" cannot be dialled; write 853, 853@host, sip:853@host or tel:+49301234");
        }
        try {
            var uri = read(text, home);
            if (uri.parameters().has("method")
                    && uri.parameters()
                            .get("method")
                            .filter(method.name()::equals)
                            .isEmpty()) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" cannot be dialled: it asks for another method than " + method);
            }
            if (uri.port().orElse(1) == 0) {
                throw new IllegalArgumentException("\"" + text + "\" cannot be dialled: a port is 1 to 65535");
            }
            return withoutMethod(uri);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("\"" + text + "\" cannot be dialled: " + e.getMessage(), e);
        }
    }

    private static SipUri read(String text, SipUri home) {
        if (hasScheme(text, "sip:") || hasScheme(text, "sips:")) {
            return SipUri.parse(text).escaped();
        }
        if (hasScheme(text, "tel:")) {
            return atHome((TelUri) Uri.parse(text), home);
        }
        if (OTHER_SCHEME.matcher(text).lookingAt()) {
            throw new MalformedException("of addresses with a scheme there are sip:, sips: and tel:");
        }
        return text.contains("@")
                ? SipUri.parse(home.scheme() + ":" + text).escaped()
                : home.withUser(text.replaceAll("[ ()]", "")).withoutHeaders();
    }

    private static boolean hasScheme(String text, String scheme) {
        return text.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    /** A number without a host is called at the account's domain (RFC 3261 §19.1.6). */
    public static SipUri atHome(TelUri number, SipUri home) {
        return home.withoutHeaders().withTelephone(number);
    }

    /** As it may stand in a Request-URI and in To: without headers and {@code method} (RFC 3261 §19.1.1, table 1), and escaped. */
    public static Uri bare(Uri uri) {
        return uri instanceof SipUri sip ? withoutMethod(sip.withoutHeaders().escaped()) : uri;
    }

    /** Leaves the other parameters as they are written where there is none. */
    private static SipUri withoutMethod(SipUri uri) {
        return uri.parameters().has("method") ? uri.withoutParameter("method") : uri;
    }

    /** The number or user part of a URI, for display and for reject lists: without host, port and the parameters of a number. */
    public static String number(Uri uri) {
        if (uri instanceof SipUri sip) {
            return sip.telephone().map(TelUri::number).or(sip::user).orElse(sip.host());
        }
        return uri instanceof TelUri tel ? tel.number() : uri.toString();
    }
}
