package io.switchhook.testkit;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Supplier;

/** How a peer answers, by RFC 3261 §8.2.6 and §18.2 and RFC 3581 §4. */
final class PeerResponses {
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(100, "Trying"),
            Map.entry(180, "Ringing"),
            Map.entry(181, "Call Is Being Forwarded"),
            Map.entry(182, "Queued"),
            Map.entry(183, "Session Progress"),
            Map.entry(200, "OK"),
            Map.entry(202, "Accepted"),
            Map.entry(302, "Moved Temporarily"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(407, "Proxy Authentication Required"),
            Map.entry(408, "Request Timeout"),
            Map.entry(423, "Interval Too Brief"),
            Map.entry(480, "Temporarily Unavailable"),
            Map.entry(481, "Call/Transaction Does Not Exist"),
            Map.entry(486, "Busy Here"),
            Map.entry(487, "Request Terminated"),
            Map.entry(488, "Not Acceptable Here"),
            Map.entry(489, "Bad Event"),
            Map.entry(491, "Request Pending"),
            Map.entry(500, "Server Internal Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(600, "Busy Everywhere"),
            Map.entry(603, "Decline"));

    private PeerResponses() {}

    static Draft answering(WireMessage request, int status, Supplier<String> newTag, String contactUri) {
        var draft = Draft.response(status, REASONS.getOrDefault(status, "Status " + status));
        boolean top = true;
        for (var via : request.elements("Via")) {
            draft.header("Via", top ? stamped(via, request) : via);
            top = false;
        }
        request.headers("Record-Route").forEach(route -> draft.header("Record-Route", route));
        draft.header("From", request.header("From").orElse(""));
        var to = request.header("To").orElse("");
        boolean needsTag = request.toTag().isEmpty() && status > 100;
        draft.header("To", needsTag ? to + ";tag=" + newTag.get() : to);
        draft.header("Call-ID", request.callId());
        draft.header("CSeq", request.header("CSeq").orElse(""));
        boolean establishes = request.method().equals("INVITE") && status > 100 && status < 300;
        if (establishes || (request.method().equals("REFER") && status / 100 == 2)) {
            draft.header("Contact", "<" + contactUri + ">");
        }
        return draft.header("Content-Length", "0");
    }

    /**
     * RFC 3581 §4: both parameters when rport was asked for; RFC 3261 §18.2.1: received when sent-by is not the source.
     */
    private static String stamped(String via, WireMessage request) {
        if (request.source().isEmpty()) {
            return via;
        }
        var source = request.source().get();
        var received = ";received=" + IpLiteral.asText(source.getAddress());
        if (Texts.parameter(via, "rport").isPresent()) {
            return via.replaceFirst("(?i);\\s*rport(?:=[0-9]*)?", ";rport=" + source.getPort()) + received;
        }
        boolean direct = Texts.sentBy(via)
                .filter(sentBy -> sentBy.getAddress().equals(source.getAddress()))
                .isPresent();
        return direct ? via : via + received;
    }

    /**
     * RFC 3261 §18.2.2: back by the connection, or to the source when rport asks for it, else to the port of sent-by.
     */
    static InetSocketAddress destination(WireMessage request, String transport) {
        var source = request.source()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Only a received request can be answered: " + request.startLine()));
        if (transport.equals("TCP") || Texts.parameter(request.via(), "rport").isPresent()) {
            return source;
        }
        int port = Texts.sentBy(request.via()).map(InetSocketAddress::getPort).orElse(5060);
        return new InetSocketAddress(source.getAddress(), port);
    }

    /** Answers a REGISTER with the bindings it asks for, those that are not to be removed. */
    static void grantBindings(WireMessage register, Draft draft) {
        var general = register.header("Expires").orElse("3600");
        for (var contact : register.elements("Contact")) {
            var expires = Texts.parameter(contact, "expires").orElse(general);
            if (!expires.equals("0") && !contact.equals("*")) {
                draft.header("Contact", "<" + Texts.uriOf(contact) + ">;expires=" + expires);
            }
        }
    }
}
