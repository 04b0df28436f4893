package io.switchhook.phone.internal.audio;

import io.switchhook.media.wav.WavFormat;
import io.switchhook.media.wav.WavHeader;
import io.switchhook.media.wav.WavSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/** A WAV file that is being written. Its header may be brought up to date at any time, so that it is right even when the program ends without a word. By one thread at a time. */
public final class WavFile implements AutoCloseable {
    /** What a header can say: 4 GiB, and something left for itself. */
    private static final long MOST_BYTES = 0xFFFF_0000L;

    private static final int CHUNK_SAMPLES = 8192;

    private final Path path;
    private final WavFormat format;
    private final FileChannel out;
    private final ByteBuffer header = ByteBuffer.allocate(WavHeader.MAX_WRITTEN_BYTES);
    private final ByteBuffer bytes;
    private final int headerBytes;
    private long dataBytes;

    private WavFile(Path path, WavFormat format, FileChannel out) throws IOException {
        this.path = path;
        this.format = format;
        this.out = out;
        this.bytes = ByteBuffer.allocate(CHUNK_SAMPLES * format.encoding().bytesPerSample());
        this.headerBytes = WavHeader.write(header, format, OptionalLong.empty());
        writeFully(header.flip(), 0);
    }

    /**
     * Begins a file; one that is there is overwritten.
     *
     * @throws IOException when it cannot be written
     */
    public static WavFile create(Path path, WavFormat format) throws IOException {
        var out = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            return new WavFile(path, format, out);
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    public WavFormat format() {
        return format;
    }

    /** Samples of all channels at one time that are in the file. */
    public long frames() {
        return dataBytes / format.frameBytes();
    }

    /** @param length samples of all channels, as they stand in the array */
    public void append(short[] samples, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int count = Math.min(CHUNK_SAMPLES, length - done);
            if (dataBytes + bytes.capacity() > MOST_BYTES) {
                throw new IOException("a WAV file holds 4 GiB and no more");
            }
            bytes.clear();
            WavSamples.write(format, samples, offset + done, count, bytes);
            bytes.flip();
            int written = bytes.remaining();
            writeFully(bytes, headerBytes + dataBytes);
            dataBytes += written;
            done += count;
        }
    }

    /**
     * The header says what is in the file now.
     *
     * @throws IOException when that cannot be written, or nobody will find the file any more
     */
    public void update() throws IOException {
        header.clear();
        WavHeader.write(header, format, OptionalLong.of(dataBytes));
        writeFully(header.flip(), 0);
        if (!Files.exists(path)) {
            throw new IOException("the file is gone, or its folder");
        }
    }

    private void writeFully(ByteBuffer what, long position) throws IOException {
        long at = position;
        while (what.hasRemaining()) {
            at += out.write(what, at);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
