package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.PrivacyHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;

/** Who does not want the called side to know who calls: RFC 3323 §4, RFC 3325 §9.3. */
public final class CallerPrivacy {
    /** The From of somebody who is not to be known (RFC 3323 §4.1.1.3). */
    public static final NameAddress ANONYMOUS =
            NameAddress.of("Anonymous", SipUri.of("anonymous", "anonymous.invalid"));

    private CallerPrivacy() {}

    /** Whether a From names nobody: {@code anonymous.invalid}, or the user {@code anonymous} somewhere, as gateways write it. */
    public static boolean isAnonymous(NameAddress from) {
        return from.uri() instanceof SipUri uri
                && (uri.host().equalsIgnoreCase("anonymous.invalid")
                        || uri.user().filter("anonymous"::equalsIgnoreCase).isPresent());
    }

    /** Whether the sender of a request asks servers to tell nobody who it is: by From, or by Privacy with {@code id}, {@code header} or {@code user}. */
    public static boolean isAskedFor(SipRequest request) {
        return isAnonymous(request.from().address())
                || request.allReadable(PrivacyHeader.TYPE).stream()
                        .anyMatch(privacy -> privacy.has("id") || privacy.has("header") || privacy.has("user"));
    }
}
