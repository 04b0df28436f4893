package io.switchhook.sip.core.framing;

import io.switchhook.sip.core.framing.StreamItem.Broken;
import io.switchhook.sip.core.framing.StreamItem.Message;
import io.switchhook.sip.core.framing.StreamItem.Ping;
import io.switchhook.sip.core.framing.StreamItem.Pong;
import io.switchhook.sip.core.framing.StreamItem.Reason;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts the bytes of one stream into messages by Content-Length (RFC 3261 §18.3), and tells the keep-alives between them. However the bytes are split, the same messages
 * come out. Memory grows with what has come, never with what a peer announces; a buffer that has grown is given back when it is empty.
 *
 * <p>A message whose body is too long is told as {@link Message} all the same, when its body has passed, so that its sender can be told and the stream lives on: a request as one
 * to be answered 413 (RFC 3261 §21.4.11), anything else as one that nobody answers. Of the body nothing is kept.
 *
 * <p>A peer that sends a message byte by byte is bounded in bytes here. The owner bounds it in time: {@link #isMidMessage()}.
 */
public final class StreamFramer {
    private static final int FIRST_CAPACITY = 2048;
    private static final int KEPT_CAPACITY = 16 * 1024;

    private final StreamEnd end;
    private final StreamLimits limits;
    private final Limits messageLimits;
    private byte[] buffer = new byte[FIRST_CAPACITY];
    private int size;
    /** Bytes of head and body together once the head is complete, else 0; of the head alone when the body is ignored. */
    private int messageLength;
    /** Content-Length of a body that is ignored, else 0. */
    private int ignoredLength;
    /** What is still to come of it. */
    private int ignoredLeft;

    private int lineEnds;
    private boolean afterReturn;
    private boolean broken;

    public StreamFramer(StreamEnd end, StreamLimits limits, Limits messageLimits) {
        this.end = end;
        this.limits = limits;
        this.messageLimits = messageLimits;
    }

    /**
     * Takes what has come; the buffer is read to its end.
     *
     * @return what is complete now, in order. After {@link Broken} nothing more is ever returned.
     */
    public List<StreamItem> onBytes(ByteBuffer bytes) {
        var items = new ArrayList<StreamItem>();
        while (bytes.hasRemaining() && !broken) {
            if (size == 0) {
                betweenMessages(bytes, items);
            } else if (messageLength == 0) {
                readHead(bytes, items);
            } else {
                readBody(bytes);
            }
            if (messageLength > 0 && size == messageLength && ignoredLeft == 0) {
                cut(items);
            }
        }
        bytes.position(bytes.limit());
        return items;
    }

    /** True while a message has begun and is not complete: the owner should not wait for the rest forever. */
    public boolean isMidMessage() {
        return size > 0;
    }

    /** Bytes held of a message that is not complete. */
    public int bufferedBytes() {
        return size;
    }

    private void betweenMessages(ByteBuffer bytes, List<StreamItem> items) {
        byte next = bytes.get();
        if (next == '\r') {
            afterReturn = true;
        } else if (next == '\n' && afterReturn) {
            afterReturn = false;
            onLineEnd(items);
        } else if (isTokenCharacter(next)) {
            afterReturn = false;
            lineEnds = 0;
            append(next);
        } else {
            breakOff(items, Reason.NOT_SIP, "a message cannot begin with byte " + Byte.toUnsignedInt(next));
        }
    }

    /**
     * RFC 5626 §3.5.1: two in a row are a ping, one is a pong. A single one from a peer that should send pings is only blank (RFC 3261 §7.5). Some servers ping too; their two
     * come together, and nobody knows of a second one while there is only the first.
     */
    private void onLineEnd(List<StreamItem> items) {
        switch (end) {
            case OPENED_BY_US -> {
                int last = items.size() - 1;
                if (last >= 0 && items.get(last) instanceof Pong) {
                    items.set(last, new Ping());
                } else if (last < 0 || !(items.get(last) instanceof Ping)) {
                    items.add(new Pong());
                }
            }
            case OPENED_BY_PEER -> {
                lineEnds++;
                if (lineEnds == 2) {
                    lineEnds = 0;
                    addOnce(items, new Ping());
                }
            }
        }
    }

    /** A flood of keep-alives must not become a flood of objects and answers. */
    private static void addOnce(List<StreamItem> items, StreamItem item) {
        if (items.isEmpty() || !items.get(items.size() - 1).equals(item)) {
            items.add(item);
        }
    }

    private void readHead(ByteBuffer bytes, List<StreamItem> items) {
        while (bytes.hasRemaining() && messageLength == 0 && !broken) {
            append(bytes.get());
            if (buffer[size - 1] == '\n' && endsWithEmptyLine()) {
                onHead(items);
            } else if (size >= limits.maxHeadBytes()) {
                breakOff(items, Reason.HEAD_TOO_LONG, "no empty line in " + size + " bytes");
            }
        }
    }

    private boolean endsWithEmptyLine() {
        return size >= 4 && buffer[size - 2] == '\r' && buffer[size - 3] == '\n' && buffer[size - 4] == '\r';
    }

    private void onHead(List<StreamItem> items) {
        int length = ContentLengthScan.lengthIn(buffer, size);
        if (length == ContentLengthScan.MISSING) {
            breakOff(items, Reason.NO_LENGTH, "a message on a stream must have Content-Length");
        } else if (length == ContentLengthScan.BAD) {
            breakOff(items, Reason.BAD_LENGTH, "Content-Length must be one number");
        } else if (length > limits.maxIgnoredBytes()) {
            breakOff(items, Reason.BODY_TOO_LONG, tooLong(length));
        } else if (length > limits.maxBodyBytes()) {
            messageLength = size;
            ignoredLength = length;
            ignoredLeft = length;
        } else {
            messageLength = size + length;
        }
    }

    private String tooLong(int length) {
        return "Content-Length is " + length + ", and " + limits.maxBodyBytes() + " is allowed";
    }

    private void readBody(ByteBuffer bytes) {
        if (ignoredLeft > 0) {
            int ignored = Math.min(bytes.remaining(), ignoredLeft);
            bytes.position(bytes.position() + ignored);
            ignoredLeft -= ignored;
            return;
        }
        int count = Math.min(bytes.remaining(), messageLength - size);
        reserve(count);
        bytes.get(buffer, size, count);
        size += count;
    }

    private void cut(List<StreamItem> items) {
        var message = ByteBuffer.wrap(Arrays.copyOf(buffer, messageLength));
        items.add(
                ignoredLength > 0
                        ? Message.tooLong(message, messageLimits, tooLong(ignoredLength))
                        : new Message(MessageParser.parse(message, messageLimits)));
        reset();
    }

    private void reset() {
        size = 0;
        messageLength = 0;
        ignoredLength = 0;
        if (buffer.length > KEPT_CAPACITY) {
            buffer = new byte[FIRST_CAPACITY];
        }
    }

    private void breakOff(List<StreamItem> items, Reason reason, String detail) {
        broken = true;
        reset();
        items.add(new Broken(reason, detail));
    }

    private void append(byte one) {
        reserve(1);
        buffer[size++] = one;
    }

    private void reserve(int count) {
        if (buffer.length - size < count) {
            buffer = Arrays.copyOf(buffer, Math.max(size + count, buffer.length * 2));
        }
    }

    /** RFC 3261 §25.1 token: what a method, and "SIP/2.0", begins with. */
    private static boolean isTokenCharacter(byte b) {
        return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || "-.!%*_+`'~".indexOf(b) >= 0;
    }
}
