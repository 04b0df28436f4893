package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.ServiceRouteHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the answer to a REGISTER says of the binding, the way, and what to do next. */
record RegistrationAnswer(SipResponse response) {
    /** As many as an account may be given; more would only make every request too large. */
    private static final int MAX_SERVICE_ROUTES = 16;

    private static final long LONGEST_WAIT_SECONDS = 86_400;

    /** RFC 3608 §6.1; what is no SIP URI cannot be routed by. */
    List<SipUri> serviceRoute() {
        var routes = new ArrayList<SipUri>();
        for (var route : response.allReadable(ServiceRouteHeader.TYPE)) {
            if (route.address().uri() instanceof SipUri uri && routes.size() < MAX_SERVICE_ROUTES) {
                routes.add(uri);
            }
        }
        return List.copyOf(routes);
    }

    /**
     * RFC 3261 §10.2.4: the lifetime of our own binding among those listed, which a registrar may have rewritten when it is the only one; else the Expires header; else what
     * we asked for.
     */
    Duration granted(Optional<ContactHeader> sent, Duration asked) {
        var listed = response.allReadable(ContactHeader.TYPE);
        var own = listed.stream()
                .filter(contact -> isOurs(contact, sent))
                .findFirst()
                .or(() -> listed.size() == 1 ? Optional.of(listed.get(0)) : Optional.empty());
        long seconds = own.map(ContactHeader::expiresSeconds)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .or(() -> response.firstReadable(ExpiresHeader.TYPE).map(ExpiresHeader::seconds))
                .filter(granted -> granted > 0)
                .orElse(asked.toSeconds());
        return Duration.ofSeconds(Math.min(seconds, RegistrationPlan.LONGEST.toSeconds()));
    }

    private static boolean isOurs(ContactHeader contact, Optional<ContactHeader> sent) {
        return !contact.star()
                && sent.filter(ours -> sameAddress(
                                contact.address().uri(), ours.address().uri()))
                        .isPresent();
    }

    private static boolean sameAddress(Uri theirs, Uri ours) {
        return theirs instanceof SipUri a && ours instanceof SipUri b ? a.equivalent(b) : theirs.equals(ours);
    }

    Optional<Duration> retryAfter() {
        return response.firstReadable(RetryAfterHeader.TYPE)
                .map(header -> Duration.ofSeconds(Math.min(header.seconds(), LONGEST_WAIT_SECONDS)));
    }

    /** A wrong password does not become right by repetition, whatever Retry-After says. */
    boolean mayPass() {
        int status = response.status();
        if (status == 401 || status == 403 || status == 407) {
            return false;
        }
        return retryAfter().isPresent() || status == 408 || status == 480 || status / 100 == 5;
    }
}
