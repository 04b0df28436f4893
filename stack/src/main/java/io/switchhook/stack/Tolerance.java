package io.switchhook.stack;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.ReferSubHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.WarningHeader;
import java.util.List;

/**
 * Takes headers that cannot be read out of messages that have to be understood all the same: a response cannot be
 * refused, and a BYE ends the call whatever its Reason
 * says. Any other request with such a header is answered 400.
 */
final class Tolerance {
    private static final List<HeaderType<?>> OF_RESPONSES = List.of(
            ContactHeader.TYPE,
            ExpiresHeader.TYPE,
            MinExpiresHeader.TYPE,
            RecordRouteHeader.TYPE,
            ReferSubHeader.TYPE,
            RetryAfterHeader.TYPE,
            WarningHeader.TYPE);
    private static final List<HeaderType<?>> OF_REQUESTS = List.of(ReasonHeader.TYPE);

    private Tolerance() {}

    static SipMessage readable(SipMessage message) {
        var result = message;
        for (var type : message instanceof SipResponse ? OF_RESPONSES : OF_REQUESTS) {
            if (message.has(type) && !canBeRead(message, type)) {
                result = without(result, type);
            }
        }
        return result;
    }

    private static boolean canBeRead(SipMessage message, HeaderType<?> type) {
        try {
            message.all(type);
            return true;
        } catch (MalformedHeaderException e) {
            return false;
        }
    }

    private static SipMessage without(SipMessage message, HeaderType<?> type) {
        return message instanceof SipRequest request
                ? request.edit().remove(type).build()
                : ((SipResponse) message).edit().remove(type).build();
    }
}
