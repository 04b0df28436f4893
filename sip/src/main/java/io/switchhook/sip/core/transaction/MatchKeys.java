package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;

/**
 * The identity of transactions as text (RFC 3261 §17.1.3, §17.2.3). Text and not a record, because a hash table of comparable keys stays fast when a peer picks keys that
 * collide. The parts are joined by a character that no header can hold.
 */
final class MatchKeys {
    /** RFC 3261 §8.1.1.7. */
    static final String MAGIC_COOKIE = "z9hG4bK";

    private static final char JOINT = '\n';
    /** Port, method and what joins them. */
    private static final int MOST_OF_THE_REST = 20;

    private MatchKeys() {}

    /** RFC 3261 §17.1.3. A branch is a token, and tokens are compared without regard to case (§7.3.1). */
    static String client(String branch, SipMethod method) {
        var key = new StringBuilder(branch.length() + method.name().length() + 1);
        appendLower(branch, key);
        return key.append(JOINT).append(method.name()).toString();
    }

    /** The key of the server transaction that the request makes or belongs to; an ACK belongs to its INVITE. */
    static String server(SipRequest request) {
        return server(request, request.method().equals(SipMethod.ACK) ? SipMethod.INVITE : request.method());
    }

    /** The key as if the request had that method (RFC 3261 §9.2: CANCEL). */
    static String server(SipRequest request, SipMethod method) {
        var via = request.topVia();
        var branch = via.branch();
        if (branch.isEmpty() || !hasCookie(branch.get())) {
            return withoutCookie(request, via, method);
        }
        var key = new StringBuilder(branch.get().length() + via.host().length() + MOST_OF_THE_REST);
        appendLower(branch.get(), key);
        appendSentBy(via, key.append(JOINT));
        return key.append(JOINT).append(method.name()).toString();
    }

    /** True when the peer is of RFC 3261; else To tags take part in matching. */
    static boolean hasCookie(SipRequest request) {
        return request.topVia().branch().filter(MatchKeys::hasCookie).isPresent();
    }

    private static boolean hasCookie(String branch) {
        return branch.regionMatches(true, 0, MAGIC_COOKIE, 0, MAGIC_COOKIE.length());
    }

    /** RFC 3261 §17.2.3, second rule. The To tag is compared by the caller, because an ACK has another one than its INVITE. */
    private static String withoutCookie(SipRequest request, ViaHeader via, SipMethod method) {
        return String.join(
                String.valueOf(JOINT),
                request.uri().toString(),
                request.from().tag().orElse(""),
                request.callId(),
                Long.toString(request.cseq().number()),
                via.transport(),
                sentBy(via),
                via.branch().orElse(""),
                method.name());
    }

    /** What two copies of one request that came by two ways have in common (RFC 3261 §8.2.2.2); an empty text when the rule does not apply. */
    static String merge(SipRequest request) {
        if (request.to().tag().isPresent() || request.method().equals(SipMethod.CANCEL)) {
            return "";
        }
        return String.join(
                String.valueOf(JOINT),
                request.callId(),
                request.from().tag().orElse(""),
                Long.toString(request.cseq().number()),
                request.method().name());
    }

    static String toTag(SipMessage message) {
        return message.to().tag().orElse("");
    }

    private static String sentBy(ViaHeader via) {
        var text = new StringBuilder();
        appendSentBy(via, text);
        return text.toString();
    }

    private static void appendSentBy(ViaHeader via, StringBuilder target) {
        appendLower(via.host(), target);
        via.port().ifPresent(port -> target.append(':').append(port));
    }

    /** The letters of ASCII alone: there are no others in a token or a host. */
    private static void appendLower(String text, StringBuilder target) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            target.append(c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
    }
}
