package io.switchhook.stack.flow;

import io.switchhook.sip.core.framing.StreamEnd;
import io.switchhook.sip.core.framing.StreamFramer;
import io.switchhook.sip.core.framing.StreamItem;
import io.switchhook.sip.core.framing.StreamLimits;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import java.nio.ByteBuffer;
import java.util.List;

/** Finds the messages in what a connection brings. */
sealed interface MessageCutter {

    /** @param longest over WebSocket, in bytes: what comes longer has been cut */
    static MessageCutter of(TransportKind kind, StreamEnd end, Limits limits, int longest) {
        return kind.webSocket()
                ? new OfMessages(end, limits, longest)
                : new OfBytes(new StreamFramer(end, StreamLimits.DEFAULT, limits));
    }

    /** What is complete now, in order. */
    List<StreamItem> onBytes(ByteBuffer bytes);

    /** Bytes held of a message that is not complete. */
    int bufferedBytes();

    /** A stream of bytes, where Content-Length says how long a message is (RFC 3261 §18.3). */
    record OfBytes(StreamFramer framer) implements MessageCutter {

        @Override
        public List<StreamItem> onBytes(ByteBuffer bytes) {
            return framer.onBytes(bytes);
        }

        @Override
        public int bufferedBytes() {
            return framer.bufferedBytes();
        }
    }

    /** WebSocket: one of its messages is one of SIP (RFC 7118 §5), or a sign of life (§6; RFC 5626 §3.5.1). */
    record OfMessages(StreamEnd end, Limits limits, int longest) implements MessageCutter {
        private static final int DOUBLE_LINE_END = 4;

        @Override
        public List<StreamItem> onBytes(ByteBuffer bytes) {
            if (bytes.remaining() > longest) {
                var detail = "A message over WebSocket has more than " + longest + " bytes";
                return List.of(StreamItem.Message.tooLong(bytes, limits, detail));
            }
            for (int i = bytes.position(); i < bytes.limit(); i++) {
                if (bytes.get(i) != '\r' && bytes.get(i) != '\n') {
                    return List.of(new StreamItem.Message(MessageParser.parse(bytes, limits)));
                }
            }
            boolean asks = end == StreamEnd.OPENED_BY_PEER || bytes.remaining() >= DOUBLE_LINE_END;
            return List.of(asks ? new StreamItem.Ping() : new StreamItem.Pong());
        }

        @Override
        public int bufferedBytes() {
            return 0;
        }
    }
}
