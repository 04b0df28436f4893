package io.switchhook.sip.core.registrar;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.message.uri.SipUri;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The GRUUs of a registrar (RFC 5627 §5). A temporary one costs nothing to keep: all of one device name one index, and are void when it is taken away.
 */
final class Gruus {
    /** A URN is shorter; what is longer would make every Contact of the device too large. */
    private static final int LONGEST_INSTANCE = 200;

    /** Instances are URNs, whose letter case may have been lost on the way in a URI. */
    record Owner(String key, String instance) {
        static Owner of(String key, String instance) {
            return new Owner(key, instance.toLowerCase(Locale.ROOT));
        }
    }

    private final TemporaryUsers users;
    private final int maxAddresses;
    private final int maxInstances;
    private final Map<Owner, Long> indices = new HashMap<>();
    private final Map<Long, Owner> owners = new HashMap<>();
    /** By address-of-record, the latest last: what is forgotten here is answered 404 and no more 480, which the RFC allows for (§5.3). */
    private final Map<String, Set<String>> granted = new LinkedHashMap<>();

    private long nextIndex;

    Gruus(Randomness randomness, RegistrarLimits limits) {
        this.users = new TemporaryUsers(randomness);
        this.maxAddresses = limits.maxAddresses();
        this.maxInstances = 2 * limits.maxBindings();
    }

    static boolean canName(String instance) {
        return !instance.isEmpty()
                && instance.length() <= LONGEST_INSTANCE
                && instance.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** Both for a device that is bound. @param addressOfRecord as the device writes it, without parameters */
    Gruu grant(String key, SipUri addressOfRecord, String instance) {
        var owner = Owner.of(key, instance);
        remember(owner);
        long index = indices.computeIfAbsent(owner, any -> nextIndex++);
        owners.put(index, owner);
        return new Gruu(
                addressOfRecord.withParameter("gr", instance),
                addressOfRecord.withUser(users.make(index)).withFlag("gr"));
    }

    private void remember(Owner owner) {
        var known = Optional.ofNullable(granted.remove(owner.key())).orElseGet(LinkedHashSet::new);
        known.remove(owner.instance());
        known.add(owner.instance());
        if (known.size() > maxInstances) {
            known.remove(known.iterator().next());
        }
        granted.put(owner.key(), known);
        if (granted.size() > maxAddresses) {
            granted.remove(granted.keySet().iterator().next());
        }
    }

    /** §5.1: from now on the temporary ones given so far lead nowhere. */
    void invalidate(String key, String instance) {
        Optional.ofNullable(indices.remove(Owner.of(key, instance))).ifPresent(owners::remove);
    }

    /** §5.3: the temporary ones of a device that has no binding any more are void. */
    void retain(String key, List<Binding> before, List<Binding> left) {
        for (var binding : before) {
            var device = binding.device();
            if (device.isPresent()
                    && left.stream().noneMatch(other -> isOf(other, device.get().instance()))) {
                invalidate(key, device.get().instance());
            }
        }
    }

    static boolean isOf(Binding binding, String instance) {
        return binding.device()
                .filter(device -> device.instance().equalsIgnoreCase(instance))
                .isPresent();
    }

    /** Whose it is; empty when it is none that is valid. @param key the canonical form of the URI without its parameters */
    Optional<Owner> ownerOf(String key, SipUri uri) {
        var named = uri.parameters().get("gr");
        if (named.isPresent() && !named.get().isEmpty()) {
            var owner = Owner.of(key, named.get());
            return Optional.of(owner)
                    .filter(known -> granted.getOrDefault(key, Set.of()).contains(known.instance()));
        }
        var index = users.read(uri.user().orElse(""));
        return index.isPresent() ? Optional.ofNullable(owners.get(index.getAsLong())) : Optional.empty();
    }
}
