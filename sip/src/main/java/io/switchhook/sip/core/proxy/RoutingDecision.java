package io.switchhook.sip.core.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.List;
import java.util.stream.Stream;

/** What is to become of a request: the answer of whoever knows the way (RFC 3261 §16.5). */
public sealed interface RoutingDecision {

    /** It is forwarded to these targets. */
    record Forward(TargetSet targets) implements RoutingDecision {}

    /** It is forwarded to where this address-of-record is registered: 404 when there is no such user, 480 when the user has no binding now. */
    record ToBindings(SipUri addressOfRecord) implements RoutingDecision {}

    /**
     * The caller is told other addresses.
     *
     * @param status 300 to 399, 302 nearly always
     */
    record Redirect(int status, List<ContactHeader> contacts) implements RoutingDecision {
        public Redirect {
            contacts = List.copyOf(contacts);
            if (status < 300 || status > 399) {
                throw new IllegalArgumentException("expected a status from 300 to 399 but found " + status);
            }
        }
    }

    /**
     * It is refused.
     *
     * @param status 400 to 699
     */
    record Reject(int status, String reason) implements RoutingDecision {
        public Reject {
            if (status < 400 || status > 699) {
                throw new IllegalArgumentException("expected a status from 400 to 699 but found " + status);
            }
        }
    }

    /** Its sender has to prove who it is first: 407 (RFC 3261 §22.3). */
    record Challenge() implements RoutingDecision {}

    enum Kind {
        FORWARD,
        TO_BINDINGS,
        REDIRECT,
        REJECT,
        CHALLENGE
    }

    default Kind kind() {
        if (this instanceof Forward) {
            return Kind.FORWARD;
        }
        if (this instanceof ToBindings) {
            return Kind.TO_BINDINGS;
        }
        if (this instanceof Redirect) {
            return Kind.REDIRECT;
        }
        return this instanceof Reject ? Kind.REJECT : Kind.CHALLENGE;
    }

    /** To one target, where its URI leads. */
    static RoutingDecision to(Uri uri) {
        return new Forward(TargetSet.parallel(List.of(ProxyTarget.of(uri))));
    }

    /** Where the request itself wants to go. */
    static RoutingDecision onward(SipRequest request) {
        return to(request.uri());
    }

    /** With its Request-URI as it is, to the server that is responsible for it, or knows who is. */
    static RoutingDecision through(SipRequest request, SipUri nextHop) {
        return new Forward(
                TargetSet.parallel(List.of(ProxyTarget.of(request.uri()).through(nextHop))));
    }

    /** To all of them at once. */
    static RoutingDecision parallel(Uri... uris) {
        return new Forward(
                TargetSet.parallel(Stream.of(uris).map(ProxyTarget::of).toList()));
    }

    /** To one after the other. */
    static RoutingDecision sequential(Uri... uris) {
        return new Forward(
                TargetSet.sequential(Stream.of(uris).map(ProxyTarget::of).toList()));
    }

    /** 302 with these addresses. */
    static RoutingDecision redirect(Uri... uris) {
        return new Redirect(
                302,
                Stream.of(uris)
                        .map(uri -> ContactHeader.of(NameAddress.of(uri)))
                        .toList());
    }

    static RoutingDecision reject(int status, String reason) {
        return new Reject(status, reason);
    }

    static RoutingDecision challenge() {
        return new Challenge();
    }
}
