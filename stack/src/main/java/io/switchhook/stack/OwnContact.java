package io.switchhook.stack;

import io.switchhook.sip.message.MessageBuilder;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.Flows;
import io.switchhook.stack.flow.OwnPlace;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;

/** The Contact of one call or one line (RFC 3261 §8.1.1.8): where its peer can reach it. */
final class OwnContact {
    private final Identity identity;
    private final Flows flows;
    private Optional<InetSocketAddress> publicAddress = Optional.empty();
    private Parameters parameters = Parameters.EMPTY;
    private boolean outbound;
    private boolean sips;
    private boolean understandsGruus;
    private Optional<SipUri> gruu = Optional.empty();
    private Predicate<Flow> registered = flow -> false;
    private Optional<Boolean> named = Optional.empty();
    private Optional<String> bulkMark = Optional.empty();

    OwnContact(Identity identity, Flows flows) {
        this.identity = identity;
        this.flows = flows;
    }

    void usePublicAddress(InetSocketAddress address) {
        publicAddress = Optional.of(address);
    }

    void useParameters(Parameters more) {
        parameters = more;
    }

    void useBulk(String mark) {
        bulkMark = Optional.of(mark);
    }

    void useGruus(Optional<SipUri> own, Predicate<Flow> bound) {
        understandsGruus = true;
        gruu = own;
        registered = bound;
    }

    /** RFC 5627 §4.4. */
    void addSupported(MessageBuilder<?> message) {
        if (understandsGruus) {
            message.add(SupportedHeader.TYPE, new SupportedHeader("gruu"));
        }
    }

    /** RFC 5626 §4.3. */
    void askForFlow() {
        outbound = true;
    }

    /** Whether it is a sips URI on secure flows. */
    boolean isSips() {
        return sips;
    }

    /** Once it was a sips URI it stays one (RFC 5630 §5.1.1.2). */
    void onSending(SipRequest request) {
        sips |= SipsRules.asksForSipsContact(request);
    }

    void onAnswering(SipRequest request) {
        sips |= SipsRules.answersWithSips(request);
    }

    ContactHeader over(Optional<Flow> flow) {
        return flow.map(this::over).orElseGet(() -> new ContactHeader(identity.address(), Parameters.EMPTY));
    }

    ContactHeader over(Flow flow) {
        // RFC 5630 §5.1.1.2 has the last word on the scheme.
        var own = gruu.filter(uri -> uri.secure() == sips && isNamedByGruu(flow));
        return own.map(uri -> new ContactHeader(NameAddress.of(uri), parameters))
                .orElseGet(() -> ownAddress(flow));
    }

    /**
     * RFC 5627 §4.4, without ob, and only over the flow of the registration (RFC 5626 §4.3). What a call has begun with it keeps: flows come and go, and its peer is to find us all
     * the same.
     */
    private boolean isNamedByGruu(Flow flow) {
        if (named.isEmpty()) {
            named = Optional.of(registered.test(flow));
        }
        return named.get();
    }

    private ContactHeader ownAddress(Flow flow) {
        boolean datagrams = flow.kind() == TransportKind.UDP;
        // A registrar tells over UDP how it sees us; of our streams it sees a port that nobody can call.
        var place = publicAddress.filter(seen -> datagrams).map(OwnPlace::of).orElseGet(() -> flows.placeOf(flow));
        var host = SipUri.of(identity.contactUser(), place.host());
        var uri = place.port().isEmpty() ? host : host.withPort(place.port().getAsInt());
        if (bulkMark.isPresent()) {
            uri = uri.withFlag("bnc").withParameter("line", bulkMark.get());
        }
        boolean secured = flow.kind().secure() && sips;
        if (secured) {
            uri = uri.secured();
        }
        if (flow.kind().webSocket() || (!datagrams && !secured)) {
            uri = uri.withParameter("transport", flow.kind().uriParameter());
        }
        return new ContactHeader(NameAddress.of(outbound ? uri.withFlag("ob") : uri), parameters);
    }
}
