package io.switchhook.pbx.internal.number;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.DiversionHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One telephone sends its call on: where to, one place after the other and the preferred first (RFC 3261 §8.1.3.4), and who has sent it there (RFC 5806). */
public final class Forwarding {
    /** RFC 5806 §4; those that say more than "unknown". */
    private static final Set<String> REASONS = Set.of(
            "user-busy",
            "no-answer",
            "unavailable",
            "unconditional",
            "time-of-day",
            "do-not-disturb",
            "deflection",
            "follow-me",
            "out-of-service",
            "away");

    private final String number;
    private final String reason;
    private final Deque<SipUri> places = new ArrayDeque<>();
    private final Optional<Forwarding> before;

    /**
     * @param number that of the telephone
     * @param before what the telephone itself was called by
     */
    public Forwarding(String number, SipResponse redirection, Optional<Forwarding> before) {
        this.number = number;
        this.reason = reasonOf(redirection);
        this.before = before;
        redirection.allReadable(ContactHeader.TYPE).stream()
                .filter(contact -> !contact.star())
                .sorted(Comparator.comparingDouble(contact -> -contact.q().orElse(1)))
                .flatMap(contact -> NumberPlan.dialled(contact.address().uri()).stream())
                .forEach(places::add);
    }

    private Forwarding(String number, String reason, Optional<Forwarding> before) {
        this.number = number;
        this.reason = reason;
        this.before = before;
    }

    /** The dial plan sends the call on; where to it says itself. */
    public static Forwarding ofPlan(String number, String reason, Optional<Forwarding> before) {
        return new Forwarding(number, reason, before);
    }

    /** Why the telephone sends the call on, where it says so (RFC 5806 §5.1). */
    private static String reasonOf(SipResponse redirection) {
        return redirection
                .firstReadable(DiversionHeader.TYPE)
                .flatMap(DiversionHeader::reason)
                .map(said -> said.toLowerCase(Locale.ROOT))
                .filter(REASONS::contains)
                .orElse("deflection");
    }

    /** The place to try now, taken out; empty when each has been tried. */
    public Optional<SipUri> next() {
        return Optional.ofNullable(places.poll());
    }

    /** What the telephone itself was called by; empty when the caller has dialled it. */
    public Optional<Forwarding> before() {
        return before;
    }

    /** Whether it is that one, or a telephone called by that one has sent the call on. */
    public boolean comesOf(Forwarding other) {
        return this == other || before.filter(earlier -> earlier.comesOf(other)).isPresent();
    }

    /**
     * Tells whoever is called who has sent the call on, the last one first.
     *
     * @param host ours, as the telephone knows it
     */
    public void tell(SipRequest.Builder invite, String host) {
        before.ifPresent(earlier -> earlier.tell(invite, host));
        invite.addFirst(
                DiversionHeader.TYPE,
                new DiversionHeader(NameAddress.of(SipUri.of(number, host)), Parameters.EMPTY.with("reason", reason)));
    }
}
