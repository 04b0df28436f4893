package io.switchhook.pbx;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.random.Randomness;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.pbx.internal.ring.CalledLegs;
import io.switchhook.pbx.internal.ring.Destination;
import io.switchhook.pbx.internal.ring.Telephones;
import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.core.registrar.GruuTarget;
import io.switchhook.sip.core.registrar.RegisterOutcome;
import io.switchhook.sip.core.registrar.Registrar;
import io.switchhook.sip.core.registrar.RegistrarLimits;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.UserAgentHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.FlowPromises;
import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the telephones are, and who hears when they come and go. On the signalling loop. */
final class Registrations implements Telephones {
    /** Whoever watches hears of an expiry that late at most; a sweep looks at every binding. */
    private static final Duration SWEEP_PACE = Duration.ofSeconds(1);

    private final PbxEngine pbx;
    private final NumberPlan numbers;
    private final Registrar registrar;
    private final FlowPromises promises;
    private final Alarm sweep;
    private final Map<String, Map<String, PbxRegistration>> told = new HashMap<>();
    private long sweepAtNanos = Long.MAX_VALUE;
    /** Why bindings go that have not expired. */
    private PbxEvent.RegistrationEnd cause = PbxEvent.RegistrationEnd.UNREGISTERED;

    private Optional<SipRequest> registering = Optional.empty();

    Registrations(PbxEngine pbx, NumberPlan numbers, FlowPromises promises, Randomness random) {
        this.pbx = pbx;
        this.numbers = numbers;
        this.promises = promises;
        this.registrar = new Registrar(RegistrarLimits.DEFAULT.withOldestGivingWay(), random);
        this.sweep = pbx.loop().alarm(this::onSweep);
        registrar.observe(this::onChanged);
    }

    RegisterOutcome register(String number, SipRequest request, Flow from, long nowNanos) {
        cause = PbxEvent.RegistrationEnd.UNREGISTERED;
        registering = Optional.of(request);
        return registrar.onRegister(addressOf(number), request, Optional.of(from), nowNanos);
    }

    void promise(RegisterOutcome outcome, SipRequest request, SipResponse.Builder answer, Flow from, long nowNanos) {
        promises.onRegistered(outcome, request, answer, from, nowNanos);
    }

    private List<Binding> bindingsOf(String number, long nowNanos) {
        return registrar.bindingsOf(addressOf(number), nowNanos);
    }

    @Override
    public Optional<Destination> destination(SipUri uri, long nowNanos) {
        if (!uri.gruu()) {
            return numbers.numberIn(uri)
                    .filter(numbers::hasExtension)
                    .map(number -> Destination.all(number, bindingsOf(number, nowNanos)));
        }
        return gruuTarget(uri, nowNanos)
                .filter(target -> numbers.hasExtension(target.user()))
                .map(target -> Destination.one(target.user(), target.bindings()));
    }

    private Optional<GruuTarget> gruuTarget(SipUri uri, long nowNanos) {
        return registrar.gruuTarget(uri.withHost(NumberPlan.ANY_HOST), nowNanos);
    }

    /** Whether a telephone is bound to that number, as far as it has been looked at. */
    boolean has(String number) {
        return told.containsKey(number);
    }

    void onFlowFailed(Flow flow, long nowNanos) {
        cause = PbxEvent.RegistrationEnd.FLOW_LOST;
        registrar.onFlowFailed(flow, nowNanos);
    }

    /** The extension is none any more. */
    void remove(String number) {
        cause = PbxEvent.RegistrationEnd.EXTENSION_REMOVED;
        registrar.remove(addressOf(number));
    }

    /** What stands now. */
    List<PbxRegistration> snapshot(long nowNanos) {
        registrar.expire(nowNanos);
        return told.values().stream().flatMap(all -> all.values().stream()).toList();
    }

    int armedAlarms() {
        return sweep.isSet() ? 1 : 0;
    }

    void close() {
        sweep.cancel();
    }

    private static SipUri addressOf(String extension) {
        return SipUri.of(extension, NumberPlan.ANY_HOST);
    }

    private void onSweep() {
        long now = pbx.loop().nowNanos();
        sweepAtNanos = Long.MAX_VALUE;
        registrar.expire(now);
        told.keySet()
                .forEach(number -> bindingsOf(number, now).forEach(binding -> sweepBy(binding.expiresAtNanos(), now)));
    }

    private void sweepBy(long expiresAtNanos, long nowNanos) {
        long at = Math.max(expiresAtNanos, nowNanos + SWEEP_PACE.toNanos());
        if (at < sweepAtNanos) {
            sweepAtNanos = at;
            sweep.set(at);
        }
    }

    private void onChanged(String number, List<Binding> before, List<Binding> after) {
        long now = pbx.loop().nowNanos();
        var known = told.getOrDefault(number, Map.of());
        var next = new LinkedHashMap<String, PbxRegistration>();
        for (var binding : after) {
            var name = nameOf(binding);
            sweepBy(binding.expiresAtNanos(), now);
            next.put(name, before.contains(binding) ? known.get(name) : describe(number, binding, known, now));
        }
        if (next.isEmpty()) {
            told.remove(number);
        } else {
            told.put(number, next);
        }
        next.forEach((name, registration) -> {
            if (!known.containsKey(name)) {
                pbx.events().tell(new PbxEvent.Registered(registration));
            }
        });
        for (var binding : before) {
            var name = nameOf(binding);
            var gone = known.get(name);
            if (gone != null && !next.containsKey(name)) {
                var end = binding.expiresAtNanos() <= now ? PbxEvent.RegistrationEnd.EXPIRED : endOf(binding);
                pbx.events().tell(new PbxEvent.Unregistered(gone, end));
            }
        }
    }

    /** The flows of one device may share a contact (RFC 5626 §4.2). */
    private static String nameOf(Binding binding) {
        return binding.device().map(device -> device + " ").orElse("") + binding.contact();
    }

    /** A telephone that registers anew from another port, or one too many, takes the place of another that it does not name. */
    private PbxEvent.RegistrationEnd endOf(Binding gone) {
        boolean named = registering.stream()
                .flatMap(request -> request.allReadable(ContactHeader.TYPE).stream())
                .anyMatch(contact -> contact.star()
                        || (contact.address().uri() instanceof SipUri uri && uri.equivalent(gone.contact())));
        return cause != PbxEvent.RegistrationEnd.UNREGISTERED || named ? cause : PbxEvent.RegistrationEnd.REPLACED;
    }

    private PbxRegistration describe(
            String number, Binding binding, Map<String, PbxRegistration> known, long nowNanos) {
        var flow = CalledLegs.flowOf(binding);
        var wall = pbx.world().wallTime();
        var since = Optional.ofNullable(known.get(nameOf(binding)))
                .map(PbxRegistration::since)
                .orElse(wall);
        Instant expires = wall.plusNanos(binding.expiresAtNanos() - nowNanos);
        var product = registering
                .flatMap(request -> request.firstReadable(UserAgentHeader.TYPE))
                .map(UserAgentHeader::text);
        return new PbxRegistration(number, binding.contact(), product, flow.remote(), flow.kind(), since, expires);
    }
}
