package io.switchhook.phone.internal.dial;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.TelUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Where a redirected call goes next (RFC 3261 §8.1.3.4): each target once, the preferred first, a bounded number of times. */
public final class RedirectPlan {

    /**
     * Where to send the INVITE.
     *
     * @param proxy to send it through, after 305 (RFC 3261 §21.3.4)
     */
    public record Step(Uri target, Optional<SipUri> proxy) {}

    private final Set<String> tried = new HashSet<>();
    private final Deque<Step> ahead = new ArrayDeque<>();
    /** RFC 5630 §5.1.1, RFC 3261 §8.1.3.4: what began with a sips URI does not go on in the clear. */
    private final boolean sips;

    private int left;
    private Uri current;

    public RedirectPlan(Uri first, int most) {
        this.current = first;
        this.left = most;
        this.sips = first instanceof SipUri uri && uri.secure();
        tried.add(keyOf(new Step(first, Optional.empty())));
    }

    /** Whether any redirection has been followed. */
    boolean isUnderWay() {
        return tried.size() > 1;
    }

    /** What the call got at the target it was sent to last; the next step, unless the answer stands. */
    public Optional<Step> after(SipResponse refusal) {
        // RFC 3261 §21.3.5: the alternatives of 380 stand in its body and are other services, not other addresses.
        if (refusal.status() < 400 && refusal.status() != 380) {
            add(refusal);
        }
        // RFC 3261 §8.1.3.4: failures of 400 to 599 lead on to the next; 6xx is final.
        return refusal.status() >= 600 || refusal.status() == 380 ? Optional.empty() : next();
    }

    /** The last target could not be reached, or did not answer. */
    public Optional<Step> afterFailure() {
        return isUnderWay() ? next() : Optional.empty();
    }

    /** New targets come before those of redirections further up. */
    private void add(SipResponse redirection) {
        boolean proxies = redirection.status() == 305;
        var contacts = redirection.allReadable(ContactHeader.TYPE).stream()
                .filter(contact -> !contact.star())
                .sorted(Comparator.comparingDouble(contact -> -contact.q().orElse(1)))
                .map(contact -> contact.address().uri())
                .filter(uri -> uri instanceof SipUri || (uri instanceof TelUri && !proxies))
                .filter(uri -> !sips || !(uri instanceof SipUri sip) || sip.secure())
                // Headers that a stranger wants in our INVITE are left out.
                .map(DialTarget::bare)
                .map(uri -> proxies ? new Step(current, Optional.of((SipUri) uri)) : new Step(uri, Optional.empty()))
                .toList();
        for (int i = contacts.size() - 1; i >= 0; i--) {
            ahead.addFirst(contacts.get(i));
        }
    }

    private Optional<Step> next() {
        while (left > 0 && !ahead.isEmpty()) {
            var step = ahead.removeFirst();
            if (tried.add(keyOf(step))) {
                left--;
                current = step.target();
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    private static String keyOf(Step step) {
        return step.target() + " " + step.proxy().map(SipUri::toString).orElse("");
    }
}
