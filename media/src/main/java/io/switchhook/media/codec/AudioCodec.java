package io.switchhook.media.codec;

import java.nio.ByteBuffer;

/**
 * Encoder and decoder of one stream; may keep state from frame to frame, so each stream has its own. Samples are
 * 16-bit linear, interleaved when there are several channels.
 * Called by one thread at a time.
 */
public interface AudioCodec {

    /** The format's name; its clock rate is that of the timestamps. */
    CodecName name();

    /** Samples a second and channel of the PCM side. Differs from the clock rate in G.722 only (RFC 3551 §4.5.2). */
    default int sampleRate() {
        return name().clockRate();
    }

    /** Channels of the PCM side. Differs from those of the name in Opus, which is called stereo also where it is mono (RFC 7587 §7). */
    default int channels() {
        return name().channels();
    }

    /**
     * Encodes whole frames at the buffer's position.
     *
     * @param length samples, all channels together; a packet's worth
     * @return bytes written; 0 when nothing need be sent for that long (DTX, RFC 7587 §3.1.3)
     */
    int encode(short[] pcm, int offset, int length, ByteBuffer out);

    /**
     * Decodes the payload from position to limit, as far as {@code out} has room. Any bytes are allowed: what cannot
     * be decoded gives no samples, never an exception.
     *
     * @return samples written at {@code offset}, 0 when there was nothing to decode
     */
    int decode(ByteBuffer in, short[] out, int offset);

    /**
     * Writes audio in place of a packet that has not come, as the decoder thinks it would have gone on.
     *
     * @param length samples wanted, all channels together: a whole number of 2.5 ms; there is room for them
     * @return samples written at {@code offset}; 0 when the codec knows nothing, and the stream fills the gap itself
     */
    default int conceal(short[] out, int offset, int length) {
        return 0;
    }

    /**
     * Decodes a packet that was lost from what the one after it repeats of it (forward error correction). That one is decoded afterwards as if nothing had been lost.
     *
     * @param next the payload of the packet after the lost one; its position stays
     * @param length samples lost, all channels together; there is room for them
     * @return samples written at {@code offset}; 0 when the packet repeats nothing
     */
    default int recover(ByteBuffer next, short[] out, int offset, int length) {
        return 0;
    }

    /** Samples of all channels in that many microseconds. */
    default int samplesIn(long micros) {
        return (int) (sampleRate() * micros / 1_000_000) * channels();
    }
}
