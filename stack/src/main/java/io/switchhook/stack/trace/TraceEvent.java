package io.switchhook.stack.trace;

import java.net.InetSocketAddress;
import java.time.Instant;

/** One thing that a stack saw, sent or decided. */
public sealed interface TraceEvent {

    Instant time();

    /** Which way a packet went, as its stack sees it. */
    enum Direction {
        SENT,
        RECEIVED
    }

    /**
     * A SIP message on the wire.
     *
     * @param callId of the message, or empty when it has none that can be read
     * @param bytes the whole message with secrets masked; not to be changed
     */
    record Message(
            Instant time,
            Direction direction,
            String transport,
            InetSocketAddress local,
            InetSocketAddress remote,
            String callId,
            String summary,
            byte[] bytes)
            implements TraceEvent {

        /** A message as it was on the wire; secrets in it are masked here. */
        public static Message of(
                Instant time,
                Direction direction,
                String transport,
                InetSocketAddress local,
                InetSocketAddress remote,
                String callId,
                String summary,
                byte[] bytes) {
            return new Message(time, direction, transport, local, remote, callId, summary, SecretMask.mask(bytes));
        }
    }

    /** A decision worth showing between the messages, such as "answers the challenge" or "target 2 of 3, because 503". */
    record Note(Instant time, String callId, String text) implements TraceEvent {}

    /** An RTP or RTCP packet on the wire. */
    record Media(Instant time, Direction direction, InetSocketAddress local, InetSocketAddress remote, byte[] bytes)
            implements TraceEvent {}
}
