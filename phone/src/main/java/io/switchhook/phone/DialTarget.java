package io.switchhook.phone;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.TelUri;
import io.switchhook.sip.message.uri.Uri;

/** Completes what a person dials to a URI: {@code 853}, {@code 853@host}, {@code sip:853@host}, {@code tel:+49301234}. */
final class DialTarget {
    private DialTarget() {}

    /**
     * @param home the account: its domain, port and transport complete a number
     * @throws IllegalArgumentException when it cannot be dialled
     */
    static Uri resolve(String dialled, SipUri home) {
        var text = dialled.strip();
        if (text.isEmpty() || !Printable.isClean(text)) {
            throw new IllegalArgumentException("\"" + Printable.escape(dialled)
                    + "\" cannot be dialled; write 853, 853@host, sip:853@host or tel:+49301234");
        }
        try {
            if (hasScheme(text, "sip:") || hasScheme(text, "sips:")) {
                return SipUri.parse(text);
            }
            if (hasScheme(text, "tel:")) {
                return home.withUser(((TelUri) Uri.parse(text)).number()).withParameter("user", "phone");
            }
            return text.contains("@")
                    ? SipUri.parse(home.scheme() + ":" + text)
                    : home.withUser(text.replaceAll("[ ()]", "")).withoutHeaders();
        } catch (MalformedException e) {
            throw new IllegalArgumentException("\"" + text + "\" cannot be dialled: " + e.getMessage(), e);
        }
    }

    private static boolean hasScheme(String text, String scheme) {
        return text.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    /** The number or user part of a URI, for display and for reject lists: without host, port and visual separators of tel. */
    static String number(Uri uri) {
        if (uri instanceof SipUri sip) {
            return sip.user().orElse(sip.host());
        }
        return uri instanceof TelUri tel ? tel.number() : uri.toString();
    }
}
