package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where a REGISTER goes whose registrar sends it on (RFC 3261 §8.1.3.4): in each round, that is for one REGISTER and all that comes of it, to each place once, the preferred first,
 * a bounded number of times. A new round begins at the registrar of the account again, unless the place was given for good (301) or for a time (§21.3.2, §21.3.3).
 */
final class RegistrationRedirects {
    /** More than chains of load balancers are long, and no more than a circle may cost. */
    private static final int MOST = 5;

    /**
     * Where to send the request.
     *
     * @param proxy to send it through, after 305 (RFC 3261 §21.3.4)
     * @param untilNanos how long later rounds may begin there
     */
    record Place(SipUri registrar, Optional<SipUri> proxy, long untilNanos) {

        String key() {
            return registrar + " " + proxy.map(SipUri::toString).orElse("");
        }
    }

    private final Place home;
    private final Set<String> tried = new HashSet<>();
    private final Deque<Place> ahead = new ArrayDeque<>();
    private int left;
    private Place current;

    RegistrationRedirects(SipUri registrar) {
        this.home = new Place(registrar, Optional.empty(), Long.MAX_VALUE);
        this.current = home;
    }

    Place current() {
        return current;
    }

    /** Where the registrar has sent us, or the proxy that it has sent us through; empty at the registrar itself. */
    Optional<SipUri> elsewhere() {
        return current == home ? Optional.empty() : Optional.of(current.proxy().orElseGet(current::registrar));
    }

    /** A new round begins. */
    void begin(long nowNanos) {
        tried.clear();
        ahead.clear();
        left = MOST;
        if (nowNanos >= current.untilNanos()) {
            current = home;
        }
        tried.add(current.key());
        if (current != home) {
            // §21.3.3: when the place that was given does not work, the one that gave it is asked once more.
            ahead.add(home);
        }
    }

    /** A 3xx has come: goes on to the next place; false when there is none. */
    boolean follow(SipResponse redirection, long nowNanos) {
        // §21.3.5: what 380 offers stands in its body, and is another service.
        if (redirection.status() != 380) {
            add(redirection, nowNanos);
        }
        return next();
    }

    /** The place taken does not work: goes on to the next; false when there is none, and the next round begins at the registrar. */
    boolean next() {
        while (left > 0 && !ahead.isEmpty()) {
            var place = ahead.removeFirst();
            if (tried.add(place.key())) {
                left--;
                current = place;
                return true;
            }
        }
        current = home;
        return false;
    }

    private void add(SipResponse redirection, long nowNanos) {
        var contacts = redirection.allReadable(ContactHeader.TYPE).stream()
                .filter(contact -> !contact.star() && isSafe(contact))
                .sorted(Comparator.comparingDouble(contact -> -contact.q().orElse(1)))
                .map(contact -> placeOf(contact, redirection, nowNanos))
                .toList();
        for (int i = contacts.size() - 1; i >= 0; i--) {
            ahead.addFirst(contacts.get(i));
        }
    }

    /** RFC 5630 §5.1.1: what began with a sips URI does not go on in the clear. */
    private boolean isSafe(ContactHeader contact) {
        return contact.address().uri() instanceof SipUri uri
                && (uri.secure() || !home.registrar().secure());
    }

    private Place placeOf(ContactHeader contact, SipResponse redirection, long nowNanos) {
        // §10.2: the Request-URI of a REGISTER has no user. Headers that a stranger wants in our request are left out.
        var uri =
                ((SipUri) contact.address().uri()).withUser("").withoutHeaders().withoutParameter("method");
        long until = untilNanos(contact, redirection, nowNanos);
        return redirection.status() == 305
                ? new Place(current.registrar(), Optional.of(uri.withFlag("lr")), until)
                : new Place(uri, Optional.empty(), until);
    }

    /** §21.3.2: 301 is for good. §21.3.3: others for the time that they say, and 305 for this request alone (§21.3.4). */
    private static long untilNanos(ContactHeader contact, SipResponse redirection, long nowNanos) {
        if (redirection.status() == 301) {
            return Long.MAX_VALUE;
        }
        var seconds = redirection.status() == 302 ? lifetime(contact, redirection) : OptionalLong.empty();
        return seconds.isPresent()
                ? nowNanos
                        + Duration.ofSeconds(Math.min(seconds.getAsLong(), RegistrationPlan.LONGEST.toSeconds()))
                                .toNanos()
                : Long.MIN_VALUE;
    }

    private static OptionalLong lifetime(ContactHeader contact, SipResponse redirection) {
        if (contact.expiresSeconds().isPresent()) {
            return contact.expiresSeconds();
        }
        return redirection.firstReadable(ExpiresHeader.TYPE).stream()
                .mapToLong(ExpiresHeader::seconds)
                .findFirst();
    }
}
