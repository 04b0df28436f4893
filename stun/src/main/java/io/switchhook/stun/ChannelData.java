package io.switchhook.stun;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What goes between a TURN client and its server over a channel (RFC 8656 §12.4).
 *
 * @param channel 0x4000 to 0x4FFF
 * @param data the datagram of the peer; of what was parsed a view of the datagram, valid as long as that is
 */
public record ChannelData(int channel, ByteBuffer data) {
    /** The first number of a channel. */
    public static final int FIRST_CHANNEL = 0x4000;
    /** The last number of a channel. */
    public static final int LAST_CHANNEL = 0x4FFF;

    private static final int HEADER = 4;

    /** Empty when it is anything else, or is cut. Over UDP what stands behind the data is padding (§12.5). The buffer stays as it is. */
    public static Optional<ChannelData> parse(ByteBuffer datagram) {
        if (datagram.remaining() < HEADER) {
            return Optional.empty();
        }
        int start = datagram.position();
        int channel = datagram.getShort(start) & 0xffff;
        int length = datagram.getShort(start + 2) & 0xffff;
        boolean whole = length <= datagram.remaining() - HEADER;
        return channel < FIRST_CHANNEL || channel > LAST_CHANNEL || !whole
                ? Optional.empty()
                : Optional.of(new ChannelData(channel, datagram.slice(start + HEADER, length)));
    }

    /**
     * Writes the message into the buffer from its beginning, and leaves it ready to be sent.
     *
     * @param padded whether it fills up to a multiple of four octets, as it must over a stream (§12.5)
     */
    public void write(ByteBuffer out, boolean padded) {
        out.clear();
        out.putShort((short) channel).putShort((short) data.remaining()).put(data.duplicate());
        while (padded && out.position() % 4 != 0) {
            out.put((byte) 0);
        }
        out.flip();
    }
}
