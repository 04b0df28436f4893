package io.switchhook.phone;

import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.pcm.Resampler;
import io.switchhook.media.wav.WavHeader;
import io.switchhook.media.wav.WavParse;
import io.switchhook.media.wav.WavSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Plays a WAV file into a call: {@code call.audio().send(WavPlayer.open(file))}. The file (PCM of 8 or 16 bits, A-law or µ-law, any usual rate, any
 * channels, which are mixed to one) is read, decoded and resampled when it is opened, so that nothing is left to do on the media loop. A player plays in
 * one call at a time; {@link #again} makes another for another call.
 */
public final class WavPlayer implements PcmSource {
    /** An hour, 58 MB at 8 kHz and twice that of wideband. */
    private static final int MAX_SECONDS = 3600;

    private static final int CHUNK_BYTES = 1 << 16;
    /** In most files the samples begin within so many bytes. */
    private static final int FIRST_BYTES = 1 << 12;

    private final short[] samples;
    private final int sampleRate;
    private final boolean repeat;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Set<CallAudio> players = Collections.newSetFromMap(new IdentityHashMap<>());
    private volatile boolean played;
    private int position;

    private WavPlayer(short[] samples, int sampleRate, boolean repeat) {
        this.samples = samples;
        this.sampleRate = sampleRate;
        this.repeat = repeat;
    }

    /**
     * Reads a file of at most an hour, to be played once: at 8 kHz, or as wideband, at 16 kHz, where the file has more than 8. A call whose codec has less hears what that can
     * carry.
     *
     * @throws IOException when it cannot be read or is no WAV file that can be played; the message says why
     */
    public static WavPlayer open(Path file) throws IOException {
        try (var in = Files.newByteChannel(file)) {
            var header = header(file, in);
            int rate = header.format().sampleRate() > PcmFormat.NARROWBAND_RATE
                    ? PcmFormat.WIDEBAND_RATE
                    : PcmFormat.NARROWBAND_RATE;
            return open(file, in, header, rate);
        }
    }

    /**
     * As {@link #open(Path)}, at another rate: 48,000 for music over Opus.
     *
     * @param sampleRate a multiple of 100 from 8000 to 48000
     */
    public static WavPlayer open(Path file, int sampleRate) throws IOException {
        PcmFormat.requireCallRate(sampleRate);
        try (var in = Files.newByteChannel(file)) {
            return open(file, in, header(file, in), sampleRate);
        }
    }

    private static WavPlayer open(Path file, SeekableByteChannel in, WavHeader header, int sampleRate)
            throws IOException {
        in.position(header.dataOffset());
        return new WavPlayer(decode(file, in, header, sampleRate), sampleRate, false);
    }

    /** The same audio from its beginning, repeated until it is taken off the call. */
    public WavPlayer repeating() {
        return new WavPlayer(samples, sampleRate, true);
    }

    /** The same audio from its beginning, for another call. */
    public WavPlayer again() {
        return new WavPlayer(samples, sampleRate, repeat);
    }

    /** How long the audio is. */
    public Duration duration() {
        return Duration.ofMillis(samples.length * 1000L / sampleRate);
    }

    /**
     * Completes on a thread of its own when the last sample has been sent, or when it will not be: the call is over, or sends something else from now on.
     * {@link #isPlayed} tells which. A player inside of another {@link PcmSource} is not told what becomes of that one.
     */
    public CompletableFuture<Void> done() {
        return done.copy();
    }

    /** Whether the last sample has been sent; never when repeating. */
    public boolean isPlayed() {
        return played;
    }

    /**
     * The audio of a call begins to play it.
     *
     * @throws IllegalStateException when another call plays it
     */
    synchronized void attachTo(CallAudio audio) {
        if (!played && !players.isEmpty() && !players.contains(audio)) {
            throw new IllegalStateException(
                    "This player plays in another call already; take again() of it for this one");
        }
        players.add(audio);
    }

    /** Another call takes the audio of one that plays it over. */
    synchronized void inherit(CallAudio audio) {
        players.add(audio);
    }

    /** A call plays it no longer. */
    synchronized void detachFrom(CallAudio audio) {
        if (players.remove(audio) && players.isEmpty()) {
            complete();
        }
    }

    private void complete() {
        if (!done.isDone()) {
            // Not here: whoever waits for it must not run on a loop; nor in the common pool, whose one thread on a
            // small machine may be waiting for this.
            done.completeAsync(() -> null, WavPlayer::runBeside);
        }
    }

    private static void runBeside(Runnable task) {
        var thread = new Thread(task, "wav-player");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int sampleRate() {
        return sampleRate;
    }

    @Override
    public int read(short[] target, int offset, int length) {
        int written = 0;
        while (written < length && samples.length > 0) {
            if (position == samples.length) {
                if (!repeat) {
                    break;
                }
                position = 0;
            }
            int count = Math.min(length - written, samples.length - position);
            System.arraycopy(samples, position, target, offset + written, count);
            position += count;
            written += count;
        }
        if (position == samples.length && !repeat) {
            played = true;
            complete();
        }
        return written;
    }

    /** What stands before the samples. Twice as much is read each time, so that a file of many small chunks is not read once more for each of them. */
    static WavHeader header(Path file, ReadableByteChannel in) throws IOException {
        var buffer = ByteBuffer.allocate(FIRST_BYTES);
        fill(in, buffer);
        var parse = WavHeader.parse(buffer.duplicate().flip());
        while (parse instanceof WavParse.NeedMore more) {
            buffer = ByteBuffer.allocate(Math.max(more.bytes(), 2 * buffer.capacity()))
                    .put(buffer.flip());
            fill(in, buffer);
            if (buffer.position() < more.bytes()) {
                throw new IOException(file + " is no WAV file that can be played: it ends before its samples");
            }
            parse = WavHeader.parse(buffer.duplicate().flip());
        }
        if (parse instanceof WavParse.Malformed malformed) {
            throw new IOException(file + " is no WAV file that can be played: " + malformed.reason());
        }
        return ((WavParse.Parsed) parse).header();
    }

    private static boolean fill(ReadableByteChannel in, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }

    private static short[] decode(Path file, ReadableByteChannel in, WavHeader header, int wantedRate)
            throws IOException {
        var format = header.format();
        var resampler = resampler(file, format.sampleRate(), wantedRate);
        int frames = CHUNK_BYTES / format.frameBytes();
        var buffer = ByteBuffer.allocate(frames * format.frameBytes());
        var mono = new short[frames];
        var out = new short[wantedRate];
        int length = 0;
        long left = header.dataLength().orElse(Long.MAX_VALUE);
        boolean more = true;
        while (more && left >= format.frameBytes()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            more = fill(in, buffer);
            left -= buffer.position();
            int count = WavSamples.readMono(format, buffer.flip(), mono, 0, frames);
            int most = length + resampler.maxOutput(count);
            if (most > MAX_SECONDS * wantedRate) {
                throw new IOException(file + " is longer than " + MAX_SECONDS / 60 + " minutes; cut it into parts");
            }
            out = most > out.length ? Arrays.copyOf(out, Math.max(most, 2 * out.length)) : out;
            length += resampler.process(mono, 0, count, out, length);
        }
        return Arrays.copyOf(out, length);
    }

    private static Resampler resampler(Path file, int from, int to) throws IOException {
        try {
            return new Resampler(from, to);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " has a sample rate that cannot be played: " + e.getMessage(), e);
        }
    }
}
