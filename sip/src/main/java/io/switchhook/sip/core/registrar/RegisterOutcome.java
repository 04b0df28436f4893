package io.switchhook.sip.core.registrar;

import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.PathHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.UnsupportedHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What became of a REGISTER. */
public sealed interface RegisterOutcome {

    /**
     * Carried out.
     *
     * @param bindings what stands now
     * @param outbound whether it was bound to its flow (RFC 5626 §6)
     * @param gruus what is granted, by instance; empty for a telephone that has not asked (RFC 5627 §5.2)
     */
    record Done(List<Binding> bindings, boolean outbound, Map<String, Gruu> gruus) implements RegisterOutcome {
        public Done {
            bindings = List.copyOf(bindings);
            gruus = Map.copyOf(gruus);
        }

        /** Without GRUUs. */
        public Done(List<Binding> bindings, boolean outbound) {
            this(bindings, outbound, Map.of());
        }

        /** For how long this flow has to be there, since a device has bound itself to it (RFC 5626 §6); zero when nothing is. */
        public Duration needs(Hop flow, long nowNanos) {
            long until = nowNanos;
            for (var binding : bindings) {
                if (binding.isOutbound() && binding.flow().filter(flow::equals).isPresent()) {
                    until = Math.max(until, binding.expiresAtNanos());
                }
            }
            return Duration.ofNanos(until - nowNanos);
        }
    }

    /** A lifetime is too short: 423 with Min-Expires. Nothing was changed. */
    record TooBrief(Duration shortest) implements RegisterOutcome {}

    /** It cannot be carried out, for the reason given. Nothing was changed. */
    record Refused(int status, String reason) implements RegisterOutcome {}

    enum Kind {
        DONE,
        TOO_BRIEF,
        REFUSED
    }

    default Kind kind() {
        return this instanceof Done ? Kind.DONE : this instanceof TooBrief ? Kind.TOO_BRIEF : Kind.REFUSED;
    }

    private static Parameters parametersOf(Binding binding, Map<String, Gruu> gruus) {
        // RFC 3840 §6: the features come back.
        var features = binding.features().parameters();
        if (binding.device().isEmpty()) {
            return features;
        }
        var device = binding.device().get();
        var named = features.withQuoted("+sip.instance", '<' + device.instance() + '>');
        var gruu = gruus.get(device.instance());
        if (gruu != null) {
            named = named.withQuoted("pub-gruu", gruu.publicUri().toString())
                    .withQuoted("temp-gruu", gruu.temporary().toString());
        }
        return device.regId().isPresent()
                ? named.with("reg-id", Integer.toString(device.regId().getAsInt()))
                : named;
    }

    private static List<UnsupportedHeader> unsupported(SipRequest register) {
        return RegisterRequest.unknownExtensions(register).stream()
                .map(UnsupportedHeader::new)
                .toList();
    }

    /** The answer to the REGISTER; To has no tag of ours yet. */
    default SipResponse.Builder answer(SipRequest register, long nowNanos) {
        if (this instanceof TooBrief brief) {
            return SipResponse.answering(register, 423)
                    .set(
                            MinExpiresHeader.TYPE,
                            new MinExpiresHeader(brief.shortest().toSeconds()));
        }
        if (this instanceof Refused refused) {
            var refusal = SipResponse.answering(register, refused.status(), refused.reason());
            return refused.status() == 420 ? refusal.setAll(UnsupportedHeader.TYPE, unsupported(register)) : refusal;
        }
        var response = SipResponse.answering(register, 200);
        for (var binding : ((Done) this).bindings()) {
            long left = Math.max(
                    1, Duration.ofNanos(binding.expiresAtNanos() - nowNanos).toSeconds());
            var parameters = parametersOf(binding, ((Done) this).gruus()).with("expires", Long.toString(left));
            response.add(
                    ContactHeader.TYPE,
                    new ContactHeader(
                            NameAddress.of(binding.contact()),
                            binding.q() < 1 ? parameters.with("q", Double.toString(binding.q())) : parameters));
        }
        if (((Done) this).outbound()) {
            // RFC 5626 §6.
            response.add(RequireHeader.TYPE, new RequireHeader("outbound"));
        }
        // RFC 3327 §5.3: the path comes back to whoever understands it.
        return RegisterRequest.supports(register, "path") ? response.copyAll(register, PathHeader.TYPE) : response;
    }
}
