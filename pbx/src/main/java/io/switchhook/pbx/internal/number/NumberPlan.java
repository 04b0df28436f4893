package io.switchhook.pbx.internal.number;

import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.TelUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.Optional;
import java.util.function.Predicate;

/** The extensions, and which of them a URI names: a telephone number may be written in more than one way (RFC 3261 §19.1.6, RFC 3966). */
public final class NumberPlan {
    /** Telephones know the PBX by different names and addresses: extensions are the same at each. */
    public static final String ANY_HOST = "localhost";

    private final Predicate<String> extensions;

    /** @param extensions whether there is an extension of that number now */
    public NumberPlan(Predicate<String> extensions) {
        this.extensions = extensions;
    }

    public boolean hasExtension(String number) {
        return extensions.test(number);
    }

    /**
     * The number that a URI names, as an extension is written: a telephone number without what only belongs to its writing, and without parameters.
     *
     * @return empty when it names none; else not necessarily that of an extension
     */
    public Optional<String> numberIn(Uri uri) {
        if (uri instanceof TelUri tel) {
            return Optional.of(asExtension(tel.number(), tel.digits()));
        }
        return uri instanceof SipUri sip ? sip.user().map(user -> numberIn(sip, user)) : Optional.empty();
    }

    private String numberIn(SipUri uri, String user) {
        if (uri.parameters().get("user").filter("phone"::equalsIgnoreCase).isEmpty()) {
            return user;
        }
        int semicolon = user.indexOf(';');
        var number = semicolon < 0 ? user : user.substring(0, semicolon);
        // Telephones say user=phone of names too.
        return asExtension(number, uri.telephone().map(TelUri::digits).orElse(number));
    }

    /** An extension may have visual separators in it. */
    private String asExtension(String written, String digits) {
        return hasExtension(written) ? written : digits;
    }

    /** The URI, of a tel URI the SIP URI of the same number at this PBX; empty when it can name no extension. */
    public static Optional<SipUri> dialled(Uri uri) {
        if (uri instanceof TelUri tel) {
            return Optional.of(SipUri.of(tel.number(), ANY_HOST).withParameter("user", "phone"));
        }
        return uri instanceof SipUri sip && sip.user().isPresent() ? Optional.of(sip) : Optional.empty();
    }
}
