package io.switchhook.phone;

import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.wav.WavEncoding;
import io.switchhook.media.wav.WavFormat;
import io.switchhook.phone.internal.audio.WavFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records what a call hears into a WAV file of 16-bit PCM: {@code call.audio().receive(WavRecorder.open(file))}; {@link Call#record(Path)} records both sides. A thread of its own
 * writes; the media loop only hands frames over, and where the disk is more than ten seconds behind, frames are dropped and counted. The header is brought up to date
 * once a second; close it when the call is over.
 */
public final class WavRecorder implements PcmSink, AutoCloseable {
    /** Ten seconds of frames of 20 ms. */
    private static final int MAX_WAITING_FRAMES = 500;

    private static final int IDLE_MILLIS = 100;
    private static final int FRAMES_A_HEADER = 50;

    private final WavFile file;
    private final BlockingQueue<short[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING_FRAMES);
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile boolean closing;
    private volatile Optional<IOException> failure = Optional.empty();

    private WavRecorder(WavFile file) {
        this.file = file;
        this.writer = new Thread(this::writeAll, "switchhook-recorder");
        writer.setDaemon(true);
    }

    /**
     * Begins a file of 8 kHz; one that is there is overwritten.
     *
     * @throws IOException when it cannot be written
     */
    public static WavRecorder open(Path file) throws IOException {
        return open(file, PcmFormat.NARROWBAND_RATE);
    }

    /**
     * Begins a file; one that is there is overwritten. What a codec carries is converted to that rate: 16,000 keeps all of G.722.
     *
     * @param sampleRate a multiple of 100 from 8000 to 48000
     * @throws IOException when it cannot be written
     */
    public static WavRecorder open(Path file, int sampleRate) throws IOException {
        var format = new WavFormat(WavEncoding.PCM_16, PcmFormat.requireCallRate(sampleRate), 1);
        var recorder = new WavRecorder(WavFile.create(file, format));
        recorder.writer.start();
        return recorder;
    }

    @Override
    public int sampleRate() {
        return file.format().sampleRate();
    }

    @Override
    public void write(short[] samples, int offset, int length) {
        if (closing || failure.isPresent() || !waiting.offer(Arrays.copyOfRange(samples, offset, offset + length))) {
            dropped.addAndGet(length);
        }
    }

    /** How much is in the file. */
    public Duration recorded() {
        return Duration.ofMillis(written.get() * 1000 / sampleRate());
    }

    /** How much was lost, because the disk was too slow or full, or because it came after {@link #close}. */
    public Duration dropped() {
        return Duration.ofMillis(dropped.get() * 1000 / sampleRate());
    }

    public Path file() {
        return file.path();
    }

    /**
     * Writes what is waiting and completes the file. Closing twice does nothing more.
     *
     * @throws IOException when not all of it could be written
     */
    @Override
    public void close() throws IOException {
        closing = true;
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true; // The file is completed all the same; it takes no more than what is waiting.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure.isPresent()) {
            throw new IOException(
                    "The recording " + file.path() + " is not complete: "
                            + failure.get().getMessage(),
                    failure.get());
        }
    }

    private void writeAll() {
        try (file) {
            int sinceHeader = 0;
            while (true) {
                boolean last = closing;
                var frame = waiting.poll(last ? 0 : IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (frame != null) {
                    file.append(frame, 0, frame.length);
                    written.addAndGet(frame.length);
                }
                if (frame == null || ++sinceHeader == FRAMES_A_HEADER) {
                    sinceHeader = 0;
                    file.update();
                }
                if (frame == null && last) {
                    return;
                }
            }
        } catch (IOException e) {
            failure = Optional.of(e);
        } catch (InterruptedException e) {
            failure = Optional.of(new IOException("The writing thread was interrupted", e));
        }
    }
}
