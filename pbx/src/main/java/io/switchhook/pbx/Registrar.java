package io.switchhook.pbx;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who can be reached where: the bindings of RFC 3261 §10.3. Pure: time is an argument. */
final class Registrar {
    /** Shorter lives would make a telephone register all the time. */
    static final Duration SHORTEST = Duration.ofSeconds(10);
    /** Longer ones would ring telephones that have long been switched off. */
    static final Duration LONGEST = Duration.ofHours(1);
    /** A person has a desk, a mobile and a few more; beyond that the one not heard of for longest gives way. */
    static final int MAX_BINDINGS = 10;

    /** What became of a REGISTER. */
    sealed interface Result {

        /** The bindings that stand now, to be listed in the 200. */
        record Done(List<Binding> bindings) implements Result {}

        /** The lifetime is too short: 423. */
        record TooBrief() implements Result {}

        /** The request cannot be carried out, for the reason given. */
        record Bad(int status, String reason) implements Result {}
    }

    private final Map<String, List<Binding>> bindings = new HashMap<>();

    /** The telephones of an extension that have not expired. */
    List<Binding> bindingsOf(String extension, long nowNanos) {
        var standing = bindings.getOrDefault(extension, List.of()).stream()
                .filter(binding -> binding.expiresAtNanos() > nowNanos)
                .toList();
        if (standing.isEmpty()) {
            bindings.remove(extension);
        } else {
            bindings.put(extension, new ArrayList<>(standing));
        }
        return standing;
    }

    Result onRegister(String extension, SipRequest request, Flow from, long nowNanos) {
        var contacts = request.all(ContactHeader.TYPE);
        boolean star = contacts.stream().anyMatch(ContactHeader::star);
        var lifetime = request.first(ExpiresHeader.TYPE).map(ExpiresHeader::seconds);
        if (star) {
            if (contacts.size() != 1 || lifetime.filter(seconds -> seconds == 0).isEmpty()) {
                return new Result.Bad(400, "Bad Request: Contact * goes with Expires 0 alone");
            }
            return removeAll(extension, request, nowNanos);
        }
        if (contacts.size() > MAX_BINDINGS) {
            return new Result.Bad(403, "Forbidden: too many telephones at this extension");
        }
        var next = new ArrayList<>(bindingsOf(extension, nowNanos));
        for (var contact : contacts) {
            if (!(contact.address().uri() instanceof SipUri)) {
                return new Result.Bad(400, "Bad Request: a telephone is reached by a sip URI");
            }
            if (isSips(contact.address().uri()) && !isSips(request.uri())) {
                return new Result.Bad(400, "Bad Request: a sips Contact is registered at a sips URI (RFC 5630)");
            }
            long seconds = contact.expiresSeconds().orElse(lifetime.orElse(LONGEST.toSeconds()));
            if (seconds > 0 && seconds < SHORTEST.toSeconds()) {
                return new Result.TooBrief();
            }
            var refusal = put(next, contact, request, from, seconds, nowNanos);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        if (next.isEmpty()) {
            bindings.remove(extension);
        } else {
            bindings.put(extension, next);
        }
        return new Result.Done(List.copyOf(next));
    }

    private static boolean isSips(Uri uri) {
        return uri instanceof SipUri sip && sip.secure();
    }

    /** RFC 3261 §10.3 step 6. */
    private Result removeAll(String extension, SipRequest request, long nowNanos) {
        if (bindingsOf(extension, nowNanos).stream().anyMatch(binding -> isStale(request, binding))) {
            return outOfOrder();
        }
        bindings.remove(extension);
        return new Result.Done(List.of());
    }

    private static boolean isStale(SipRequest request, Binding binding) {
        return binding.callId().equals(request.callId())
                && binding.sequence() >= request.cseq().number();
    }

    private static Result outOfOrder() {
        return new Result.Bad(500, "Server Internal Error: CSeq is not higher than the one before");
    }

    /** RFC 3261 §10.3 step 7: a request out of order changes nothing. */
    private static Optional<Result> put(
            List<Binding> next, ContactHeader contact, SipRequest request, Flow from, long seconds, long nowNanos) {
        var uri = contact.address().uri();
        var device = Device.of(contact, request);
        var old = next.stream()
                .filter(binding -> isOneBinding(binding, uri, device))
                .toList();
        if (old.stream().anyMatch(binding -> isStale(request, binding))) {
            return Optional.of(outOfOrder());
        }
        next.removeAll(old);
        if (seconds > 0) {
            next.removeIf(binding -> isFormerLife(binding, device, request));
            if (next.size() >= MAX_BINDINGS) {
                // A refreshed binding goes to the end, so the first is the one not heard of for longest.
                next.remove(0);
            }
            long life = Math.min(seconds, LONGEST.toSeconds());
            next.add(new Binding(
                    uri,
                    device,
                    from,
                    request.callId(),
                    request.cseq().number(),
                    nowNanos + Duration.ofSeconds(life).toNanos()));
        }
        return Optional.empty();
    }

    /** RFC 5626 §6: with a reg-id on both sides instance and reg-id decide and the Contact URI does not; else it alone decides. */
    private static boolean isOneBinding(Binding binding, Uri contact, Optional<Device> device) {
        boolean counted = device.flatMap(Device::regId).isPresent()
                && binding.device().flatMap(Device::regId).isPresent();
        return counted ? device.get().isSameFlowAs(binding.device().get()) : same(binding.contact(), contact);
    }

    /**
     * A telephone keeps its Call-ID until it restarts (RFC 3261 §10.2.4). The same device with another one has restarted, without taking back what it had registered from
     * another port; nobody is there any more.
     */
    private static boolean isFormerLife(Binding binding, Optional<Device> device, SipRequest request) {
        return device.isPresent()
                && binding.device().filter(device.get()::isSameUncounted).isPresent()
                && !binding.callId().equals(request.callId());
    }

    private static boolean same(Uri a, Uri b) {
        return a instanceof SipUri first && b instanceof SipUri second ? first.equivalent(second) : a.equals(b);
    }
}
