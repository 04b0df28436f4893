package io.switchhook.media.codec;

import io.switchhook.media.pcm.Level;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/** Both directions of one stream of G.722. Allocates nothing once made. */
final class G722Codec implements AudioCodec {
    /** G.722 §4.5, the largest values that the bands of the decoder may have. */
    private static final int BAND_LIMIT = 16_384;

    private final G722Filter split = new G722Filter();
    private final G722Band lowerSent = G722Band.lower();
    private final G722Band higherSent = G722Band.higher();

    private final G722Filter join = new G722Filter();
    private final G722Band lowerHeard = G722Band.lower();
    private final G722Band higherHeard = G722Band.higher();

    @Override
    public CodecName name() {
        return G722.NAME;
    }

    @Override
    public int sampleRate() {
        return G722.SAMPLE_RATE;
    }

    /** A last single sample waits for no other: whole frames have an even number. */
    @Override
    public int encode(short[] pcm, int offset, int length, ByteBuffer out) {
        int bytes = length / 2;
        if (out.remaining() < bytes) {
            throw new BufferOverflowException();
        }
        for (int i = 0; i < bytes; i++) {
            out.put((byte) encodePair(pcm[offset + 2 * i], pcm[offset + 2 * i + 1]));
        }
        return bytes;
    }

    private int encodePair(short earlier, short later) {
        // G.722 §3.1: the transmit quadrature mirror filters, of which sum and difference are the two bands.
        split.put(earlier, later);
        int odd = split.earlierTaps();
        int even = split.laterTaps();
        int lower = lowerSent.encodeLower(even + odd >> 14);
        int higher = higherSent.encodeHigher(even - odd >> 14);
        return higher << 6 | lower;
    }

    @Override
    public int decode(ByteBuffer in, short[] out, int offset) {
        int pairs = Math.min(in.remaining(), (out.length - offset) / 2);
        for (int i = 0; i < pairs; i++) {
            decodePair(in.get() & 0xFF, out, offset + 2 * i);
        }
        return 2 * pairs;
    }

    private void decodePair(int code, short[] out, int at) {
        int lower = limit(lowerHeard.decodeLower(code & 0x3F));
        int higher = limit(higherHeard.decodeHigher(code >> 6));
        // G.722 §4.4: the receive quadrature mirror filters.
        join.put(lower + higher, lower - higher);
        out[at] = Level.saturate(join.laterTaps() >> 11);
        out[at + 1] = Level.saturate(join.earlierTaps() >> 11);
    }

    private static int limit(int value) {
        return Math.max(-BAND_LIMIT, Math.min(BAND_LIMIT - 1, value));
    }
}
