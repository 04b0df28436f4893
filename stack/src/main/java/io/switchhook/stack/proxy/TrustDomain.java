package io.switchhook.stack.proxy;

import io.switchhook.base.net.AddressRange;
import io.switchhook.sip.core.proxy.AssertedIdentity;
import io.switchhook.sip.core.proxy.ForwardedRequest;
import io.switchhook.sip.core.proxy.LocalInterface;
import io.switchhook.sip.core.proxy.SpentCredentials;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.PPreferredIdentityHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.Flow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whom the proxy believes who is calling, and whom it tells: RFC 3325 §5. */
final class TrustDomain {
    private final List<AddressRange> trusted;
    private final Optional<String> asserted;
    private final Optional<String> realm;
    private final OwnNames names;

    TrustDomain(ProxySettings settings, OwnNames names) {
        this.trusted = settings.trusted();
        this.asserted = settings.assertedDomain();
        this.realm = settings.users().map(ProxySettings.Users::realm);
        this.names = names;
    }

    private boolean trusts(Flow flow) {
        return trusted.stream().anyMatch(range -> range.contains(flow.remote().getAddress()));
    }

    /** A request as it leaves over a flow, without a Via of ours and without what the peer is not to know. */
    SipRequest.Builder leaving(ForwardedRequest request, LocalInterface out, Flow to) {
        var builder = request.leaving(out);
        boolean toTrusted = trusts(to);
        AssertedIdentity.hide(request.received(), builder, toTrusted);
        // A trusted proxy that hears from us who the user is need not ask for itself.
        if ((!toTrusted || asserted.isPresent()) && !names.leadsToUs(to)) {
            realm.ifPresent(ours -> SpentCredentials.remove(ours, request.received(), builder));
        }
        return builder;
    }

    /**
     * Whether a request has been here before, and comes back from who may have the credentials in it: a trusted element or ourselves, whose routing has led it round. From anybody
     * else it is a request of his own.
     */
    boolean isReturned(SipRequest request, Flow from) {
        return (trusts(from) || names.comesFromUs(from))
                && request.allReadable(ViaHeader.TYPE).stream().anyMatch(names::isOwnVia);
    }

    /** A request without what its sender must not assert. */
    SipRequest taken(SipRequest request, Flow from) {
        return AssertedIdentity.taken(request, trusts(from));
    }

    /** A request of a user who has proved to be that, as it is told to others. */
    SipRequest asserting(SipRequest request, Optional<String> user) {
        return asserted.isEmpty() || user.isEmpty()
                ? request
                : AssertedIdentity.asserting(request, identityOf(user.get(), asserted.get(), request));
    }

    /** RFC 3325 §6: of several addresses of the user, the one that the request prefers. */
    private SipUri identityOf(String user, String domain, SipRequest request) {
        var usual = addressOf(user, domain);
        var preferred = Stream.concat(
                request.allReadable(PPreferredIdentityHeader.TYPE).stream().map(PPreferredIdentityHeader::address),
                Stream.of(request.from().address()));
        return preferred
                .map(NameAddress::uri)
                .filter(SipUri.class::isInstance)
                .map(SipUri.class::cast)
                .filter(uri -> uri.user().equals(usual.user())
                        && (names.isResponsibleFor(uri) || uri.host().equalsIgnoreCase(usual.host())))
                .findFirst()
                .map(uri -> uri.withoutParameters().withoutHeaders())
                .orElse(usual);
    }

    /** Some users prove to be {@code name@domain}. */
    private static SipUri addressOf(String user, String domain) {
        int at = user.lastIndexOf('@');
        if (at > 0) {
            try {
                return SipUri.of(user.substring(0, at), user.substring(at + 1));
            } catch (MalformedException e) {
                return SipUri.of(user, domain);
            }
        }
        return SipUri.of(user, domain);
    }

    /** @param from empty when nobody knows any more */
    SipResponse returned(SipResponse response, Optional<Flow> from, Flow to) {
        return AssertedIdentity.returned(response, from.filter(this::trusts).isPresent() && trusts(to));
    }
}
