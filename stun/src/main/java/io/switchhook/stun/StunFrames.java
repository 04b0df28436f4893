package io.switchhook.stun;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Finds the messages of STUN and of channels in a stream of bytes (RFC 8489 §6.2.2, RFC 8656 §12.5). It keeps no more than one message that is not whole yet. Used by one
 * loop.
 */
public final class StunFrames {
    private static final int CHANNEL_HEADER = 4;
    private static final int FIRST_BUFFER = 256;

    private byte[] kept = new byte[FIRST_BUFFER];
    private int length;
    private boolean broken;

    /**
     * Takes what has come.
     *
     * @param frames gets each message that is whole now, without the padding behind the data of a channel; valid during the call only
     * @return false when it is neither STUN nor of a channel: where the next message begins is not known any more, so the stream is to be closed
     */
    public boolean take(ByteBuffer bytes, Consumer<ByteBuffer> frames) {
        while (!broken && bytes.hasRemaining()) {
            int missing = wanted() - length;
            if (missing > 0) {
                keep(bytes, Math.min(missing, bytes.remaining()));
            }
            if (!broken && length >= CHANNEL_HEADER && length == wanted()) {
                int whole = isChannel() ? CHANNEL_HEADER + lengthField() : length;
                length = 0;
                frames.accept(ByteBuffer.wrap(kept, 0, whole));
            }
        }
        return !broken;
    }

    /** How long the message is, as far as that is known: first its kind and its length have to be there. */
    private int wanted() {
        if (length < CHANNEL_HEADER) {
            return CHANNEL_HEADER;
        }
        return isChannel() ? CHANNEL_HEADER + (lengthField() + 3 & ~3) : StunMessage.HEADER + lengthField();
    }

    private void keep(ByteBuffer bytes, int count) {
        if (length + count > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(length + count, Math.min(2 * kept.length, wanted())));
        }
        bytes.get(kept, length, count);
        length += count;
        // RFC 8656 §12: the first two bits tell which it is; a STUN message is a multiple of four octets long.
        boolean stun = (kept[0] & 0xC0) == 0;
        broken = !stun && !isChannel() || stun && length >= CHANNEL_HEADER && lengthField() % 4 != 0;
    }

    private boolean isChannel() {
        return (kept[0] & 0xF0) == ChannelData.FIRST_CHANNEL >> 8;
    }

    private int lengthField() {
        return (kept[2] & 0xff) << 8 | kept[3] & 0xff;
    }
}
