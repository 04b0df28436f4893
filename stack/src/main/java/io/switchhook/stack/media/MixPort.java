package io.switchhook.stack.media;

import io.switchhook.media.pcm.ElasticBuffer;
import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.Limiter;
import io.switchhook.media.pcm.Mixer;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.pcm.Resampler;
import io.switchhook.media.pcm.SpeechGate;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One who is in a {@link MixSession}. As a source it gives what he is to hear, all others; as a sink it takes what he says. Both may be used on the loop of another room, or of
 * another engine: between the two clocks some 30 ms wait each way. Its settings may be changed from any thread.
 */
public final class MixPort implements PcmSource, PcmSink {
    /** What waits before the first is taken: a packet of 20 ms, and half as much for a loop that is late. */
    private static final int WAITING_FRAMES = 3;

    private final Object guard = new Object();
    private final Optional<PcmSource> says;
    private final Optional<PcmSink> hears;
    private final boolean speaks;
    private final int sayRate;
    private final int hearRate;
    private final ElasticBuffer said;
    private final ElasticBuffer heard;

    private volatile boolean muted;
    private volatile double volume = 1;
    private volatile double levelDbov = Level.SILENCE_DBOV;
    private volatile boolean speaking;
    private volatile BooleanSupplier audible = () -> true;
    private volatile Consumer<Boolean> onSpeaking = begun -> {};

    // On the loop of the room.
    private final SpeechGate gate = new SpeechGate();
    private final Limiter limiter = new Limiter();
    private final short[] own;
    private final short[] given;
    private int roomRate;
    private Resampler toRoom = new Resampler(PcmFormat.NARROWBAND_RATE, PcmFormat.NARROWBAND_RATE);
    private Resampler toPort = toRoom;
    private short[] frame = {};
    private short[] mixed = {};

    /** The port of a call. */
    MixPort(int sampleRate) {
        this(sampleRate, sampleRate, Optional.empty(), Optional.empty(), true);
    }

    MixPort(PcmSource says, PcmSink hears) {
        this(says.sampleRate(), hears.sampleRate(), Optional.of(says), Optional.of(hears), true);
    }

    /** Of somebody who only listens. */
    MixPort(PcmSink hears) {
        this(hears.sampleRate(), hears.sampleRate(), Optional.empty(), Optional.of(hears), false);
    }

    private MixPort(int sayRate, int hearRate, Optional<PcmSource> says, Optional<PcmSink> hears, boolean speaks) {
        this.sayRate = PcmFormat.requireCallRate(sayRate);
        this.hearRate = PcmFormat.requireCallRate(hearRate);
        this.says = says;
        this.hears = hears;
        this.speaks = speaks;
        this.said = buffer(sayRate);
        this.heard = buffer(hearRate);
        this.own = new short[frameOf(sayRate)];
        this.given = new short[frameOf(hearRate) + 1];
    }

    private static int frameOf(int rate) {
        return rate / MixSession.FRAMES_A_SECOND;
    }

    private static ElasticBuffer buffer(int rate) {
        return new ElasticBuffer(WAITING_FRAMES * frameOf(rate));
    }

    /** Of what is written, hertz; all its life. */
    int sayRate() {
        return sayRate;
    }

    /** What he says is not heard. */
    public void mute(boolean begun) {
        muted = begun;
    }

    public boolean isMuted() {
        return muted;
    }

    /** @param factor of what he says, 0 to 8; 1 is as it comes */
    public void volume(double factor) {
        if (!(factor >= 0 && factor <= 8)) {
            throw new IllegalArgumentException("The volume must be 0 to 8, but is " + factor);
        }
        volume = factor;
    }

    public double volume() {
        return volume;
    }

    /** Asked for each frame, on the loop of the room, whether what he says may be heard: beside {@link #mute}, which the program decides. Must not block. */
    public void audibleWhile(BooleanSupplier condition) {
        audible = Objects.requireNonNull(condition);
    }

    /** How loud he was in the last frame, after volume and mute: dBov, -127 to 0. */
    public double levelDbov() {
        return levelDbov;
    }

    public boolean isSpeaking() {
        return speaking;
    }

    /** Tells on the loop of the room that he begins to speak, or no longer does. */
    public void listenForSpeech(Consumer<Boolean> listener) {
        onSpeaking = Objects.requireNonNull(listener);
    }

    /** Of what a call reads and writes. */
    @Override
    public int sampleRate() {
        return hearRate;
    }

    /** Gives what he is to hear. */
    @Override
    public int read(short[] target, int offset, int length) {
        synchronized (guard) {
            return heard.take(target, offset, length);
        }
    }

    /** Takes what he says. */
    @Override
    public void write(short[] samples, int offset, int length) {
        synchronized (guard) {
            said.put(samples, offset, length);
        }
    }

    // --- on the loop of the room ----------------------------------------------------------------------------------

    boolean speaks() {
        return speaks;
    }

    /** Adds the next 10 ms of what he says. */
    void speak(Mixer mixer, int rate) {
        tune(rate);
        if (!speaks) {
            Arrays.fill(frame, 0, mixed.length, (short) 0);
            return;
        }
        int got = says.isPresent() ? says.get().read(own, 0, own.length) : takeSaid();
        got = Math.max(0, Math.min(own.length, got));
        Arrays.fill(own, got, own.length, (short) 0);
        double factor = muted || !audible.getAsBoolean() ? 0 : volume;
        if (factor != 1) {
            for (int i = 0; i < got; i++) {
                own[i] = Level.saturate((int) Math.round(own[i] * factor));
            }
        }
        measure(Level.rmsDbov(own, 0, own.length));
        int count = toRoom.process(own, 0, own.length, frame, 0);
        Arrays.fill(frame, count, frame.length, (short) 0);
        mixer.add(frame, 0, mixed.length);
    }

    private int takeSaid() {
        synchronized (guard) {
            return said.take(own, 0, own.length);
        }
    }

    private void measure(double dbov) {
        levelDbov = dbov;
        if (gate.onLevel(dbov)) {
            speaking = gate.isSpeaking();
            onSpeaking.accept(speaking);
        }
    }

    /** Gives 10 ms of what the others say. */
    void hear(Mixer mixer, int length) {
        mixer.mixWithout(frame, 0, mixed, 0, length, limiter);
        int count = toPort.process(mixed, 0, length, given, 0);
        if (hears.isPresent()) {
            hears.get().write(given, 0, count);
        } else {
            synchronized (guard) {
                heard.put(given, 0, count);
            }
        }
    }

    private void tune(int rate) {
        if (rate == roomRate) {
            return;
        }
        roomRate = rate;
        toRoom = new Resampler(sayRate, roomRate);
        toPort = new Resampler(roomRate, hearRate);
        mixed = new short[frameOf(roomRate)];
        frame = new short[toRoom.maxOutput(own.length)];
    }
}
