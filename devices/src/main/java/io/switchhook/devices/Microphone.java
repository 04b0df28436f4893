package io.switchhook.devices;

import io.switchhook.media.pcm.ElasticBuffer;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.pcm.Resampler;
import io.switchhook.media.voice.VoiceProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sound.sampled.TargetDataLine;

/**
 * A microphone that is open, with all that it hears; {@link Handsfree} is one whose echo is cancelled. Several calls may be given what it hears: each
 * takes a {@link #source} of its own. Some 50 ms pass between a word and the call.
 */
public final class Microphone extends OpenDevice {
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
    private final short[] processed;
    private final List<Ear> ears = new ArrayList<>();
    private final Pace pace = new Pace(DeviceFormat.CALL_RATE, LEAD_NANOS);

    private volatile Optional<VoiceProcessor> voice = Optional.empty();

    private Microphone(DeviceFormat.Opened<TargetDataLine> opened) {
        super("switchhook-microphone", opened.line());
        this.line = opened.line();
        this.format = opened.format();
        this.resampler = format.toCall();
        this.bytes = new byte[format.chunkBytes()];
        this.heard = new short[format.chunkSamples()];
        this.samples = new short[resampler.maxOutput(heard.length)];
        // What a processor kept back of the chunk before comes with this one.
        this.processed = new short[samples.length + DeviceFormat.CALL_CHUNK];
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
        microphone.begin();
        return microphone;
    }

    /**
     * What is heard from now on, for one call, at 16 kHz: {@code call.audio().send(microphone.source())}. It gives nothing when the microphone is
     * closed or lost, and needs no closing itself.
     */
    public PcmSource source() {
        return new Ear();
    }

    @Override
    long turn() throws AudioDeviceException {
        int read = line.read(bytes, 0, bytes.length);
        if (read < bytes.length) {
            throw new AudioDeviceException("The microphone gives nothing more. Was it pulled out? Open another");
        }
        int count = resampler.process(heard, 0, format.read(bytes, read, heard), samples, 0);
        var processor = voice;
        if (processor.isPresent()) {
            give(processed, processor.get().process(samples, 0, count, processed, 0));
        } else {
            give(samples, count);
        }
        return pace.nanosToWait(count, System.nanoTime());
    }

    private void give(short[] chunk, int count) {
        if (count == 0) {
            return;
        }
        applyLoudness(chunk, count);
        synchronized (ears) {
            ears.removeIf(ear -> !ear.hear(chunk, count));
        }
    }

    /** From now on what is heard goes through it. */
    void process(VoiceProcessor processor) {
        voice = Optional.of(processor);
    }

    /** The microphone for one call. */
    private final class Ear implements PcmSource {
        private final ElasticBuffer waiting = new ElasticBuffer(WAITING_SAMPLES);
        private volatile boolean attached;
        private volatile int unread;

        @Override
        public int sampleRate() {
            return DeviceFormat.CALL_RATE;
        }

        @Override
        public int read(short[] target, int offset, int length) {
            unread = 0;
            if (!attached) {
                attach();
            }
            synchronized (waiting) {
                return waiting.take(target, offset, length);
            }
        }

        private void attach() {
            synchronized (ears) {
                if (!attached) {
                    synchronized (waiting) {
                        waiting.clear();
                    }
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
                synchronized (waiting) {
                    waiting.put(chunk, 0, count);
                }
            }
            return attached;
        }
    }
}
