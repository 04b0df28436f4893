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

    /**
     * Encodes whole frames at the buffer's position.
     *
     * @param length samples, all channels together; a packet's worth
     * @return bytes written
     */
    int encode(short[] pcm, int offset, int length, ByteBuffer out);

    /**
     * Decodes the payload from position to limit, as far as {@code out} has room. Any bytes are allowed: what cannot
     * be decoded gives no samples, never an exception.
     *
     * @return samples written at {@code offset}, 0 when there was nothing to decode
     */
    int decode(ByteBuffer in, short[] out, int offset);

    /** Samples of all channels in that many microseconds. */
    default int samplesIn(long micros) {
        return (int) (sampleRate() * micros / 1_000_000) * name().channels();
    }
}
