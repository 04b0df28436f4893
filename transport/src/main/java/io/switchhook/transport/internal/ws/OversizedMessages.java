package io.switchhook.transport.internal.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts messages of a client that are too long, in front of the decoder, which would have to hold a frame as a whole: of such a message one byte more than is allowed goes on as if
 * it ended there, so that whoever reads it can say so to its sender, and the rest is thrown away as it comes (RFC 6455 §5.2). Bounded in bytes and in time; what breaks the rules
 * is left to the decoder.
 */
final class OversizedMessages extends ChannelInboundHandlerAdapter {
    /** The longest message that is cut and does not end the WebSocket. */
    private static final int MAX_IGNORED_BYTES = 16 << 20;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int SHORT = 126;
    private static final int LONG = 127;
    private static final int KEY_BYTES = 4;

    /** The beginning of a frame. */
    private record Header(int first, boolean masked, long payload, int bytes) {
        boolean isData() {
            return (first & OPCODE) <= BINARY;
        }

        boolean begins() {
            return (first & OPCODE) != 0;
        }

        boolean ends() {
            return (first & FIN) != 0;
        }
    }

    private final int maxMessageBytes;
    private final int mostBytes;
    private final Duration patience;
    private boolean framed;
    private boolean ended;
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    /** Of the frame at hand: what goes on, and what is thrown away after it. */
    private long passing;

    private long ignoring;
    /** Of the message at hand. */
    private long messageBytes;
    /** Its end is told already, and still to come. */
    private boolean cut;

    private @Nullable ScheduledFuture<?> deadline;

    /** @param patience for the rest of a message that is too long */
    OversizedMessages(int maxMessageBytes, Duration patience) {
        this.maxMessageBytes = maxMessageBytes;
        this.mostBytes = Math.max(maxMessageBytes, MAX_IGNORED_BYTES);
        this.patience = patience;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        framed |= context.pipeline().get(WebSocket13FrameDecoder.class) != null;
        if (!framed || !(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
        } else if (ended) {
            ReferenceCountUtil.release(message);
        } else {
            var all = held.isReadable() ? Unpooled.wrappedBuffer(held, bytes) : bytes;
            held = Unpooled.EMPTY_BUFFER;
            try {
                read(context, all);
            } finally {
                all.release();
            }
            watch(context);
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf all) {
        int from = all.readerIndex();
        while (all.isReadable() && !ended) {
            if (passing > 0) {
                passing -= skip(all, passing);
            } else if (ignoring > 0) {
                pass(context, all, from);
                ignoring -= skip(all, ignoring);
                from = all.readerIndex();
            } else {
                var header = header(all);
                if (header == null) {
                    pass(context, all, from);
                    held = all.readRetainedSlice(all.readableBytes());
                    from = all.readerIndex();
                } else if (isWithin(header)) {
                    passing = header.payload();
                    all.skipBytes(header.bytes());
                } else {
                    pass(context, all, from);
                    onTooLong(context, header, all);
                    from = all.readerIndex();
                }
            }
        }
        pass(context, all, from);
    }

    private static long skip(ByteBuf all, long most) {
        int count = (int) Math.min(all.readableBytes(), most);
        all.skipBytes(count);
        return count;
    }

    private static void pass(ChannelHandlerContext context, ByteBuf all, int from) {
        if (all.readerIndex() > from) {
            context.fireChannelRead(all.retainedSlice(from, all.readerIndex() - from));
        }
    }

    /** Null while it has not come whole. */
    private @Nullable Header header(ByteBuf all) {
        int at = all.readerIndex();
        if (all.readableBytes() < 2) {
            return null;
        }
        int second = all.getUnsignedByte(at + 1);
        int length = second & ~MASKED & 0xff;
        int bytes = 2 + (length == SHORT ? 2 : length == LONG ? 8 : 0);
        if (all.readableBytes() < bytes) {
            return null;
        }
        long payload = length == SHORT ? all.getUnsignedShort(at + 2) : length == LONG ? all.getLong(at + 2) : length;
        boolean masked = (second & MASKED) != 0;
        if (masked && payload >= 0 && payload <= mostBytes) {
            bytes += KEY_BYTES;
        } // Else nothing goes on of it.
        if (all.readableBytes() < bytes) {
            return null;
        }
        return new Header(all.getUnsignedByte(at), masked, payload, bytes);
    }

    private boolean isWithin(Header header) {
        if (!header.isData() || !header.masked() || header.payload() < 0) {
            return true; // The decoder has words for what is wrong.
        }
        if (header.begins()) {
            messageBytes = 0;
            cut = false;
        }
        messageBytes = Math.min(messageBytes + header.payload(), Long.MAX_VALUE / 2);
        return !cut && messageBytes <= maxMessageBytes;
    }

    /** The header of a frame with which its message is too long, or of one that follows it. */
    private void onTooLong(ChannelHandlerContext context, Header header, ByteBuf all) {
        if (messageBytes > mostBytes) {
            ended = true;
            context.fireUserEventTriggered(new Violation(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG, "A message has more than " + mostBytes + " bytes"));
            return;
        }
        if (cut) {
            all.skipBytes(header.bytes());
            ignoring = header.payload();
        } else {
            long kept = maxMessageBytes + 1L - (messageBytes - header.payload());
            context.fireChannelRead(shortened(context, header, kept, all));
            all.skipBytes(header.bytes());
            passing = kept;
            ignoring = header.payload() - kept;
        }
        cut = !header.ends();
    }

    /** As the last frame of its message, with the mask that it has; what is cut need not be UTF-8 any more. */
    private static ByteBuf shortened(ChannelHandlerContext context, Header header, long kept, ByteBuf all) {
        int opcode = header.first() & OPCODE;
        var made = context.alloc().buffer(header.bytes() + KEY_BYTES);
        made.writeByte(header.first() & ~OPCODE | FIN | (opcode == TEXT ? BINARY : opcode));
        if (kept < SHORT) {
            made.writeByte(MASKED | (int) kept);
        } else if (kept <= 0xffff) {
            made.writeByte(MASKED | SHORT).writeShort((int) kept);
        } else {
            made.writeByte(MASKED | LONG).writeLong(kept);
        }
        return made.writeBytes(all, all.readerIndex() + header.bytes() - KEY_BYTES, KEY_BYTES);
    }

    /** A peer that draws the rest out is not waited for. */
    private void watch(ChannelHandlerContext context) {
        boolean waiting = !ended && (cut || ignoring > 0);
        if (!waiting) {
            stopWaiting();
        } else if (deadline == null) {
            deadline = context.executor()
                    .schedule(
                            () -> {
                                ended = true;
                                context.fireUserEventTriggered(new Violation(
                                        WebSocketCloseStatus.POLICY_VIOLATION,
                                        "A message that is too long was not complete in time"));
                            },
                            patience.toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopWaiting();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stopWaiting();
        held.release();
        held = Unpooled.EMPTY_BUFFER;
    }
}
