package io.switchhook.sip.message;

import java.util.Optional;

/** What became of bytes that were to be a message. */
public sealed interface ParseResult {
    /** The cases, to switch on. */
    enum Kind {
        /** {@link ParseResult.Parsed}. */
        PARSED,
        /** {@link ParseResult.Rejected}. */
        REJECTED,
        /** {@link ParseResult.Discarded}. */
        DISCARDED
    }

    /** Which case it is. */
    Kind kind();

    /** A message that has passed {@link MessageCheck}. */
    record Parsed(SipMessage message) implements ParseResult {
        @Override
        public Kind kind() {
            return Kind.PARSED;
        }
    }

    /**
     * A request that is to be answered with an error, never an ACK.
     *
     * @param status what to answer: 400, 505, 513, and 413 for what was cut out of a stream without its body
     * @param reason a reason phrase that says what was wrong, without any text of the peer
     * @param request what could be read of it. Its {@code topVia()} does not throw, so that {@link SipResponse#answering} of it finds its way back;
     *     all else may be missing or malformed. Empty when no Via could be read: then no answer can be sent.
     * @param detail what exactly was wrong, for a log or trace; may quote the peer, printable
     */
    record Rejected(int status, String reason, Optional<SipRequest> request, String detail) implements ParseResult {
        /** The reason is all the detail there is. */
        public Rejected(int status, String reason, Optional<SipRequest> request) {
            this(status, reason, request, reason);
        }

        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }
    }

    /**
     * Bytes that nobody is to answer: no SIP, a malformed response, a malformed ACK, a keep-alive.
     *
     * @param reason what was wrong, for a log; printable
     */
    record Discarded(String reason) implements ParseResult {
        @Override
        public Kind kind() {
            return Kind.DISCARDED;
        }
    }
}
