package io.switchhook.sip.core.framing;

import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.SipMethod;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What a stream brought. */
public sealed interface StreamItem {

    /** A message, cut out in full, or without a body that was too long and has passed. Even when it is rejected, the stream is in order and may be read on. */
    record Message(ParseResult result) implements StreamItem {
        private static final int ENTITY_TOO_LARGE = 413;

        /**
         * One that is too long: a request is to be answered 413 (RFC 3261 §21.4.11), what nobody answers is dropped.
         *
         * @param beginning its head, and perhaps some of its body
         * @param detail for a trace
         */
        public static Message tooLong(ByteBuffer beginning, Limits limits, String detail) {
            var read = MessageParser.parse(beginning, limits);
            var request = Optional.<SipRequest>empty();
            if (read instanceof ParseResult.Rejected rejected) {
                request = rejected.request();
            } else if (read instanceof ParseResult.Parsed parsed
                    && parsed.message() instanceof SipRequest whole
                    && !whole.method().equals(SipMethod.ACK)) {
                request = Optional.of(whole);
            }
            return new Message(
                    request.isEmpty()
                            ? new ParseResult.Discarded(detail)
                            : new ParseResult.Rejected(
                                    ENTITY_TOO_LARGE, StatusCode.reasonFor(ENTITY_TOO_LARGE), request, detail));
        }
    }

    /** The peer asks whether we are there: send CRLF (RFC 5626 §3.5.1). Pings that come together are told once. Servers that ask are answered too. */
    record Ping() implements StreamItem {}

    /** The answer to our double CRLF. Pongs that come together are told once. */
    record Pong() implements StreamItem {}

    /** The bytes make no sense as SIP, or too much of it: close the stream. Always the last item. */
    record Broken(Reason reason, String detail) implements StreamItem {}

    /** Why a stream cannot be read on. */
    enum Reason {
        /** What should be a start line begins with a byte that none can begin with; TLS on a TCP port, for instance. */
        NOT_SIP,
        /** The head is longer than the limit. */
        HEAD_TOO_LONG,
        /** Content-Length, which streams must have (RFC 3261 §18.3), is missing. */
        NO_LENGTH,
        /** Content-Length is no number, or is there twice with different numbers. */
        BAD_LENGTH,
        /** Content-Length is larger than what would be ignored. */
        BODY_TOO_LONG
    }

    enum Kind {
        MESSAGE,
        PING,
        PONG,
        BROKEN
    }

    default Kind kind() {
        if (this instanceof Message) {
            return Kind.MESSAGE;
        }
        return this instanceof Ping ? Kind.PING : this instanceof Pong ? Kind.PONG : Kind.BROKEN;
    }
}
