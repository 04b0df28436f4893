package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import java.util.Locale;

/**
 * The identity of transactions as text (RFC 3261 §17.1.3, §17.2.3). Text and not a record, because a hash table of comparable keys stays fast when a peer picks keys that
 * collide. The parts are joined by a character that no header can hold.
 */
final class MatchKeys {
    /** RFC 3261 §8.1.1.7. */
    static final String MAGIC_COOKIE = "z9hG4bK";

    private static final char JOINT = '\n';

    private MatchKeys() {}

    /** RFC 3261 §17.1.3. A branch is a token, and tokens are compared without regard to case (§7.3.1). */
    static String client(String branch, SipMethod method) {
        return lower(branch) + JOINT + method.name();
    }

    /** The key of the server transaction that the request makes or belongs to; an ACK belongs to its INVITE. */
    static String server(SipRequest request) {
        return server(request, request.method().equals(SipMethod.ACK) ? SipMethod.INVITE : request.method());
    }

    /** The key as if the request had that method (RFC 3261 §9.2: CANCEL). */
    static String server(SipRequest request, SipMethod method) {
        var via = request.topVia();
        var branch = via.branch();
        return branch.isPresent() && hasCookie(branch.get())
                ? lower(branch.get()) + JOINT + sentBy(via) + JOINT + method.name()
                : withoutCookie(request, via, method);
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
        var host = lower(via.host());
        return via.port().isPresent() ? host + ':' + via.port().getAsInt() : host;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
