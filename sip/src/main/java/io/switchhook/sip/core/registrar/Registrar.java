package io.switchhook.sip.core.registrar;

import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.PathHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The bindings of a domain: carries out REGISTER requests and says where an address-of-record can be reached (RFC 3261 §10.3). Who may register what is decided before.
 * Used on one loop; what has expired goes when it is next looked at, and {@link #expire} sweeps the rest.
 */
public final class Registrar {
    private final RegistrarLimits limits;
    private final Map<String, List<Binding>> bindings = new HashMap<>();
    private long nextSweepNanos;

    public Registrar(RegistrarLimits limits) {
        this.limits = limits;
    }

    /** The bindings of an address-of-record that have not expired, the latest last. */
    public List<Binding> bindingsOf(SipUri addressOfRecord, long nowNanos) {
        return standing(keyOf(addressOfRecord), nowNanos);
    }

    /** Removes what has expired everywhere. */
    public void expire(long nowNanos) {
        List.copyOf(bindings.keySet()).forEach(key -> standing(key, nowNanos));
    }

    /** How many addresses-of-record have bindings, expired ones perhaps among them. */
    public int size() {
        return bindings.size();
    }

    private List<Binding> standing(String key, long nowNanos) {
        var left = bindings.getOrDefault(key, List.of()).stream()
                .filter(binding -> binding.expiresAtNanos() > nowNanos)
                .toList();
        store(key, left);
        return left;
    }

    private void store(String key, List<Binding> left) {
        if (left.isEmpty()) {
            bindings.remove(key);
        } else {
            bindings.put(key, left);
        }
    }

    /** RFC 3261 §10.3 step 5: the canonical form, without parameters, the host in lower case. */
    private static String keyOf(SipUri uri) {
        return uri.user().orElse("") + '@' + uri.host().toLowerCase(Locale.ROOT);
    }

    /**
     * Carries out a REGISTER, wholly or not at all (§10.3 step 7).
     *
     * @param addressOfRecord what To names
     * @param flow the path to use for requests to the contacts; empty to go where they lead
     * @throws io.switchhook.sip.message.uri.MalformedException when a header of it cannot be read: to be answered 400
     */
    public RegisterOutcome onRegister(SipUri addressOfRecord, SipRequest register, Optional<Hop> flow, long nowNanos) {
        var key = keyOf(addressOfRecord);
        var contacts = register.all(ContactHeader.TYPE);
        var lifetime = register.first(ExpiresHeader.TYPE).map(ExpiresHeader::seconds);
        var old = standing(key, nowNanos);
        if (contacts.stream().anyMatch(ContactHeader::star)) {
            boolean proper = contacts.size() == 1
                    && lifetime.filter(seconds -> seconds == 0).isPresent();
            return proper
                    ? removeAll(key, old, register)
                    : new RegisterOutcome.Refused(400, "Bad Request: Contact * goes with Expires 0 alone");
        }
        if (old.isEmpty() && !contacts.isEmpty() && isFull(nowNanos)) {
            return new RegisterOutcome.Refused(503, "Service Unavailable");
        }
        var next = new ArrayList<>(old);
        for (var contact : contacts) {
            var refusal = put(next, contact, register, flow, lifetime, nowNanos);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        store(key, List.copyOf(next));
        return new RegisterOutcome.Done(next);
    }

    /** A sweep looks at every address, so a flood of requests must not ask for many of them. */
    private boolean isFull(long nowNanos) {
        boolean full = bindings.size() >= limits.maxAddresses();
        if (full && nowNanos >= nextSweepNanos) {
            nextSweepNanos = nowNanos + limits.shortest().toNanos();
            expire(nowNanos);
        }
        return bindings.size() >= limits.maxAddresses();
    }

    /** Step 6. */
    private RegisterOutcome removeAll(String key, List<Binding> old, SipRequest register) {
        if (old.stream().anyMatch(binding -> isStale(register, binding))) {
            return outOfOrder();
        }
        bindings.remove(key);
        return new RegisterOutcome.Done(List.of());
    }

    private static boolean isStale(SipRequest register, Binding binding) {
        return binding.callId().equals(register.callId())
                && binding.sequence() >= register.cseq().number();
    }

    private static RegisterOutcome outOfOrder() {
        return new RegisterOutcome.Refused(500, "Server Internal Error: CSeq is not higher than the one before");
    }

    /** Step 7, for one contact. */
    private Optional<RegisterOutcome> put(
            List<Binding> next,
            ContactHeader contact,
            SipRequest register,
            Optional<Hop> flow,
            Optional<Long> lifetime,
            long nowNanos) {
        if (!(contact.address().uri() instanceof SipUri uri)) {
            return Optional.of(new RegisterOutcome.Refused(400, "Bad Request: a contact here is reached by a sip URI"));
        }
        long seconds =
                contact.expiresSeconds().orElse(lifetime.orElse(limits.usual().toSeconds()));
        if (seconds > 0 && seconds < limits.shortest().toSeconds()) {
            return Optional.of(new RegisterOutcome.TooBrief(limits.shortest()));
        }
        var old = next.stream()
                .filter(binding -> binding.contact().equivalent(uri))
                .findFirst();
        if (old.filter(binding -> isStale(register, binding)).isPresent()) {
            return Optional.of(outOfOrder());
        }
        old.ifPresent(next::remove);
        if (seconds == 0) {
            return Optional.empty();
        }
        if (next.size() >= limits.maxBindings()) {
            return Optional.of(new RegisterOutcome.Refused(403, "Forbidden: too many contacts at this address"));
        }
        var life = Duration.ofSeconds(Math.min(seconds, limits.longest().toSeconds()));
        next.add(new Binding(
                uri,
                contact.q().orElse(1),
                register.all(PathHeader.TYPE),
                flow,
                register.callId(),
                register.cseq().number(),
                nowNanos + life.toNanos()));
        return Optional.empty();
    }
}
