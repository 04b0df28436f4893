package io.switchhook.sip.core.proxy;

import io.switchhook.sip.core.route.RouteSet;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.MaxBreadthHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.ProxyRequireHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.UnsupportedHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.OtherUri;
import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Whether a request may be proxied (RFC 3261 §16.3), and what it looks like once its routes are read (§16.4). Credentials are checked elsewhere. */
public final class RequestValidation {

    /** What came of it. */
    public sealed interface Result {

        /**
         * It may pass.
         *
         * @param request without the routes that named us
         * @param looseRouted whether a Route of it named us: it is inside a dialog that we record-routed, or was sent here by a preloaded Route
         */
        record Passed(SipRequest request, boolean looseRouted) implements Result {}

        /** It is refused with this; To has no tag of ours yet. */
        record Refused(SipResponse.Builder response) implements Result {}

        /** It ends here because of its Max-Forwards, and asks for nothing but what we can do: OPTIONS is answered as a user agent would (§11). */
        record AnswerHere() implements Result {}
    }

    private final Set<String> extensions;
    private final Predicate<SipUri> isOurs;
    private final Predicate<ViaHeader> isOurVia;
    private final Predicate<SipRequest> endsHere;

    /** For an element that forwards all requests. */
    public RequestValidation(Set<String> extensions, Predicate<SipUri> isOurs, Predicate<ViaHeader> isOurVia) {
        this(extensions, isOurs, isOurVia, request -> false);
    }

    /**
     * @param extensions the option tags of Proxy-Require that are understood
     * @param isOurs whether a URI is one that we put into Record-Route, or otherwise names this element
     * @param isOurVia whether a Via was written by this element
     * @param endsHere whether a request, without the routes that named us, goes no further: a REGISTER that our own registrar answers, whatever its Max-Forwards
     */
    public RequestValidation(
            Set<String> extensions,
            Predicate<SipUri> isOurs,
            Predicate<ViaHeader> isOurVia,
            Predicate<SipRequest> endsHere) {
        this.endsHere = endsHere;
        this.extensions = Set.copyOf(extensions);
        this.isOurs = isOurs;
        this.isOurVia = isOurVia;
    }

    /**
     * Checks a request, of any method. An ACK that is refused is to be dropped.
     *
     * @throws MalformedException when a header that is needed cannot be read: to be answered 400
     */
    public Result check(SipRequest request) {
        // §16.3 item 2. A tel URI is understood: the policy may translate it.
        if (request.uri() instanceof OtherUri) {
            return refused(request, 416);
        }
        var routed = preprocessed(request);
        var hops = request.first(MaxForwardsHeader.TYPE).map(MaxForwardsHeader::hops);
        if (hops.filter(left -> left == 0).isPresent() && !endsHere.test(routed)) {
            return request.method().equals(SipMethod.OPTIONS) ? new Result.AnswerHere() : refused(request, 483);
        }
        var breadth = breadthOf(request);
        if (breadth.filter(value -> value < 1).isPresent()) {
            return new Result.Refused(
                    SipResponse.answering(request, 400, "Bad Request: Max-Breadth must be a positive number"));
        }
        if (isLooped(routed)) {
            return refused(request, 482);
        }
        var unknown = unknownExtensions(request);
        // RFC 3261 §20.29, §9.1: neither CANCEL nor ACK may carry it.
        if (!unknown.isEmpty() && !isHopByHop(request)) {
            return new Result.Refused(SipResponse.answering(request, 420).setAll(UnsupportedHeader.TYPE, unknown));
        }
        boolean looseRouted = routed != request
                && routed.all(RouteHeader.TYPE).size()
                        < request.all(RouteHeader.TYPE).size();
        return new Result.Passed(routed, looseRouted);
    }

    private List<UnsupportedHeader> unknownExtensions(SipRequest request) {
        return !request.has(ProxyRequireHeader.TYPE)
                ? List.of()
                : request.all(ProxyRequireHeader.TYPE).stream()
                        .map(ProxyRequireHeader::optionTag)
                        .filter(tag -> !extensions.contains(tag))
                        .map(UnsupportedHeader::new)
                        .toList();
    }

    private static boolean isHopByHop(SipRequest request) {
        return request.method().equals(SipMethod.CANCEL) || request.method().equals(SipMethod.ACK);
    }

    private static Result refused(SipRequest request, int status) {
        return new Result.Refused(SipResponse.answering(request, status));
    }

    /** RFC 3261 §16.4. Two routes in a row are ours where we changed the transport and put in both sides. */
    private SipRequest preprocessed(SipRequest request) {
        var routed = withoutOurMaddr(request);
        var next = RouteSet.received(routed, isOurs);
        while (next != routed) {
            routed = next;
            next = RouteSet.received(routed, isOurs);
        }
        return routed;
    }

    /** §16.4, third paragraph: an maddr that has led here has done its work. */
    private SipRequest withoutOurMaddr(SipRequest request) {
        if (!(request.uri() instanceof SipUri uri)) {
            return request;
        }
        var maddr = uri.parameters().get("maddr");
        if (maddr.isEmpty() || !isOurs.test(uri.withHost(maddr.get()))) {
            return request;
        }
        var bare = uri.withoutParameter("maddr").withoutParameter("transport").withoutPort();
        return request.edit().uri(bare).build();
    }

    /** RFC 5393 §4.2.2; a Via of someone else that cannot be read is passed over (§4.2.4). */
    private boolean isLooped(SipRequest routed) {
        for (var via : routed.allReadable(ViaHeader.TYPE)) {
            if (isOurVia.test(via) && ProxyBranch.isLoop(via, ProxyBranch.loopHash(routed))) {
                return true;
            }
        }
        return false;
    }

    /** The Max-Breadth of a request (RFC 5393 §5.3.1); 0 when it cannot be read. */
    static Optional<Integer> breadthOf(SipRequest request) {
        return request.has(MaxBreadthHeader.TYPE)
                ? request.value(MaxBreadthHeader.TYPE.name()).map(RequestValidation::numberOrZero)
                : Optional.empty();
    }

    private static int numberOrZero(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 9;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits ? Integer.parseInt(text) : 0;
    }

    static void setBreadth(SipRequest.Builder builder, int breadth) {
        builder.set(MaxBreadthHeader.TYPE, new MaxBreadthHeader(breadth));
    }
}
