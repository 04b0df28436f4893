package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.media.wav.WavEncoding;
import io.switchhook.media.wav.WavFormat;
import io.switchhook.phone.internal.audio.RecordingHead;
import io.switchhook.phone.internal.audio.RecordingTape;
import io.switchhook.phone.internal.audio.WavFile;
import io.switchhook.phone.internal.engine.PhoneEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A conversation that goes into a WAV file, both sides of it: of a call by {@link Call#record(Path)}, of a conference by {@link Conference#record(Path)}. It begins with the first
 * audio and ends with the call, or by {@link #stop}; it goes on through hold, another codec and a transfer. Both sides are aligned in time, with
 * silence where nothing came. A lane of its own writes, half a second at a time, and keeps the header right; the media loop only hands frames over. What goes
 * wrong with the file harms no call. All methods may be called from any thread.
 *
 * <p>In most places both sides have to be told that they are recorded; that is the program's to do.
 */
public final class Recording {
    private static final int BUFFERED_SECONDS = 5;
    private static final int CHUNK_SAMPLES = 4096;
    private static final long NANOS = 1_000_000_000L;

    /** The clock of the loop may jitter by so much; what is missing beyond that is filled with silence. */
    private static final long GAP_NANOS = 200_000_000L;

    private final RecordingOptions options;
    private final LongSupplier clock;
    private final CallbackLane lane;
    private final WavFile file;
    private final RecordingHead head;
    private final RecordingTape tape;
    private final int samplesToWrite;
    private final CompletableFuture<RecordingOutcome> done;
    private final Consumer<RecordingOutcome> complete;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean paused;
    private volatile boolean over;
    private volatile long written;
    private volatile long lost;

    // Of whoever brings frames, under the lock of the head.
    private boolean begun;
    private long startNanos;
    private long framesPut;

    // On the lane.
    private final short[] chunk = new short[CHUNK_SAMPLES];
    private boolean closed;

    private Recording(PhoneEngine phone, WavFile file, RecordingOptions options) {
        this.options = options;
        this.file = file;
        this.clock = phone.stack().loop()::nowNanos;
        this.lane = phone.world().openLane("switchhook-recording");
        this.head = new RecordingHead(options.layout().channels(), options.sampleRate());
        int samplesASecond = options.sampleRate() * options.layout().channels();
        this.tape = new RecordingTape(BUFFERED_SECONDS * samplesASecond);
        this.samplesToWrite = samplesASecond / 2;
        this.done = new CompletableFuture<>();
        this.complete = Outcomes.completing(done, phone.world());
    }

    /**
     * Begins a file; one that is there is overwritten.
     *
     * @throws IOException when it cannot be written
     */
    static Recording open(PhoneEngine phone, Path path, RecordingOptions options) throws IOException {
        var format = new WavFormat(
                WavEncoding.PCM_16, options.sampleRate(), options.layout().channels());
        return new Recording(phone, WavFile.create(path, format), options);
    }

    public Path file() {
        return file.path();
    }

    public RecordingOptions options() {
        return options;
    }

    /** From now on until {@link #resume} nothing that is said is recorded, as while a customer reads the number of a card aloud. */
    public Recording pause() {
        paused = true;
        return this;
    }

    public Recording resume() {
        paused = false;
        return this;
    }

    public boolean isPaused() {
        return paused;
    }

    /** How much is in the file by now; it may be half a second behind. */
    public Duration recorded() {
        return durationOf(written);
    }

    /** How much could not be kept because the disk was too slow; there is silence in its place. */
    public Duration lost() {
        return durationOf(lost);
    }

    private Duration durationOf(long frames) {
        return Duration.ofNanos(frames * NANOS / options.sampleRate());
    }

    /** Completes when the file is complete, or will not be. */
    public CompletableFuture<RecordingOutcome> done() {
        return done.copy();
    }

    /** Ends it: what was said until now is written. Once it has ended this does nothing more; the future is that of {@link #done}. */
    public CompletableFuture<RecordingOutcome> stop() {
        over = true;
        if (ended.compareAndSet(false, true)) {
            lane.submit(this::finish);
        }
        return done();
    }

    boolean isOver() {
        return over;
    }

    // --- on the media loop of the call ----------------------------------------------------------------------------

    /**
     * Takes what both sides say in the same few milliseconds.
     *
     * @param sentLength of what we say; less than what is heard means silence after it
     */
    void take(short[] sent, int sentLength, int sentRate, short[] heard, int offset, int length, int heardRate) {
        if (over) {
            return;
        }
        synchronized (head) {
            head.send(sent, sentLength, sentRate);
            int samples = head.hear(heard, offset, length, heardRate);
            put(head.frame(), samples, clock.getAsLong());
        }
        if (tape.size() >= samplesToWrite && writing.compareAndSet(false, true)) {
            lane.submit(this::write);
        }
    }

    private void put(short[] frame, int samples, long nowNanos) {
        int frames = samples / options.layout().channels();
        if (!begun) {
            begun = true;
            startNanos = nowNanos - frames * NANOS / options.sampleRate();
        }
        if (paused && !options.pausesKept()) {
            startNanos += frames * NANOS / options.sampleRate();
            return;
        }
        if (paused) {
            Arrays.fill(frame, 0, samples, (short) 0);
        }
        long due = (nowNanos - startNanos) * options.sampleRate() / NANOS;
        long missing = due - framesPut - frames;
        if (missing > GAP_NANOS * options.sampleRate() / NANOS
                && tape.putSilence(missing * options.layout().channels())) {
            framesPut += missing;
        }
        if (tape.put(frame, samples)) {
            framesPut += frames;
        } else {
            lost += frames;
        }
    }

    // --- on the lane ----------------------------------------------------------------------------------------------

    private void write() {
        writing.set(false);
        writeAll();
    }

    private void finish() {
        writeAll();
        if (!closed) {
            close(new RecordingOutcome.Complete(file(), recorded(), lost()));
        }
    }

    private void writeAll() {
        if (closed) {
            return;
        }
        try {
            boolean more = true;
            while (more) {
                int count = tape.take(chunk);
                file.append(chunk, 0, count);
                long silence = tape.takeSilence();
                appendSilence(silence);
                more = count > 0 || silence > 0;
            }
            file.update();
            written = file.frames();
        } catch (IOException e) {
            over = true;
            ended.set(true);
            var reason = String.valueOf(e.getMessage());
            close(new RecordingOutcome.BrokenOff(
                    file(), recorded(), "The recording " + file() + " breaks off: " + reason));
        }
    }

    private void appendSilence(long samples) throws IOException {
        Arrays.fill(chunk, (short) 0);
        for (long left = samples; left > 0; left -= CHUNK_SAMPLES) {
            file.append(chunk, 0, (int) Math.min(CHUNK_SAMPLES, left));
        }
    }

    private void close(RecordingOutcome outcome) {
        closed = true;
        try {
            file.close();
        } catch (IOException e) {
            complete.accept(new RecordingOutcome.BrokenOff(
                    file(), recorded(), "The recording " + file() + " may lack its end: " + e.getMessage()));
            return;
        }
        complete.accept(outcome);
    }
}
