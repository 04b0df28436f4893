package io.switchhook.media.codec;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/**
 * ITU-T G.711: A-law ({@code PCMA/8000}) and µ-law ({@code PCMU/8000}), by tables. A-law codes 13 bits of linear
 * value, µ-law 14; here both are scaled to 16, so that full scale
 * is 32256 and 32124.
 */
public final class G711 implements CodecFactory {
    // G.711 Table 2 note: 132 = 33 * 4 is µ-law's bias on the scale of 16 bits.
    private static final int MU_BIAS = 132;
    private static final int MU_CLIP = 32635;
    private static final int TABLE_SHIFT = 2;

    // The compiler knows length and place of arrays in static fields, so that no index has to be checked while it runs.
    private static final short[] A_DECODING = decodings(true);
    private static final short[] MU_DECODING = decodings(false);
    private static final byte[] A_ENCODING = encodings(true);
    private static final byte[] MU_ENCODING = encodings(false);

    public static final G711 A_LAW = new G711("PCMA", A_DECODING, A_ENCODING, new ALaw());
    public static final G711 MU_LAW = new G711("PCMU", MU_DECODING, MU_ENCODING, new MuLaw());

    private final CodecName name;
    private final short[] decoding;
    private final byte[] encoding;
    private final AudioCodec codec;

    private G711(String encodingName, short[] decoding, byte[] encoding, AudioCodec codec) {
        this.name = new CodecName(encodingName, 8000);
        this.decoding = decoding;
        this.encoding = encoding;
        this.codec = codec;
    }

    private static short[] decodings(boolean aLaw) {
        var table = new short[256];
        for (int code = 0; code < table.length; code++) {
            table[code] = (short) (aLaw ? expandALaw(code) : expandMuLaw(code));
        }
        return table;
    }

    /** µ-law needs 14 bits, A-law 13, so the two lowest bits of a sample never decide. */
    private static byte[] encodings(boolean aLaw) {
        var table = new byte[1 << 16 - TABLE_SHIFT];
        for (int i = 0; i < table.length; i++) {
            int sample = (short) (i << TABLE_SHIFT);
            table[i] = (byte) (aLaw ? compressALaw(sample) : compressMuLaw(sample));
        }
        return table;
    }

    @Override
    public CodecName name() {
        return name;
    }

    /** G.711 has no history, so that all streams share one. */
    @Override
    public AudioCodec create() {
        return codec;
    }

    /** One code, 0 to 255, as a sample. */
    public short decode(int code) {
        return decoding[code & 0xFF];
    }

    /** One sample as a code, 0 to 255. */
    public int encode(short sample) {
        return encoding[(sample & 0xFFFF) >> TABLE_SHIFT] & 0xFF;
    }

    /** The code of digital silence. */
    public int silence() {
        return encode((short) 0);
    }

    // Even bits are inverted on the line; the sign bit is 1 for positive values. G.711 Table 1.
    private static int expandALaw(int code) {
        int bits = code ^ 0x55;
        int segment = bits >> 4 & 7;
        int step = (bits & 0x0F) << 4;
        int magnitude = segment == 0 ? step + 8 : step + 0x108 << segment - 1;
        return (bits & 0x80) != 0 ? magnitude : -magnitude;
    }

    private static int compressALaw(int sample) {
        int sign = sample >= 0 ? 0x80 : 0;
        // One's complement for negative values keeps the decision at zero between the codes +0 and -0.
        int magnitude = sample >= 0 ? sample : ~sample;
        int segment = Math.max(0, 24 - Integer.numberOfLeadingZeros(magnitude));
        int mantissa = segment == 0 ? magnitude >> 4 : magnitude >> segment + 3 & 0x0F;
        return (sign | segment << 4 | mantissa) ^ 0x55;
    }

    // All bits are inverted on the line. G.711 Table 2.
    private static int expandMuLaw(int code) {
        int bits = ~code;
        int magnitude = (((bits & 0x0F) << 3) + MU_BIAS << (bits >> 4 & 7)) - MU_BIAS;
        return (bits & 0x80) != 0 ? -magnitude : magnitude;
    }

    private static int compressMuLaw(int sample) {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.min(sample < 0 ? ~sample : sample, MU_CLIP) + MU_BIAS;
        int segment = 24 - Integer.numberOfLeadingZeros(magnitude);
        return ~(sign | segment << 4 | magnitude >> segment + 3 & 0x0F) & 0xFF;
    }

    private static int encode(byte[] table, short[] pcm, int offset, int length, ByteBuffer out) {
        if (out.remaining() < length) {
            throw new BufferOverflowException();
        }
        if (out.hasArray()) {
            var target = out.array();
            int at = out.arrayOffset() + out.position();
            for (int i = 0; i < length; i++) {
                target[at + i] = table[(pcm[offset + i] & 0xFFFF) >> TABLE_SHIFT];
            }
            out.position(out.position() + length);
        } else {
            for (int i = offset; i < offset + length; i++) {
                out.put(table[(pcm[i] & 0xFFFF) >> TABLE_SHIFT]);
            }
        }
        return length;
    }

    private static int decode(short[] table, ByteBuffer in, short[] out, int offset) {
        int samples = Math.min(in.remaining(), out.length - offset);
        if (in.hasArray()) {
            var source = in.array();
            int at = in.arrayOffset() + in.position();
            for (int i = 0; i < samples; i++) {
                out[offset + i] = table[source[at + i] & 0xFF];
            }
            in.position(in.position() + samples);
        } else {
            for (int i = 0; i < samples; i++) {
                out[offset + i] = table[in.get() & 0xFF];
            }
        }
        return samples;
    }

    private static final class ALaw implements AudioCodec {
        @Override
        public CodecName name() {
            return A_LAW.name;
        }

        @Override
        public int encode(short[] pcm, int offset, int length, ByteBuffer out) {
            return G711.encode(A_ENCODING, pcm, offset, length, out);
        }

        @Override
        public int decode(ByteBuffer in, short[] out, int offset) {
            return G711.decode(A_DECODING, in, out, offset);
        }
    }

    private static final class MuLaw implements AudioCodec {
        @Override
        public CodecName name() {
            return MU_LAW.name;
        }

        @Override
        public int encode(short[] pcm, int offset, int length, ByteBuffer out) {
            return G711.encode(MU_ENCODING, pcm, offset, length, out);
        }

        @Override
        public int decode(ByteBuffer in, short[] out, int offset) {
            return G711.decode(MU_DECODING, in, out, offset);
        }
    }
}
