package io.switchhook.sip.core.registrar;

import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.PathHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A REGISTER as the registrar reads it. */
record RegisterRequest(
        SipRequest request,
        List<ContactHeader> contacts,
        Optional<Long> lifetime,
        List<PathHeader> path,
        Optional<Hop> flow,
        boolean asksForOutbound) {

    /** RFC 3327, RFC 5626, RFC 5627 §5.1 and RFC 3840 §6. */
    private static final Set<String> EXTENSIONS = Set.of("path", "outbound", "gruu", "pref");

    /** What a telephone says of itself is kept for as long as it is bound; the longest that is known of has some 600 characters. */
    private static final int LONGEST_FEATURES = 2_048;

    private static final long MALFORMED_SECONDS = 3600;

    static RegisterRequest of(SipRequest request, Optional<Hop> flow) {
        return new RegisterRequest(
                request,
                request.all(ContactHeader.TYPE),
                request.first(ExpiresHeader.TYPE).map(ExpiresHeader::seconds),
                request.all(PathHeader.TYPE),
                flow,
                supports(request, "outbound"));
    }

    /** Whether the telephone says that it understands an extension. */
    static boolean supports(SipRequest register, String extension) {
        return register.has(SupportedHeader.TYPE)
                && register.allReadable(SupportedHeader.TYPE).stream()
                        .anyMatch(tag -> tag.optionTag().equals(extension));
    }

    /** RFC 3261 §10.2.2: all bindings are meant. */
    boolean hasStar() {
        for (var contact : contacts) {
            if (contact.star()) {
                return true;
            }
        }
        return false;
    }

    /** RFC 5626 §6: whether the first hop, we or the proxy that has put itself into the Path first, keeps the flow to the telephone. */
    boolean firstHopKeepsFlow() {
        if (request.vias().size() <= 1) {
            return true;
        }
        return !path.isEmpty()
                && path.get(path.size() - 1).address().uri() instanceof SipUri first
                && first.parameters().has("ob");
    }

    /** RFC 5630 §5.1.1.1: what is registered at such an address is reached securely all the way. */
    boolean isSips() {
        return request.uri() instanceof SipUri uri && uri.secure();
    }

    /** RFC 5627 §4.1. */
    boolean understandsGruus() {
        return supports(request, "gruu");
    }

    /** As the telephone writes it, secured as its registration is; empty when To has no SIP URI. */
    Optional<SipUri> addressOfRecord() {
        return request.to().address().uri() instanceof SipUri uri
                ? Optional.of(uri.withoutParameters()).map(plain -> isSips() ? plain.secured() : plain.unsecured())
                : Optional.empty();
    }

    /** RFC 3327 §4: what is sent to the telephone takes the Path for its Route, and a proxy puts only loose routers there (RFC 3261 §16.6 item 6). */
    private boolean hasUsablePath() {
        return path.stream().allMatch(each -> each.address().uri() instanceof SipUri proxy && proxy.looseRouting());
    }

    private boolean countsFlows() {
        return contacts.stream()
                .anyMatch(contact ->
                        contact.regId().isPresent() && contact.instance().isPresent());
    }

    /** RFC 5626 §6: bindings by device and flow, and the telephone is told so. */
    boolean isOutbound() {
        return asksForOutbound && countsFlows() && firstHopKeepsFlow();
    }

    /** RFC 3261 §10.3 step 2: what it requires and we do not understand. */
    static List<String> unknownExtensions(SipRequest register) {
        return !register.has(RequireHeader.TYPE)
                ? List.of()
                : register.all(RequireHeader.TYPE).stream()
                        .map(RequireHeader::optionTag)
                        .filter(tag -> !EXTENSIONS.contains(tag.toLowerCase(Locale.ROOT)))
                        .toList();
    }

    /** What forbids it to be carried out, whatever is bound. */
    Optional<RegisterOutcome> refusal(RegistrarLimits limits) {
        if (!unknownExtensions(request).isEmpty()) {
            return refused(420, "Bad Extension");
        }
        if (!hasUsablePath()) {
            return refused(400, "Bad Request: a Path is a sip URI with lr (RFC 3327)");
        }
        if (hasStar()) {
            boolean proper = contacts.size() == 1
                    && lifetime.filter(seconds -> seconds == 0).isPresent();
            return proper ? Optional.empty() : refused(400, "Bad Request: Contact * goes with Expires 0 alone");
        }
        if (contacts.size() > limits.maxBindings()) {
            return refused(403, "Forbidden: too many contacts at this address");
        }
        if (contacts.stream().anyMatch(RegisterRequest::saysTooMuch)) {
            return refused(
                    400,
                    "Bad Request: the parameters of a Contact have " + LONGEST_FEATURES + " characters at most here");
        }
        if (asksForOutbound && countsFlows() && !firstHopKeepsFlow()) {
            return refused(439, "First Hop Lacks Outbound Support");
        }
        // RFC 5626 §6: such a registration is for a single flow.
        boolean several = contacts.size() > 1
                && contacts.stream()
                                .filter(contact -> secondsOf(contact, limits) > 0)
                                .count()
                        > 1;
        return several && isOutbound()
                ? refused(400, "Bad Request: a reg-id goes with one contact alone")
                : Optional.empty();
    }

    private static boolean saysTooMuch(ContactHeader contact) {
        return !contact.parameters().isEmpty()
                && contact.parameters().toString().length() > LONGEST_FEATURES;
    }

    private static Optional<RegisterOutcome> refused(int status, String reason) {
        return Optional.of(new RegisterOutcome.Refused(status, reason));
    }

    /** The lifetime asked for: RFC 3261 §10.3 step 7, and §10.2 for one that is no number. */
    long secondsOf(ContactHeader contact, RegistrarLimits limits) {
        if (contact.parameters().has("expires") && contact.expiresSeconds().isEmpty()) {
            return MALFORMED_SECONDS;
        }
        return contact.expiresSeconds().orElse(lifetime.orElse(limits.usual().toSeconds()));
    }

    /** A binding that this request, or a later one of the same telephone, has made already. */
    boolean isStale(Binding binding) {
        return binding.callId().equals(request.callId())
                && binding.sequence() >= request.cseq().number();
    }
}
