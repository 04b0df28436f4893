package io.switchhook.devices;

import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.pcm.Resampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sound.sampled.TargetDataLine;

/**
 * A microphone that is open. Several calls may be given what it hears: each takes a {@link #source} of its own. Some 50 ms pass between a word and the call.
 */
public final class Microphone implements AutoCloseable {
    /** What the device holds while this thread waits for the processor. */
    private static final int BUFFER_CHUNKS = 10;

    /** 40 ms wait for the call: a frame of 20 ms, and as much for threads that are late. */
    private static final int WAITING_SAMPLES = 4 * DeviceFormat.CALL_CHUNK;

    /** Nobody has read for a second: the call is over or on hold. */
    private static final int IDLE_CHUNKS = DeviceFormat.CHUNKS_A_SECOND;

    private static final long LEAD_NANOS = 20_000_000;

    private final TargetDataLine line;
    private final DeviceFormat format;
    private final Resampler resampler;
    private final byte[] bytes;
    private final short[] heard;
    private final short[] samples;
    private final Loudness loudness = new Loudness();
    private final List<Ear> ears = new ArrayList<>();
    private final Pace pace = new Pace(DeviceFormat.CALL_RATE, LEAD_NANOS);
    private final DeviceThread thread;

    private Microphone(DeviceFormat.Opened<TargetDataLine> opened) {
        this.line = opened.line();
        this.format = opened.format();
        this.resampler = format.toCall();
        this.bytes = new byte[format.chunkBytes()];
        this.heard = new short[format.chunkSamples()];
        this.samples = new short[resampler.maxOutput(heard.length)];
        this.thread = new DeviceThread("switchhook-microphone", line, this::listen);
    }

    /**
     * Opens the one that the system takes by default.
     *
     * @throws AudioDeviceException when there is none, or it is in use or not allowed
     */
    public static Microphone open() throws AudioDeviceException {
        return open(Optional.empty());
    }

    /**
     * Opens a device that {@link AudioDevice#records()}.
     *
     * @throws AudioDeviceException when it is gone, in use or not allowed
     */
    public static Microphone open(AudioDevice device) throws AudioDeviceException {
        return open(Optional.of(device));
    }

    private static Microphone open(Optional<AudioDevice> device) throws AudioDeviceException {
        var microphone = new Microphone(DeviceFormat.open(
                TargetDataLine.class, "microphone", AudioDevice::records, device, BUFFER_CHUNKS, TargetDataLine::open));
        microphone.thread.start();
        return microphone;
    }

    /**
     * What is heard from now on, for one call: {@code call.audio().send(microphone.source())}. It gives nothing when the microphone is closed or lost, and needs no
     * closing itself.
     */
    public PcmSource source() {
        return new Ear();
    }

    /** Silence for all calls until it is taken back. */
    public void mute(boolean muted) {
        loudness.muted(muted);
    }

    public boolean isMuted() {
        return loudness.muted();
    }

    /**
     * Makes it louder or softer.
     *
     * @param factor 0 to 8; 1 leaves it as it is
     * @throws IllegalArgumentException when it is out of range
     */
    public void volume(double factor) {
        loudness.volume(factor);
    }

    public double volume() {
        return loudness.volume();
    }

    /** How loud the last 10 ms were, as the calls hear them: dBov, 0 for the loudest, -127 for silence. For a meter on a screen. */
    public double level() {
        return loudness.level();
    }

    /**
     * Who is told, once, when the device is lost, pulled out for one. Called on a thread of the device; at once when it is lost already. Calls go on in silence: open
     * another and attach it.
     */
    public void onLost(Consumer<AudioDeviceException> listener) {
        thread.onLost(listener);
    }

    /** Whether it hears anything: neither closed nor lost. */
    public boolean isOpen() {
        return !thread.isClosing() && !thread.isLost();
    }

    /** Gives the device back. Sources give nothing more. Closing twice does nothing more. */
    @Override
    public void close() {
        thread.close();
    }

    private long listen() throws AudioDeviceException {
        int read = line.read(bytes, 0, bytes.length);
        if (read < bytes.length) {
            throw new AudioDeviceException("The microphone gives nothing more. Was it pulled out? Open another");
        }
        int count = resampler.process(heard, 0, format.read(bytes, read, heard), samples, 0);
        loudness.apply(samples, count);
        synchronized (ears) {
            ears.removeIf(ear -> !ear.hear(samples, count));
        }
        return pace.nanosToWait(count, System.nanoTime());
    }

    /** The microphone for one call. */
    private final class Ear implements PcmSource {
        private final ElasticBuffer waiting = new ElasticBuffer(WAITING_SAMPLES);
        private volatile boolean attached;
        private volatile int unread;

        @Override
        public int read(short[] target, int offset, int length) {
            unread = 0;
            if (!attached) {
                attach();
            }
            return waiting.take(target, offset, length);
        }

        private void attach() {
            synchronized (ears) {
                if (!attached) {
                    waiting.clear();
                    attached = true;
                    ears.add(this);
                }
            }
        }

        /** Whether somebody still reads. */
        private boolean hear(short[] chunk, int count) {
            int chunks = unread + 1;
            unread = chunks;
            attached = chunks <= IDLE_CHUNKS;
            if (attached) {
                waiting.put(chunk, 0, count);
            }
            return attached;
        }
    }
}
