package io.switchhook.stack.proxy;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.auth.AuthRole;
import io.switchhook.sip.core.auth.Verdict;
import io.switchhook.sip.core.proxy.ProxyTarget;
import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.core.registrar.GruuTarget;
import io.switchhook.sip.core.registrar.Registrar;
import io.switchhook.sip.core.registrar.RegistrarLimits;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.Flow;
import java.util.List;
import java.util.Optional;

/** The registrar of a server: who may register what (RFC 3261 §10.3 steps 3 and 4), and what becomes of it. Used on the loop. */
final class RegistrarDesk {
    private final Registrar registrar;
    private final Optional<Gate> gate;

    RegistrarDesk(RegistrarLimits limits, Optional<Gate> gate, Randomness randomness) {
        this.registrar = new Registrar(limits, randomness);
        this.gate = gate;
    }

    SipResponse.Builder onRegister(SipRequest register, Flow from, long nowNanos) {
        if (!(register.to().address().uri() instanceof SipUri address)
                || address.user().isEmpty()) {
            return SipResponse.answering(register, 404);
        }
        if (gate.isPresent()) {
            var verdict = gate.get().judge(register, AuthRole.USER_AGENT, nowNanos);
            if (!(verdict instanceof Verdict.Accepted) || !Gate.userOf(verdict).equals(address.user())) {
                return Gate.refusal(register, verdict);
            }
        }
        return registrar
                .onRegister(address, register, flowOf(register, from), nowNanos)
                .answer(register, nowNanos);
    }

    /** The phone is reached where its REGISTER came from, through its NAT; not when another server brought it (RFC 3327 §5.1). */
    private static Optional<Hop> flowOf(SipRequest register, Flow from) {
        return register.vias().size() == 1 ? Optional.of(from) : Optional.empty();
    }

    /** Where an address-of-record leads, or a GRUU (RFC 5627 §6.1). */
    List<ProxyTarget> targetsOf(SipUri address, long nowNanos) {
        if (!address.gruu()) {
            return all(address, nowNanos);
        }
        var bound = registrar
                .gruuTarget(address, nowNanos)
                .map(GruuTarget::bindings)
                .orElse(List.of());
        return bound.isEmpty() ? List.of() : List.of(target(bound.get(bound.size() - 1)));
    }

    /** As {@link #targetsOf} for a request inside a dialog, which has its route already: the Path is left out (RFC 5627 §6.1). */
    Optional<ProxyTarget> targetInDialog(SipUri gruu, boolean routed, long nowNanos) {
        return targetsOf(gruu, nowNanos).stream()
                .findFirst()
                .map(target -> routed ? ProxyTarget.of(target.uri()) : target);
    }

    private List<ProxyTarget> all(SipUri addressOfRecord, long nowNanos) {
        return registrar.bindingsOf(addressOfRecord, nowNanos).stream()
                .map(RegistrarDesk::target)
                .toList();
    }

    /** RFC 3327 §5.3: the Path becomes the Route. */
    private static ProxyTarget target(Binding binding) {
        var routes = binding.path().stream()
                .map(path -> new RouteHeader(path.address(), path.parameters()))
                .toList();
        return new ProxyTarget(
                binding.contact(), routes, routes.isEmpty() ? binding.flow() : Optional.empty(), binding.q());
    }

    /** Whether there is such a user at all; without a list of users everybody might be one. */
    boolean mayExist(SipUri addressOfRecord, long nowNanos) {
        if (addressOfRecord.gruu()) {
            return registrar.gruuTarget(addressOfRecord, nowNanos).isPresent();
        }
        return gate.map(list -> list.knows(addressOfRecord.user().orElse(""))).orElse(true);
    }
}
