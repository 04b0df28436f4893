package io.switchhook.stack.proxy;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.auth.AuthRole;
import io.switchhook.sip.core.proxy.ProxyTarget;
import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.core.registrar.GruuTarget;
import io.switchhook.sip.core.registrar.RegisterOutcome;
import io.switchhook.sip.core.registrar.Registrar;
import io.switchhook.sip.core.registrar.RegistrarLimits;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.FlowPromises;
import io.switchhook.stack.flow.Flow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The registrar of a server: who may register what (RFC 3261 §10.3 steps 3 and 4), and what becomes of it. Used on the loop. */
final class RegistrarDesk {
    private final Registrar registrar;
    private final Optional<Gate> gate;
    private final Predicate<SipUri> isOurs;
    private final Predicate<Flow> isOpen;
    private final FlowPromises promises;

    /** @param isOurs whether an address-of-record is in our domain */
    RegistrarDesk(
            RegistrarLimits limits,
            Optional<Gate> gate,
            Predicate<SipUri> isOurs,
            Predicate<Flow> isOpen,
            FlowPromises promises,
            Randomness randomness) {
        this.isOurs = isOurs;
        this.isOpen = isOpen;
        this.promises = promises;
        this.registrar = new Registrar(limits, randomness);
        this.gate = gate;
    }

    SipResponse.Builder onRegister(SipRequest register, Flow from, long nowNanos) {
        // RFC 3261 §10.3 step 5.
        if (!(register.to().address().uri() instanceof SipUri address)
                || address.user().isEmpty()
                || !isOurs.test(address)) {
            return SipResponse.answering(register, 404);
        }
        var verdict = gate.map(door -> door.judge(register, AuthRole.USER_AGENT, nowNanos));
        if (verdict.isPresent() && !Gate.userOf(verdict.get()).equals(address.user())) {
            return Gate.refusal(register, verdict.get());
        }
        var outcome = registrar.onRegister(address, register, flowOf(register, from), nowNanos);
        var answer = outcome.answer(register, nowNanos);
        promises.onRegistered(outcome, register, answer, from, nowNanos);
        if (outcome instanceof RegisterOutcome.Done) {
            gate.ifPresent(door -> door.prove(verdict.orElseThrow(), answer, nowNanos));
        }
        return answer;
    }

    /** The phone is reached where its REGISTER came from, through its NAT; not when another server brought it (RFC 3327 §5.1). */
    private static Optional<Hop> flowOf(SipRequest register, Flow from) {
        return register.vias().size() == 1 ? Optional.of(from) : Optional.empty();
    }

    /**
     * Where an address-of-record leads, or a GRUU.
     *
     * @param routed whether the request has a route beyond us: one that is for a GRUU then goes without the Path of the registration (RFC 5627 §6.1)
     */
    List<ProxyTarget> targetsOf(SipUri address, boolean routed, long nowNanos) {
        if (!address.gruu()) {
            return all(address, nowNanos);
        }
        var bound = boundTo(address, nowNanos);
        if (bound.isEmpty()) {
            return List.of();
        }
        // All of one device; the latest comes last, and is tried first.
        var latestFirst = new ArrayList<>(bound);
        Collections.reverse(latestFirst);
        return List.of(routed ? ProxyTarget.of(latestFirst.get(0).contact()) : target(latestFirst));
    }

    private List<Binding> boundTo(SipUri address, long nowNanos) {
        return address.gruu()
                ? registrar
                        .gruuTarget(address, nowNanos)
                        .map(GruuTarget::bindings)
                        .orElse(List.of())
                : registrar.bindingsOf(address, nowNanos);
    }

    /**
     * RFC 5627 §6.2: a device that is known by a GRUU and reached by a Path. What comes for the GRUU within a dialog would be given to the proxy of the Path first, which knows
     * nothing of GRUUs.
     */
    boolean needsRecordRoute(SipUri address, long nowNanos) {
        return boundTo(address, nowNanos).stream()
                .anyMatch(binding ->
                        binding.device().isPresent() && !binding.path().isEmpty());
    }

    /** The user whose GRUU it is; empty when it is not valid. */
    Optional<String> ownerOf(SipUri gruu, long nowNanos) {
        return registrar.gruuTarget(gruu, nowNanos).map(GruuTarget::user);
    }

    private List<ProxyTarget> all(SipUri addressOfRecord, long nowNanos) {
        var devices = new ArrayList<List<Binding>>();
        for (var binding : registrar.bindingsOf(addressOfRecord, nowNanos)) {
            var known = devices.stream()
                    .filter(device -> device.get(0).isSameDeviceAs(binding))
                    .findFirst();
            if (known.isPresent()) {
                // The latest comes last, and is tried first.
                known.get().add(0, binding);
            } else {
                devices.add(new ArrayList<>(List.of(binding)));
            }
        }
        return devices.stream().map(this::target).toList();
    }

    /** RFC 5626 §7: one flow of a device at a time. */
    private ProxyTarget target(List<Binding> device) {
        var ways = device.stream().map(this::target).toList();
        return ways.get(0).bound(ways.subList(1, ways.size()));
    }

    /** RFC 5626 §7: what was bound to the flow is worth nothing without it. */
    void onFlowFailed(Flow flow, long nowNanos) {
        registrar.onFlowFailed(flow, nowNanos);
    }

    /** RFC 3327 §5.3: the Path becomes the Route. */
    private ProxyTarget target(Binding binding) {
        var routes = binding.path().stream()
                .map(path -> new RouteHeader(path.address(), path.parameters()))
                .toList();
        return new ProxyTarget(
                        binding.contact(), routes, routes.isEmpty() ? flowTo(binding) : Optional.empty(), binding.q())
                .withFeatures(binding.features());
    }

    /** A telephone that has not asked for its flow may be reached by its Contact when the connection is gone. */
    private Optional<Hop> flowTo(Binding binding) {
        return binding.flow().filter(flow -> binding.needsFlow() || isOpen.test((Flow) flow));
    }

    /** Whether there is such a user at all; without a list of users everybody might be one. */
    boolean mayExist(SipUri addressOfRecord, long nowNanos) {
        if (addressOfRecord.gruu()) {
            return ownerOf(addressOfRecord, nowNanos).isPresent();
        }
        return gate.map(list -> list.knows(addressOfRecord.user().orElse(""))).orElse(true);
    }
}
