package io.switchhook.media.wav;

import io.switchhook.media.wav.WavParse.Malformed;
import io.switchhook.media.wav.WavParse.NeedMore;
import io.switchhook.media.wav.WavParse.Parsed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What stands before the samples of a RIFF/WAVE file. All numbers are little-endian; a chunk is a name, a length and
 * as many bytes, and a filling byte when the length is odd.
 *
 * <pre>
 *  0: "RIFF" length "WAVE"
 * 12: "fmt " length { tag:2 channels:2 rate:4 bytesPerSecond:4 frameBytes:2 bits:2 [extension] }
 *     any other chunks, skipped
 *     "data" length samples ...
 * </pre>
 *
 * @param dataOffset of the first sample, from the file's start
 * @param dataLength bytes of samples; absent when the file was written as a stream of unknown length (0 or 0xFFFFFFFF)
 */
public record WavHeader(WavFormat format, int dataOffset, OptionalLong dataLength) {
    /** Samples must begin within so many bytes. */
    public static final int MAX_HEADER_BYTES = 1 << 20;

    /** Length of the header that {@link #write} makes for G.711. */
    public static final int MAX_WRITTEN_BYTES = 58;

    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FMT = 0x20746D66;
    private static final int FACT = 0x74636166;
    private static final int DATA = 0x61746164;
    private static final int TAG_PCM = 1;
    private static final int TAG_EXTENSIBLE = 0xFFFE;
    private static final int FMT_BYTES = 16;
    private static final int EXTENSIBLE_BYTES = 40;
    private static final int GUID_OFFSET = 24;
    private static final long GUID_MIDDLE = 0x800000AA00389B71L;
    private static final long UNKNOWN = 0xFFFFFFFFL;

    /**
     * Reads from the buffer's position, which must be the file's first byte, and does not move it. Never throws on bad
     * input.
     */
    public static WavParse parse(ByteBuffer file) {
        ByteBuffer in = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (in.capacity() < 12) {
            return new NeedMore(44);
        }
        if (in.getInt(0) != RIFF || in.getInt(8) != WAVE) {
            return new Malformed("Expected a RIFF/WAVE file, the first bytes are something else");
        }
        Optional<WavFormat> format = Optional.empty();
        long offset = 12;
        while (true) {
            if (offset + 8 > MAX_HEADER_BYTES) {
                return new Malformed("Expected samples within the first " + MAX_HEADER_BYTES + " bytes");
            }
            if (offset + 8 > in.capacity()) {
                return new NeedMore((int) offset + 8);
            }
            int name = in.getInt((int) offset);
            long length = in.getInt((int) offset + 4) & 0xFFFFFFFFL;
            offset += 8;
            if (name == DATA) {
                return format.isPresent()
                        ? parsed(format.get(), (int) offset, length)
                        : new Malformed("Expected the chunk \"fmt \" before \"data\"");
            }
            if (name == FMT) {
                if (length < FMT_BYTES || length > 1024) {
                    return new Malformed("Expected a \"fmt \" chunk of 16 to 1024 bytes, got " + length);
                }
                if (offset + length > in.capacity()) {
                    return new NeedMore((int) (offset + length + 8));
                }
                var described = in.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
                String problem = problem(described);
                if (!problem.isEmpty()) {
                    return new Malformed(problem);
                }
                format = format(described);
            }
            offset += length + (length & 1);
        }
    }

    private static WavParse parsed(WavFormat format, int offset, long length) {
        boolean known = length != 0 && length != UNKNOWN;
        return new Parsed(new WavHeader(format, offset, known ? OptionalLong.of(length) : OptionalLong.empty()));
    }

    private static String problem(ByteBuffer chunk) {
        int channels = chunk.getShort(2) & 0xFFFF;
        long rate = chunk.getInt(4) & 0xFFFFFFFFL;
        int frameBytes = chunk.getShort(12) & 0xFFFF;
        if (!WavFormat.isChannels(channels)) {
            return "Expected 1 to 32 channels, got " + channels;
        }
        if (!WavFormat.isSampleRate(rate)) {
            return "Expected a sample rate of 1000 to 384000 Hz, got " + rate;
        }
        Optional<WavFormat> format = format(chunk);
        if (format.isEmpty()) {
            return "Expected PCM of 8 or 16 bits, A-law or mu-law, got format " + tag(chunk) + " with "
                    + (chunk.getShort(14) & 0xFFFF) + " bits";
        }
        return format.get().frameBytes() == frameBytes
                ? ""
                : "Expected frames of " + format.get().frameBytes() + " bytes, got " + frameBytes;
    }

    private static Optional<WavFormat> format(ByteBuffer chunk) {
        int tag = tag(chunk);
        int bits = chunk.getShort(14) & 0xFFFF;
        for (WavEncoding encoding : WavEncoding.values()) {
            if (encoding.tag() == tag && encoding.bitsPerSample() == bits) {
                return Optional.of(new WavFormat(encoding, chunk.getInt(4), chunk.getShort(2)));
            }
        }
        return Optional.empty();
    }

    /** The format tag; of an extensible format the one its GUID stands for, or 0xFFFE when it stands for none. */
    private static int tag(ByteBuffer chunk) {
        int tag = chunk.getShort(0) & 0xFFFF;
        if (tag != TAG_EXTENSIBLE || chunk.capacity() < EXTENSIBLE_BYTES) {
            return tag;
        }
        // xxxxxxxx-0000-0010-8000-00AA00389B71
        boolean standard = chunk.getInt(GUID_OFFSET + 4) == 0x00100000
                && chunk.duplicate().order(ByteOrder.BIG_ENDIAN).getLong(GUID_OFFSET + 8) == GUID_MIDDLE;
        int inner = chunk.getInt(GUID_OFFSET);
        return standard && inner > 0 && inner < TAG_EXTENSIBLE ? inner : TAG_EXTENSIBLE;
    }

    /**
     * Writes a header at the buffer's position: 44 bytes for PCM, 58 with the "fact" chunk for G.711. For a recording
     * under way write it with no length first, and again over it at the end.
     *
     * @param dataLength bytes of samples that follow; absent when not yet known. More than 4 GiB cannot be said
     *     and counts as unknown. After an odd length one filling byte must follow.
     * @return its length
     */
    public static int write(ByteBuffer out, WavFormat format, OptionalLong dataLength) {
        int start = out.position();
        boolean pcm = format.encoding().tag() == TAG_PCM;
        int headerBytes = pcm ? 44 : MAX_WRITTEN_BYTES;
        boolean known = dataLength.isPresent() && dataLength.getAsLong() + headerBytes < UNKNOWN - 1;
        long length = known ? dataLength.getAsLong() : UNKNOWN;
        ByteOrder before = out.order();
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(RIFF)
                .putInt((int) (known ? length + (length & 1) + headerBytes - 8 : UNKNOWN))
                .putInt(WAVE);
        out.putInt(FMT).putInt(pcm ? FMT_BYTES : FMT_BYTES + 2);
        out.putShort((short) format.encoding().tag()).putShort((short) format.channels());
        out.putInt(format.sampleRate()).putInt(format.sampleRate() * format.frameBytes());
        out.putShort((short) format.frameBytes())
                .putShort((short) format.encoding().bitsPerSample());
        if (!pcm) {
            out.putShort((short) 0);
            out.putInt(FACT).putInt(4).putInt((int) (known ? length / format.frameBytes() : UNKNOWN));
        }
        out.putInt(DATA).putInt((int) length);
        out.order(before);
        return out.position() - start;
    }
}
