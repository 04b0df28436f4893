package io.switchhook.sip.message;

import java.nio.ByteBuffer;

/** Reads one message from bytes that hold one: a datagram, or what framing cut from a stream. */
public final class MessageParser {
    private MessageParser() {}

    /**
     * Reads the message between position and limit of the buffer, and leaves the position at the limit. The bytes are copied. Line ends before the
     * message are skipped, bytes behind the Content-Length ignored (RFC 3261 §18.3). Never throws because of what the bytes are.
     */
    public static ParseResult parse(ByteBuffer datagram, Limits limits) {
        return new MessageReader(datagram, limits).read();
    }
}
