package io.switchhook.media.rtcp;

import io.switchhook.media.rtcp.RtcpParse.Malformed;
import io.switchhook.media.rtcp.RtcpParse.Parsed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One datagram of RTCP: packets in a row, the first of them a report (RFC 3550 §6.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|  count  |      type     |    length in words, less one  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 of the packet's own kind ...                  |
 * </pre>
 */
public record RtcpCompound(List<RtcpPacket> packets) {
    private static final int HEADER_BYTES = 4;
    private static final int VERSION = 2;
    private static final int PADDING_BIT = 0x20;
    private static final int MAX_COUNT = 31;

    /** More packets than any sender of one stream has reason to put in a datagram. */
    private static final int MAX_PACKETS = 64;

    public RtcpCompound {
        packets = List.copyOf(packets);
    }

    /**
     * Reads the datagram from position to limit, and moves neither. Never throws on bad input. Validity as RFC 3550
     * §A.2.
     */
    public static RtcpParse parse(ByteBuffer datagram) {
        ByteBuffer in = datagram.slice().order(ByteOrder.BIG_ENDIAN);
        var packets = new ArrayList<RtcpPacket>(4);
        if (!in.hasRemaining()) {
            return new Malformed("Expected RTCP, got an empty datagram");
        }
        while (in.hasRemaining()) {
            int offset = in.position();
            if (in.remaining() < HEADER_BYTES) {
                return malformed("Expected a header of 4 bytes, only " + in.remaining() + " left", offset);
            }
            int flags = in.get();
            int type = in.get() & 0xFF;
            int length = 4 * ((in.getShort() & 0xFFFF) + 1);
            String problem = problem(packets, flags, type, length, in.capacity() - offset);
            if (!problem.isEmpty()) {
                return malformed(problem, offset);
            }
            // The slice keeps what this packet may read inside its own length.
            int padding = (flags & PADDING_BIT) == 0 ? 0 : in.get(offset + length - 1) & 0xFF;
            if ((flags & PADDING_BIT) != 0 && (padding == 0 || padding % 4 != 0 || padding > length - HEADER_BYTES)) {
                return malformed("Padding of " + padding + " bytes in a packet of " + length, offset);
            }
            ByteBuffer body = in.slice(offset + HEADER_BYTES, length - HEADER_BYTES - padding);
            Optional<RtcpPacket> packet = parseBody(body, type, flags & MAX_COUNT, length);
            if (packet.isEmpty()) {
                return malformed(
                        "Packet of type " + type + " is too short for its count " + (flags & MAX_COUNT), offset);
            }
            packets.add(packet.get());
            in.position(offset + length);
        }
        return new Parsed(new RtcpCompound(packets));
    }

    /**
     * Whether a part of it says that it comes from that source, as a report or as a chunk of a description. Who is reported on, or says goodbye, does not count (RFC 3550 §8.2).
     */
    public boolean isFrom(int ssrc) {
        for (RtcpPacket part : packets) {
            if (part instanceof SenderReport report && report.ssrc() == ssrc
                    || part instanceof ReceiverReport receiver && receiver.ssrc() == ssrc
                    || part instanceof SourceDescription description && description.describes(ssrc)) {
                return true;
            }
        }
        return false;
    }

    private static String problem(List<RtcpPacket> before, int flags, int type, int length, int available) {
        if ((flags >> 6 & 3) != VERSION) {
            return "Expected version 2";
        }
        if (before.isEmpty() && type != SenderReport.TYPE && type != ReceiverReport.TYPE) {
            return "Expected a sender or receiver report first, got type " + type;
        }
        if (length > available) {
            return "Expected " + length + " bytes, only " + available + " left";
        }
        if ((flags & PADDING_BIT) != 0 && length != available) {
            return "Padding is allowed in the last packet only";
        }
        return before.size() >= MAX_PACKETS ? "More than " + MAX_PACKETS + " packets" : "";
    }

    private static Malformed malformed(String reason, int offset) {
        return new Malformed(reason + " (at byte " + offset + ")");
    }

    private static Optional<RtcpPacket> parseBody(ByteBuffer body, int type, int count, int length) {
        if (body.remaining() < leastBody(type, count)) {
            return Optional.empty();
        }
        if (type == SenderReport.TYPE) {
            return Optional.of(SenderReport.parse(body, count));
        }
        if (type == ReceiverReport.TYPE) {
            return Optional.of(ReceiverReport.parse(body, count));
        }
        if (type == SourceDescription.TYPE) {
            return SourceDescription.parse(body, count).map(RtcpPacket.class::cast);
        }
        if (type == Goodbye.TYPE) {
            return Optional.of(Goodbye.parse(body, count));
        }
        if (type == ExtendedReport.TYPE && body.remaining() >= ExtendedReport.FIXED_BYTES) {
            return Optional.of(ExtendedReport.parse(body));
        }
        return Optional.of(new UnknownRtcp(type, length));
    }

    private static int leastBody(int type, int count) {
        if (type == SenderReport.TYPE) {
            return SenderReport.SENDER_BYTES + ReceptionReport.BYTES * count;
        }
        if (type == ReceiverReport.TYPE) {
            return ReceiverReport.FIXED_BYTES + ReceptionReport.BYTES * count;
        }
        return type == Goodbye.TYPE ? 4 * count : 0;
    }

    /**
     * Writes the packets at the buffer's position, in big-endian order.
     *
     * @throws IllegalArgumentException when the first is no report, or one is an {@link UnknownRtcp}, whose bytes
     *     are not kept
     * @throws java.nio.BufferOverflowException when the buffer is too small
     */
    public void write(ByteBuffer out) {
        if (packets.isEmpty()
                || !(packets.get(0) instanceof SenderReport || packets.get(0) instanceof ReceiverReport)) {
            throw new IllegalArgumentException("A compound starts with a sender or receiver report (RFC 3550 §6.1)");
        }
        out.order(ByteOrder.BIG_ENDIAN);
        for (RtcpPacket packet : packets) {
            if (packet instanceof SenderReport report) {
                report.write(out);
            } else if (packet instanceof ReceiverReport report) {
                report.write(out);
            } else if (packet instanceof SourceDescription description) {
                description.write(out);
            } else if (packet instanceof Goodbye goodbye) {
                goodbye.write(out);
            } else if (packet instanceof ExtendedReport extended) {
                extended.write(out);
            } else {
                throw new IllegalArgumentException("Cannot write " + packet);
            }
        }
    }

    static void writeHeader(ByteBuffer out, int count, int type, int bodyLength) {
        if (count > MAX_COUNT) {
            throw new IllegalArgumentException("An RTCP packet counts to 31, not " + count);
        }
        out.put((byte) (VERSION << 6 | count)).put((byte) type).putShort((short) (bodyLength / 4));
    }
}
