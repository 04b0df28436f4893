package io.switchhook.stack.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The three kinds of block that a capture needs (draft-ietf-opsawg-pcapng §§4.1-4.3), little-endian, each padded to four bytes. */
final class PcapngBlocks {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    /** Packets begin with their IP header. */
    private static final int LINKTYPE_RAW = 101;

    private static final short OPTION_TIME_RESOLUTION = 9;
    private static final short OPTION_APPLICATION = 4;
    /** Ten to the minus ninth of a second. */
    private static final byte NANOSECONDS = 9;

    private static final int PACKET_OVERHEAD = 32;

    private PcapngBlocks() {}

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What stands before the first packet: the section and the one interface. */
    static void writeHead(ByteBuffer out) {
        int start = begin(out, SECTION_HEADER);
        out.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(out, OPTION_APPLICATION, "Switchhook".getBytes(StandardCharsets.US_ASCII));
        out.putInt(0);
        end(out, start);
        start = begin(out, INTERFACE_DESCRIPTION);
        out.putShort((short) LINKTYPE_RAW).putShort((short) 0).putInt(0);
        option(out, OPTION_TIME_RESOLUTION, new byte[] {NANOSECONDS});
        out.putInt(0);
        end(out, start);
    }

    static int packetBlockBytes(int packetBytes) {
        return PACKET_OVERHEAD + padded(packetBytes);
    }

    static void writePacket(ByteBuffer out, Instant time, byte[] packet) {
        long nanos = time.getEpochSecond() * 1_000_000_000L + time.getNano();
        int start = begin(out, ENHANCED_PACKET);
        out.putInt(0).putInt((int) (nanos >>> 32)).putInt((int) nanos);
        out.putInt(packet.length).putInt(packet.length);
        putPadded(out, packet);
        end(out, start);
    }

    private static int begin(ByteBuffer out, int type) {
        int start = out.position();
        out.putInt(type).putInt(0);
        return start;
    }

    /** The length stands at both ends of a block. */
    private static void end(ByteBuffer out, int start) {
        int length = out.position() + 4 - start;
        out.putInt(length).putInt(start + 4, length);
    }

    private static void option(ByteBuffer out, short code, byte[] value) {
        out.putShort(code).putShort((short) value.length);
        putPadded(out, value);
    }

    private static void putPadded(ByteBuffer out, byte[] value) {
        out.put(value);
        for (int i = value.length; i < padded(value.length); i++) {
            out.put((byte) 0);
        }
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }
}
