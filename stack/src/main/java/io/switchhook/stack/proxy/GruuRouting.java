package io.switchhook.stack.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.Optional;
import java.util.Set;

/** The GRUUs that the proxy of their domain finds in requests (RFC 5627 §6). Used on the loop. */
final class GruuRouting {
    private static final Set<SipMethod> OPEN_DIALOGS = Set.of(SipMethod.INVITE, SipMethod.SUBSCRIBE, SipMethod.REFER);

    private final OwnNames names;
    private final Optional<RegistrarDesk> registrar;

    GruuRouting(OwnNames names, Optional<RegistrarDesk> registrar) {
        this.names = names;
        this.registrar = registrar;
    }

    /** §6.1: the GRUU of our domain that the request is for, valid or not. */
    Optional<SipUri> target(SipRequest request) {
        return own(request.uri());
    }

    private Optional<SipUri> own(Uri uri) {
        return registrar.isPresent() && uri instanceof SipUri sip && sip.gruu() && names.isResponsibleFor(sip)
                ? Optional.of(sip)
                : Optional.empty();
    }

    /** §6.2: the user whose GRUU stands in Contact, when it is a valid one of our domain. */
    Optional<String> ofSender(SipRequest request, long nowNanos) {
        return request.allReadable(ContactHeader.TYPE).stream()
                .flatMap(contact -> own(contact.address().uri()).stream())
                .flatMap(gruu -> registrar.flatMap(desk -> desk.ownerOf(gruu, nowNanos)).stream())
                .findFirst();
    }

    /**
     * §6.2, §10.2: whether somebody who is known names the telephone of somebody else, so that what is sent back would flood that one.
     *
     * @param user who the request is proven to come from
     */
    boolean isBorrowed(SipRequest request, Optional<String> user, long nowNanos) {
        return user.isPresent()
                && OPEN_DIALOGS.contains(request.method())
                && request.to().tag().isEmpty()
                && ofSender(request, nowNanos)
                        .filter(owner -> !user.get().equals(owner))
                        .isPresent();
    }
}
