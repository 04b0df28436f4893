package io.switchhook.devices;

import io.switchhook.media.pcm.ElasticBuffer;
import io.switchhook.media.pcm.Mixer;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.Resampler;
import io.switchhook.media.voice.VoiceProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sound.sampled.SourceDataLine;

/**
 * A loudspeaker or headset that is open. Several calls may be heard at once: each gets a {@link #sink} of its own, and they are mixed. Some 100 ms pass between a packet of a
 * call and its sound, the call's own jitter buffer not counted.
 */
public final class Speaker extends OpenDevice {
    /** What the device holds: threads that are late for so long are not heard. */
    private static final int BUFFER_CHUNKS = 6;

    /** 40 ms of a call wait for the device: a frame of 20 ms, and as much for threads that are late. */
    private static final int WAITING_SAMPLES = 4 * DeviceFormat.CALL_CHUNK;

    /** A call has said nothing for a second: it is over or on hold. */
    private static final int IDLE_CHUNKS = DeviceFormat.CHUNKS_A_SECOND;

    private static final long LEAD_NANOS = 2L * BUFFER_CHUNKS * 1_000_000_000 / DeviceFormat.CHUNKS_A_SECOND;

    private final SourceDataLine line;
    private final DeviceFormat format;
    private final Resampler resampler;
    private final Mixer mixer = new Mixer(DeviceFormat.CALL_CHUNK);
    private final short[] chunk = new short[DeviceFormat.CALL_CHUNK];
    private final short[] samples;
    private final byte[] bytes;
    private final List<Voice> voices = new ArrayList<>();
    private final Pace pace = new Pace(DeviceFormat.CALL_RATE, LEAD_NANOS);

    private volatile Optional<VoiceProcessor> voice = Optional.empty();

    private Speaker(DeviceFormat.Opened<SourceDataLine> opened) {
        super("switchhook-speaker", opened.line());
        this.line = opened.line();
        this.format = opened.format();
        this.resampler = format.toDevice();
        this.samples = new short[resampler.maxOutput(chunk.length)];
        this.bytes = new byte[format.bytesOf(samples.length)];
    }

    /**
     * Opens the one that the system takes by default.
     *
     * @throws AudioDeviceException when there is none, or it is in use
     */
    public static Speaker open() throws AudioDeviceException {
        return open(Optional.empty());
    }

    /**
     * Opens a device that {@link AudioDevice#plays()}.
     *
     * @throws AudioDeviceException when it is gone or in use
     */
    public static Speaker open(AudioDevice device) throws AudioDeviceException {
        return open(Optional.of(device));
    }

    private static Speaker open(Optional<AudioDevice> device) throws AudioDeviceException {
        var speaker = new Speaker(DeviceFormat.open(
                SourceDataLine.class, "loudspeaker", AudioDevice::plays, device, BUFFER_CHUNKS, SourceDataLine::open));
        speaker.begin();
        return speaker;
    }

    /** Where one call is heard, at 16 kHz: {@code call.audio().receive(speaker.sink())}. It needs no closing itself, and is silent when the speaker is closed or lost. */
    public PcmSink sink() {
        return new Voice();
    }

    /** From now on it is shown what is played. */
    void show(VoiceProcessor processor) {
        voice = Optional.of(processor);
    }

    @Override
    long turn() throws AudioDeviceException, InterruptedException {
        awaitVoices();
        mixer.clear();
        synchronized (voices) {
            voices.removeIf(voice -> !voice.speak());
        }
        mixer.mixAll(chunk, 0, chunk.length);
        applyLoudness(chunk, chunk.length);
        var watcher = voice;
        if (watcher.isPresent()) {
            watcher.get().onPlayed(chunk, 0, chunk.length);
        }
        int count = resampler.process(chunk, 0, chunk.length, samples, 0);
        int length = format.write(samples, count, bytes);
        if (line.write(bytes, 0, length) < length) {
            throw new AudioDeviceException("The speaker takes nothing more. Was it pulled out? Open another");
        }
        return pace.nanosToWait(chunk.length, System.nanoTime());
    }

    /** The device rests while there is nothing to hear. */
    private void awaitVoices() throws InterruptedException {
        synchronized (voices) {
            if (!voices.isEmpty()) {
                return;
            }
        }
        // Without the lock: a device may take its time, and the media loop must not wait for it.
        line.stop();
        line.flush();
        synchronized (voices) {
            while (voices.isEmpty()) {
                voices.wait();
            }
        }
        line.start();
    }

    /** The speaker for one call. */
    private final class Voice implements PcmSink {
        private final ElasticBuffer waiting = new ElasticBuffer(WAITING_SAMPLES);
        private volatile boolean attached;
        private int silentChunks;

        @Override
        public int sampleRate() {
            return DeviceFormat.CALL_RATE;
        }

        @Override
        public void write(short[] said, int offset, int length) {
            if (!isOpen()) {
                return;
            }
            synchronized (waiting) {
                waiting.put(said, offset, length);
            }
            if (!attached) {
                attach();
            }
        }

        private void attach() {
            synchronized (voices) {
                if (!attached) {
                    attached = true;
                    silentChunks = 0;
                    voices.add(this);
                    voices.notifyAll();
                }
            }
        }

        /** Adds what is to be heard now, and says whether more may come. */
        private boolean speak() {
            int count;
            synchronized (waiting) {
                count = waiting.take(chunk, 0, chunk.length);
            }
            mixer.add(chunk, 0, count);
            silentChunks = count > 0 ? 0 : silentChunks + 1;
            attached = silentChunks <= IDLE_CHUNKS;
            return attached;
        }
    }
}
