package io.switchhook.media.voice;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.Limiter;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Stands between the sound devices of a program and its call: it is shown what is played, and gives what the microphone hears without the echo of it,
 * without noise and hum, and as loud as a voice should be, each as far as {@link VoiceSettings} want it.
 *
 * <pre>{@code
 * var voice = new VoiceProcessor(16_000, VoiceSettings.DEFAULT);
 * call.audio().send(voice.hearing(myMicrophone)).receive(voice.playing(myLoudspeaker));
 * }</pre>
 *
 * <p>What is played has to be shown as it goes to the device, all calls mixed, its volume applied. The order in time is what counts: delays of devices
 * are found and followed, up to {@link EchoSettings#maxDelay}. Both devices should run by one clock; clocks that differ by 100 in a million are
 * followed too.
 *
 * <p>Threads: one that plays, one that hears, neither waits for the other; every other method may be called by any thread. What is said is changed in
 * frames of 10 ms, and 10 ms late where noise is turned down or echo suppressed. Nothing is allocated for a frame.
 */
public final class VoiceProcessor {
    private static final int FRAMES_A_SECOND = 100;
    private static final int LEAST_RATE = 8_000;
    private static final int MOST_RATE = 48_000;
    private static final int CLIPPED = 32_700;

    private final int sampleRate;
    private final int block;
    private final PlayedQueue queue;
    private final float[] said;
    private final float[] heard;
    private final int[] loud;
    private final Limiter limiter = new Limiter();
    private VoiceStages stages;
    private VoiceSettings current;
    private int filled;
    private boolean clipped;
    private float gain = 1;

    private volatile VoiceSettings wanted;
    private volatile boolean isVoice;
    private volatile double levelDbov = Level.SILENCE_DBOV;
    private volatile double noiseDbov = Level.SILENCE_DBOV;
    private volatile int delayBlocks = -1;
    private volatile float leftShare = 1;
    private volatile int restarts;

    /**
     * @param sampleRate of what is played and of what is heard, in hertz: 8000, 12,000, 16,000, 24,000, 32,000, 44,100 or 48,000, or whatever else {@link #takes}
     * @throws IllegalArgumentException when it cannot work at that rate
     */
    public VoiceProcessor(int sampleRate, VoiceSettings settings) {
        if (!takes(sampleRate)) {
            throw new IllegalArgumentException(
                    "A voice is processed at 8000, 12000, 16000, 24000, 32000, 44100 or 48000 Hz, not at "
                            + sampleRate);
        }
        this.sampleRate = sampleRate;
        block = sampleRate / FRAMES_A_SECOND;
        queue = new PlayedQueue(block);
        said = new float[block];
        heard = new float[block];
        loud = new int[block];
        wanted = Objects.requireNonNull(settings, "settings");
        current = settings;
        stages = new VoiceStages(block, sampleRate, settings);
    }

    /** Whether it works at this rate: 8000 to 48,000 Hz of which 10 ms are a product of 2, 3, 5 and 7. */
    public static boolean takes(int sampleRate) {
        return sampleRate >= LEAST_RATE
                && sampleRate <= MOST_RATE
                && sampleRate % FRAMES_A_SECOND == 0
                && RealFft.fits(2 * sampleRate / FRAMES_A_SECOND);
    }

    /** Hertz of what is played and heard. */
    public int sampleRate() {
        return sampleRate;
    }

    /** What it does, or will from the next frame on. */
    public VoiceSettings settings() {
        return wanted;
    }

    /** Does this from the next frame on. What stays as it is goes on; a part that is new begins to learn. */
    public void settings(VoiceSettings changed) {
        wanted = Objects.requireNonNull(changed, "changed");
    }

    /** How late what comes out is: 10 ms where noise is turned down or echo suppressed, else nothing. */
    public Duration delay() {
        return wanted.shapes() ? Duration.ofSeconds(1).dividedBy(FRAMES_A_SECOND) : Duration.ZERO;
    }

    /** What goes to the loudspeaker in this moment; by the thread that plays, in pieces of any length. */
    public void onPlayed(short[] samples, int offset, int length) {
        queue.put(samples, offset, length);
    }

    /** Most samples that {@link #process} writes for that many. */
    public int maxOutput(int inputSamples) {
        return inputSamples + block - 1;
    }

    /**
     * Takes what the microphone has heard, in pieces of any length, and gives what is to be sent, in whole frames of 10 ms; by the thread that hears.
     *
     * @param out another array, with room for {@link #maxOutput} samples after {@code outOffset}
     * @return samples written; as many as were put in where those are whole frames
     */
    public int process(short[] in, int offset, int length, short[] out, int outOffset) {
        int written = 0;
        for (int i = 0; i < length; i++) {
            short sample = in[offset + i];
            clipped |= Math.abs(sample) >= CLIPPED;
            heard[filled++] = sample;
            if (filled == block) {
                filled = 0;
                frame(out, outOffset + written);
                written += block;
            }
        }
        return written;
    }

    private void frame(short[] out, int offset) {
        var now = wanted;
        if (!now.equals(current)) {
            stages = new VoiceStages(block, sampleRate, now, stages);
            current = now;
        }
        queue.take(said);
        isVoice = stages.process(said, heard, clipped);
        clipped = false;
        float next = stages.gain(heard);
        for (int i = 0; i < block; i++) {
            loud[i] = Math.round(heard[i] * (gain + (next - gain) * (i + 1) / block));
        }
        gain = next;
        limiter.process(loud, block, out, offset);
        levelDbov = Level.rmsDbov(out, offset, block);
        noiseDbov = stages.noiseDbov();
        delayBlocks = stages.delayBlocks();
        leftShare = stages.leftShare();
        restarts = stages.restarts();
    }

    /** The last frame that was heard. */
    public VoiceActivity activity() {
        return new VoiceActivity(isVoice, levelDbov, noiseDbov);
    }

    /** Whether somebody speaks in the last frame, as {@link VoiceActivity#isVoice} tells. */
    public boolean isVoice() {
        return isVoice;
    }

    /** How the canceller of echo is doing; empty when there is none. */
    public Optional<EchoState> echo() {
        if (wanted.echo().isEmpty()) {
            return Optional.empty();
        }
        int blocks = delayBlocks;
        return Optional.of(new EchoState(
                blocks < 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(blocks).dividedBy(FRAMES_A_SECOND)),
                -10 * Math.log10(Math.max(1e-9, leftShare)),
                restarts));
    }

    /**
     * Shows what is played on its way to a loudspeaker.
     *
     * @throws IllegalArgumentException when the loudspeaker has another rate
     */
    public PcmSink playing(PcmSink loudspeaker) {
        requireRate(loudspeaker.sampleRate());
        return PcmSink.at(sampleRate, (samples, offset, length) -> {
            onPlayed(samples, offset, length);
            loudspeaker.write(samples, offset, length);
        });
    }

    /**
     * What a microphone hears, processed. For one reader.
     *
     * @throws IllegalArgumentException when the microphone has another rate
     */
    public PcmSource hearing(PcmSource microphone) {
        requireRate(microphone.sampleRate());
        return new ProcessedSource(this, microphone, block);
    }

    private void requireRate(int other) {
        if (other != sampleRate) {
            throw new IllegalArgumentException(
                    "The device has " + other + " Hz, the voice is processed at " + sampleRate);
        }
    }
}
