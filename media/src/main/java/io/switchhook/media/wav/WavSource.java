package io.switchhook.media.wav;

import io.switchhook.media.pcm.PcmSource;
import java.nio.ByteBuffer;

/** Plays a WAV file that is in memory, its channels mixed to one, at its own sample rate. Not thread-safe. */
public final class WavSource implements PcmSource {
    private final WavFormat format;
    private final ByteBuffer samples;
    private final boolean repeat;

    /**
     * @param file the whole file from position to limit; a file shorter than its header says is played as far as
     *     it goes
     * @param repeat whether to begin again at the end
     * @throws IllegalArgumentException when it is no WAV file that can be played; says why
     */
    public WavSource(ByteBuffer file, boolean repeat) {
        WavParse parse = WavHeader.parse(file);
        if (parse instanceof WavParse.Malformed malformed) {
            throw new IllegalArgumentException(malformed.reason());
        }
        if (!(parse instanceof WavParse.Parsed parsed)) {
            throw new IllegalArgumentException(
                    "Expected samples, but the file of " + file.remaining() + " bytes ends before them");
        }
        WavHeader header = parsed.header();
        format = header.format();
        long there = file.remaining() - header.dataOffset();
        int length = (int) Math.min(there, header.dataLength().orElse(there));
        samples = file.slice(file.position() + header.dataOffset(), length - length % format.frameBytes());
        this.repeat = repeat;
    }

    public WavFormat format() {
        return format;
    }

    /** Whether all was played; never when repeating, unless there are no samples. */
    public boolean isAtEnd() {
        return !samples.hasRemaining() && (!repeat || samples.capacity() == 0);
    }

    @Override
    public int sampleRate() {
        return format.sampleRate();
    }

    @Override
    public int read(short[] target, int offset, int length) {
        int done = 0;
        while (done < length && !isAtEnd()) {
            if (!samples.hasRemaining()) {
                samples.rewind();
            }
            done += WavSamples.readMono(format, samples, target, offset + done, length - done);
        }
        return done;
    }
}
