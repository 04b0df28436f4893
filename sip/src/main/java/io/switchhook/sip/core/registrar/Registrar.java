package io.switchhook.sip.core.registrar;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The bindings of a domain: carries out REGISTER requests and says where an address-of-record can be reached (RFC 3261 §10.3), over
 * the flows of its telephones where they wish so (RFC 5626 §6). Who may register what is decided before.
 * Used on one loop; what has expired goes when it is next looked at, and {@link #expire} sweeps the rest.
 */
public final class Registrar {
    private final RegistrarLimits limits;
    private final Map<String, List<Binding>> bindings = new HashMap<>();
    /** Which addresses have bindings that need this flow. */
    private final Map<Hop, Set<String>> byFlow = new HashMap<>();

    private final Optional<Gruus> gruus;

    private Observer observer = (user, before, after) -> {};
    private long nextSweepNanos;

    /** Hears of every change of the bindings of an address. */
    @FunctionalInterface
    public interface Observer {

        /**
         * Bindings have come, gone or been refreshed; what has expired goes when it is next looked at.
         *
         * @param user the user part of the address-of-record
         * @param before what stood, the latest last
         * @param after what stands now
         */
        void onChanged(String user, List<Binding> before, List<Binding> after);
    }

    /** Grants no GRUUs. */
    public Registrar(RegistrarLimits limits) {
        this(limits, Optional.empty());
    }

    /** Grants GRUUs to the devices that name themselves and understand them (RFC 5627 §5). */
    public Registrar(RegistrarLimits limits, Randomness randomness) {
        this(limits, Optional.of(new Gruus(randomness, limits)));
    }

    private Registrar(RegistrarLimits limits, Optional<Gruus> gruus) {
        this.limits = limits;
        this.gruus = gruus;
    }

    /** Who hears of changes from now on, in the place of whoever did before. */
    public void observe(Observer heard) {
        observer = heard;
    }

    /** Removes all bindings of an address-of-record: its user is none any more. */
    public void remove(SipUri addressOfRecord) {
        store(keyOf(addressOfRecord), List.of());
    }

    /** The bindings of an address-of-record that have not expired, the latest last. */
    public List<Binding> bindingsOf(SipUri addressOfRecord, long nowNanos) {
        return standing(keyOf(addressOfRecord), nowNanos);
    }

    /**
     * Where a GRUU leads (RFC 5627 §6.1); empty when it is none of ours that is valid: 404.
     *
     * @param uri one with {@code gr}
     */
    public Optional<GruuTarget> gruuTarget(SipUri uri, long nowNanos) {
        return ownerOf(uri).flatMap(owner -> {
            var bound = standing(owner.key(), nowNanos).stream()
                    .filter(binding -> Gruus.isOf(binding, owner.instance()))
                    .toList();
            // With the last binding temporary ones have just become void.
            return ownerOf(uri).map(still -> new GruuTarget(userOf(owner.key()), bound));
        });
    }

    private Optional<Gruus.Owner> ownerOf(SipUri uri) {
        return gruus.filter(any -> uri.gruu()).flatMap(known -> known.ownerOf(keyOf(uri), uri));
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
        var bound = bindings.getOrDefault(key, List.of());
        if (!hasExpired(bound, nowNanos)) {
            return bound;
        }
        var left = bound.stream()
                .filter(binding -> binding.expiresAtNanos() > nowNanos)
                .toList();
        store(key, left);
        return left;
    }

    private static boolean hasExpired(List<Binding> bound, long nowNanos) {
        for (var binding : bound) {
            if (binding.expiresAtNanos() <= nowNanos) {
                return true;
            }
        }
        return false;
    }

    private void store(String key, List<Binding> left) {
        var old = bindings.getOrDefault(key, List.<Binding>of());
        gruus.ifPresent(known -> known.retain(key, old, left));
        for (var binding : old) {
            flowOf(binding)
                    .ifPresent(flow -> byFlow.computeIfPresent(flow, (any, keys) -> {
                        keys.remove(key);
                        return keys.isEmpty() ? null : keys;
                    }));
        }
        for (var binding : left) {
            flowOf(binding)
                    .ifPresent(flow -> byFlow.computeIfAbsent(flow, any -> new HashSet<>(2))
                            .add(key));
        }
        if (left.isEmpty()) {
            bindings.remove(key);
        } else {
            bindings.put(key, left);
        }
        if (!old.isEmpty() || !left.isEmpty()) {
            observer.onChanged(userOf(key), old, left);
        }
    }

    private static String userOf(String key) {
        return key.substring(0, key.lastIndexOf('@'));
    }

    /** The flow that it needs. */
    private static Optional<Hop> flowOf(Binding binding) {
        return binding.needsFlow() ? binding.flow() : Optional.empty();
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
        var asked = RegisterRequest.of(register, flow);
        var refusal = asked.refusal(limits);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var old = standing(key, nowNanos);
        if (asked.hasStar()) {
            return removeAll(key, old, asked);
        }
        if (old.isEmpty() && !asked.contacts().isEmpty() && isFull(nowNanos)) {
            return new RegisterOutcome.Refused(503, "Service Unavailable");
        }
        var next = new ArrayList<>(old);
        var renamed = restarted(old, asked);
        for (var contact : asked.contacts()) {
            var failed = put(key, old, next, contact, asked, nowNanos);
            if (failed.isPresent()) {
                return failed.get();
            }
        }
        store(key, List.copyOf(next));
        gruus.ifPresent(known -> renamed.forEach(instance -> known.invalidate(key, instance)));
        return new RegisterOutcome.Done(next, asked.isOutbound(), granted(key, next, asked));
    }

    /** RFC 5627 §5.1: the devices whose latest binding was made with another Call-ID; only that of the same flow counts where flows are counted. */
    private List<String> restarted(List<Binding> old, RegisterRequest asked) {
        var restarted = new ArrayList<String>();
        for (var contact : asked.contacts()) {
            var device = Device.of(contact, asked.firstHopKeepsFlow());
            if (device.isPresent() && asked.secondsOf(contact, limits) > 0 && hasRestarted(device.get(), old, asked)) {
                restarted.add(device.get().instance());
            }
        }
        return restarted;
    }

    private static boolean hasRestarted(Device device, List<Binding> old, RegisterRequest asked) {
        return old.stream()
                .filter(binding ->
                        binding.device().filter(device::isSuccessorOf).isPresent())
                .reduce((earlier, later) -> later)
                .filter(latest -> !latest.callId().equals(asked.request().callId()))
                .isPresent();
    }

    /** RFC 5627 §5.2: for each device bound, whether it is the one that asks or not. */
    private Map<String, Gruu> granted(String key, List<Binding> bound, RegisterRequest asked) {
        if (gruus.isEmpty()
                || !asked.understandsGruus()
                || asked.addressOfRecord().isEmpty()) {
            return Map.of();
        }
        var given = new HashMap<String, Gruu>();
        for (var binding : bound) {
            binding.device()
                    .map(Device::instance)
                    .filter(Gruus::canName)
                    .ifPresent(instance -> given.computeIfAbsent(
                            instance,
                            any -> gruus.get()
                                    .grant(key, asked.addressOfRecord().get(), instance)));
        }
        return given;
    }

    /** Nothing will be delivered on this flow any more: bindings that need it go (RFC 5626 §7). */
    public void onFlowFailed(Hop flow, long nowNanos) {
        for (var key : List.copyOf(byFlow.getOrDefault(flow, Set.of()))) {
            store(
                    key,
                    standing(key, nowNanos).stream()
                            .filter(binding -> !binding.needsFlow()
                                    || binding.flow().filter(flow::equals).isEmpty())
                            .toList());
        }
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
    private RegisterOutcome removeAll(String key, List<Binding> old, RegisterRequest asked) {
        if (old.stream().anyMatch(asked::isStale)) {
            return outOfOrder();
        }
        store(key, List.of());
        return new RegisterOutcome.Done(List.of(), false);
    }

    private static RegisterOutcome outOfOrder() {
        return new RegisterOutcome.Refused(500, "Server Internal Error: CSeq is not higher than the one before");
    }

    /**
     * Step 7, for one contact.
     *
     * @param stood what was bound before the request: of equivalent contacts in it the last one counts
     */
    private Optional<RegisterOutcome> put(
            String key,
            List<Binding> stood,
            List<Binding> next,
            ContactHeader contact,
            RegisterRequest asked,
            long nowNanos) {
        long seconds = asked.secondsOf(contact, limits);
        if (!(contact.address().uri() instanceof SipUri uri)) {
            return Optional.of(notReachable(contact, seconds));
        }
        if (uri.secure() && !asked.isSips()) {
            return Optional.of(new RegisterOutcome.Refused(
                    400, "Bad Request: a sips Contact is registered at a sips URI (RFC 5630)"));
        }
        if (seconds > 0 && leadsBack(key, contact, uri, asked)) {
            return Optional.of(new RegisterOutcome.Refused(
                    403, "Forbidden: a contact that is the address itself leads back here (RFC 5627)"));
        }
        if (seconds > 0 && seconds < limits.shortest().toSeconds()) {
            return Optional.of(new RegisterOutcome.TooBrief(limits.shortest()));
        }
        var device = Device.of(contact, asked.firstHopKeepsFlow());
        for (var each = next.iterator(); each.hasNext(); ) {
            var old = each.next();
            if (isOneBinding(old, uri, device)) {
                if (stood.contains(old) && asked.isStale(old)) {
                    return Optional.of(outOfOrder());
                }
                each.remove();
            }
        }
        if (seconds == 0) {
            return Optional.empty();
        }
        next.removeIf(binding -> isFormerLife(binding, device, asked));
        if (next.size() >= limits.maxBindings()) {
            if (!limits.oldestGivesWay()) {
                return Optional.of(new RegisterOutcome.Refused(403, "Forbidden: too many contacts at this address"));
            }
            // A refreshed binding goes to the end, so the first is the one not heard of for longest.
            next.remove(0);
        }
        var life = Duration.ofSeconds(Math.min(seconds, limits.longest().toSeconds()));
        next.add(new Binding(
                uri,
                contact.q().orElse(1),
                FeatureSet.of(contact.parameters()),
                device,
                asked.path(),
                asked.flow(),
                asked.request().callId(),
                asked.request().cseq().number(),
                nowNanos + life.toNanos()));
        return Optional.empty();
    }

    private RegisterOutcome notReachable(ContactHeader contact, long seconds) {
        // RFC 5627 §5.1: a GRUU leads to a sip URI alone.
        boolean wantsGruu = gruus.isPresent() && contact.instance().isPresent() && seconds > 0;
        return wantsGruu
                ? new RegisterOutcome.Refused(403, "Forbidden: a device that names itself is reached by a sip URI")
                : new RegisterOutcome.Refused(400, "Bad Request: a contact here is reached by a sip URI");
    }

    /** RFC 5627 §5.1: a contact that is the address-of-record, or a GRUU of it, would be a loop. */
    private boolean leadsBack(String key, ContactHeader contact, SipUri uri, RegisterRequest asked) {
        return gruus.isPresent()
                && contact.instance().isPresent()
                && (asked.addressOfRecord()
                                .filter(own -> own.equivalent(uri) || own.equivalent(uri.unsecured()))
                                .isPresent()
                        || ownerOf(uri).filter(owner -> owner.key().equals(key)).isPresent());
    }

    /** RFC 5626 §6: with a reg-id on both sides instance and reg-id decide and the Contact URI does not; else it alone decides. */
    private static boolean isOneBinding(Binding binding, SipUri contact, Optional<Device> device) {
        boolean counted = device.filter(known -> known.regId().isPresent()).isPresent()
                && binding.device().filter(known -> known.regId().isPresent()).isPresent();
        return counted
                ? device.get().isSameFlowAs(binding.device().get())
                : binding.contact().equivalent(contact);
    }

    /**
     * A telephone keeps its Call-ID until it restarts (RFC 3261 §10.2.4). The same device with another one has restarted, without taking back what it had registered from
     * another port; nobody is there any more.
     */
    private static boolean isFormerLife(Binding binding, Optional<Device> device, RegisterRequest asked) {
        return device.isPresent()
                && binding.device().filter(device.get()::isSameUncounted).isPresent()
                && !binding.callId().equals(asked.request().callId());
    }
}
