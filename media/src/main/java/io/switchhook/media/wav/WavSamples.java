package io.switchhook.media.wav;

import io.switchhook.media.codec.G711;
import java.nio.ByteBuffer;

/** Turns a WAV file's sample bytes into linear 16-bit samples and back. */
public final class WavSamples {

    private WavSamples() {}

    /**
     * Reads whole frames at the buffer's position and gives one sample for each: the mean of its channels.
     *
     * @return samples written: as many as {@code length} allows and the buffer has
     */
    public static int readMono(WavFormat format, ByteBuffer in, short[] target, int offset, int length) {
        int count = Math.min(length, in.remaining() / format.frameBytes());
        for (int i = 0; i < count; i++) {
            int sum = 0;
            for (int channel = 0; channel < format.channels(); channel++) {
                sum += sample(format.encoding(), in);
            }
            target[offset + i] = (short) (sum / format.channels());
        }
        return count;
    }

    private static int sample(WavEncoding encoding, ByteBuffer in) {
        return switch (encoding) {
            case PCM_8 -> (in.get() & 0xFF) - 128 << 8;
            case PCM_16 -> in.get() & 0xFF | in.get() << 8;
            case A_LAW -> G711.A_LAW.decode(in.get());
            case MU_LAW -> G711.MU_LAW.decode(in.get());
        };
    }

    /** Writes interleaved samples at the buffer's position, which must have room for them. */
    public static void write(WavFormat format, short[] samples, int offset, int length, ByteBuffer out) {
        for (int i = offset; i < offset + length; i++) {
            short sample = samples[i];
            switch (format.encoding()) {
                case PCM_8 -> out.put((byte) ((sample >> 8) + 128));
                case PCM_16 -> out.put((byte) sample).put((byte) (sample >> 8));
                case A_LAW -> out.put((byte) G711.A_LAW.encode(sample));
                case MU_LAW -> out.put((byte) G711.MU_LAW.encode(sample));
            }
        }
    }
}
