package io.switchhook.sip.core.proxy;

import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.PAssertedIdentityHeader;
import io.switchhook.sip.message.header.PPreferredIdentityHeader;
import io.switchhook.sip.message.header.PrivacyHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.TelUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.ArrayList;
import java.util.List;

/**
 * What a proxy takes, adds and passes on of P-Asserted-Identity and P-Preferred-Identity: RFC 3325 §5 to §7, RFC 5876 §4. Whom it trusts is for others to say.
 */
public final class AssertedIdentity {
    private AssertedIdentity() {}

    /** A request as it may be believed: what somebody asserts whom we do not trust is gone, and from others what is left has one SIP and one tel URI at most. */
    public static SipRequest taken(SipRequest request, boolean fromTrusted) {
        if (!request.has(PAssertedIdentityHeader.TYPE)) {
            return request;
        }
        var believed = fromTrusted && mayHaveIdentity(request)
                ? understood(request.allReadable(PAssertedIdentityHeader.TYPE))
                : List.<PAssertedIdentityHeader>of();
        return request.edit().setAll(PAssertedIdentityHeader.TYPE, believed).build();
    }

    /** RFC 5876 §4.5: one SIP or SIPS URI and one tel URI; others are neither heeded nor forwarded. */
    private static List<PAssertedIdentityHeader> understood(List<PAssertedIdentityHeader> asserted) {
        var understood = new ArrayList<PAssertedIdentityHeader>();
        boolean sip = false;
        boolean tel = false;
        for (var value : asserted) {
            var uri = value.address().uri();
            if (uri instanceof SipUri && !sip) {
                sip = true;
                understood.add(value);
            } else if (uri instanceof TelUri && !tel) {
                tel = true;
                understood.add(value);
            }
        }
        return understood;
    }

    /** With the identity of who has proved to be its sender, unless one is asserted already. Nobody can be asked to prove anything about an ACK or a CANCEL. */
    public static SipRequest asserting(SipRequest request, Uri identity) {
        return request.has(PAssertedIdentityHeader.TYPE) || !mayHaveIdentity(request)
                ? request
                : request.edit()
                        .set(PAssertedIdentityHeader.TYPE, new PAssertedIdentityHeader(NameAddress.of(identity)))
                        .build();
    }

    /** RFC 5876 §3.2. */
    private static boolean mayHaveIdentity(SipRequest request) {
        return !request.method().equals(SipMethod.ACK) && !request.method().equals(SipMethod.CANCEL);
    }

    /**
     * Takes from a request that is forwarded what its next hop is not to know.
     *
     * @param request as {@link #taken} left it
     * @param leaving the builder of the forwarded one
     */
    public static void hide(SipRequest request, SipRequest.Builder leaving, boolean toTrusted) {
        if (request.has(PPreferredIdentityHeader.TYPE)) {
            leaving.remove(PPreferredIdentityHeader.TYPE);
        }
        if (!toTrusted && request.has(PAssertedIdentityHeader.TYPE) && wantsPrivacy(request)) {
            leaving.remove(PAssertedIdentityHeader.TYPE);
        }
    }

    /** RFC 3325 §7: {@code none} forbids to hide. Without Privacy it is for us to decide, and who calls as anonymous wants to be it. */
    private static boolean wantsPrivacy(SipRequest request) {
        var privacy = request.allReadable(PrivacyHeader.TYPE);
        if (privacy.isEmpty()) {
            return request.has(PrivacyHeader.TYPE) || CallerPrivacy.isAskedFor(request);
        }
        return privacy.stream().noneMatch(value -> value.has("none")) && CallerPrivacy.isAskedFor(request);
    }

    /** A response on its way back. Nobody can be asked to prove who answers (RFC 5876 §1): only what trusted elements assert among themselves stays. */
    public static SipResponse returned(SipResponse response, boolean amongTrusted) {
        if (!isAbout(response) || (amongTrusted && !response.has(PPreferredIdentityHeader.TYPE))) {
            return response;
        }
        var builder = response.edit().remove(PPreferredIdentityHeader.TYPE);
        if (!amongTrusted) {
            builder.remove(PAssertedIdentityHeader.TYPE);
        }
        return builder.build();
    }

    private static boolean isAbout(SipMessage message) {
        return message.has(PAssertedIdentityHeader.TYPE) || message.has(PPreferredIdentityHeader.TYPE);
    }
}
