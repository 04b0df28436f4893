package io.switchhook.media.session;

import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.CodecName;
import io.switchhook.media.jitter.Concealment;
import io.switchhook.media.jitter.JitterBuffer;
import io.switchhook.media.jitter.JitterCounters;
import io.switchhook.media.jitter.Playout;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.Resampler;
import io.switchhook.media.rtp.RtpPacket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The receiving half of a stream: packets in, one frame of audio out each tick. */
final class Playing {
    private static final int TYPES = 128;
    private static final int MAX_PACKET_SAMPLES = 5760;
    private static final int CONCEALED_AT_ONCE_MILLIS = 120;

    /** Codecs conceal whole multiples of 2.5 ms. */
    private static final int STEPS_PER_SECOND = 400;

    /** How long a codec goes on when nothing comes: longer than the pauses between the packets of a sender that is silent (DTX). */
    private static final long MADE_UP_NANOS = 1_000_000_000L;

    private static final long NANOS = 1_000_000_000L;

    private final RtpStreamSettings settings;
    private final short[] decoded = new short[MAX_PACKET_SAMPLES];

    private final Decoder[] decoders = new Decoder[TYPES];
    /** Hertz of the payload types of comfort noise, 0 of the others. */
    private final int[] noiseRates = new int[TYPES];

    private final ComfortNoise noise = new ComfortNoise();
    private JitterBuffer jitter;
    private int jitterClockRate;
    /** Of the buffers before this one, which had other clock rates. */
    private JitterCounters before = JitterCounters.NONE;
    /** Of the sink; stays while there is none. */
    private int sinkRate = PcmFormat.NARROWBAND_RATE;

    private Concealment concealment = new Concealment(sinkRate);
    private Resampler resampler = new Resampler(sinkRate, sinkRate);
    private int resamplerRate = sinkRate;
    private short[] pending = new short[0];
    private int pendingCount;
    private long frameNanos;
    private int frameSamples;
    private long skipped;

    /** What was heard last, and how long its codec has made up what came after that. */
    private int heardType;

    private @Nullable CodecName heardCodec;
    private long madeUpNanos;
    private long concealedNanos;

    Playing(RtpStreamSettings settings, AudioPlan plan) {
        this.settings = settings;
        Arrays.fill(decoders, Decoder.NONE);
        jitterClockRate = plan.sendCodec().name().clockRate();
        jitter = new JitterBuffer(settings.jitter(), jitterClockRate);
        apply(plan);
    }

    void apply(AudioPlan plan) {
        for (int type = 0; type < TYPES; type++) {
            decoders[type] = Decoder.of(plan.receive().get(type), decoders[type]);
        }
        Arrays.fill(noiseRates, 0);
        // Some send it unasked.
        noiseRates[NoiseFormat.STATIC.payloadType()] = NoiseFormat.STATIC.clockRate();
        plan.receiveNoise().forEach(format -> noiseRates[format.payloadType()] = format.clockRate());
        frameNanos = plan.frame().toNanos();
        reserve();
    }

    /** What goes to the sink from now on has that rate. */
    void sinkRate(int hertz) {
        if (hertz != sinkRate) {
            sinkRate = hertz;
            concealment = new Concealment(hertz);
            resampler = new Resampler(resamplerRate, hertz);
            pendingCount = 0;
            reserve();
        }
    }

    private void reserve() {
        frameSamples = (int) (sinkRate * frameNanos / NANOS);
        int needed = 2 * frameSamples + resampler.maxOutput(MAX_PACKET_SAMPLES);
        if (pending.length < needed) {
            pending = Arrays.copyOf(pending, needed);
        }
    }

    boolean isAudio(int payloadType) {
        return decoders[payloadType].isAudio();
    }

    /** Whether it describes the noise around instead of a voice; RFC 3389. */
    boolean isNoise(int payloadType) {
        return noiseRates[payloadType] != 0 && !isAudio(payloadType);
    }

    int clockRate(int payloadType) {
        return decoders[payloadType].clockRate();
    }

    /** @return false when nothing of it will be heard */
    boolean onAudio(RtpPacket packet, long nowNanos) {
        int clockRate = clockRate(packet.payloadType());
        if (clockRate != jitterClockRate) {
            jitterClockRate = clockRate;
            jitter.restart();
            before = counters();
            jitter = new JitterBuffer(settings.jitter(), clockRate);
            skipped = 0;
        }
        return switch (jitter.onPacket(packet, nowNanos)) {
            case ACCEPTED, RESYNCED, DUPLICATE -> true;
            case LATE, TOO_LARGE -> false;
        };
    }

    void onOther(RtpPacket packet, long nowNanos) {
        jitter.onOther(packet, nowNanos);
    }

    void onNoise(RtpPacket packet, long nowNanos) {
        if (noiseRates[packet.payloadType()] == jitterClockRate) {
            jitter.onNoise(packet, nowNanos);
        } else {
            jitter.onOther(packet, nowNanos);
        }
    }

    /** Another source begins. */
    void restart() {
        jitter.restart();
        noise.stop();
        for (var decoder : decoders) {
            decoder.restart();
        }
    }

    /** Nothing more is to be heard of what came before. */
    void silence() {
        jitter.restart();
        noise.stop();
        concealment.reset();
        madeUpNanos = MADE_UP_NANOS;
        pendingCount = 0;
    }

    /** Gives the frame that is due at the tick to the sink. */
    void tick(PcmSink sink, boolean receives, long deadlineNanos) {
        if (receives) {
            fill(deadlineNanos);
        } else {
            Arrays.fill(pending, 0, frameSamples, (short) 0);
            pendingCount = frameSamples;
        }
        sink.write(pending, 0, frameSamples);
        pendingCount -= frameSamples;
        System.arraycopy(pending, frameSamples, pending, 0, pendingCount);
    }

    private void fill(long deadlineNanos) {
        while (pendingCount < frameSamples) {
            // What is already decoded puts the next packet that much later.
            Playout playout = jitter.take(deadlineNanos + pendingCount * NANOS / sinkRate);
            if (jitter.skipped() != skipped) {
                skipped = jitter.skipped();
                concealment.onSkip();
            }
            switch (playout) {
                case FRAME -> decode();
                case LOST -> replace(jitter.lostUnits() * NANOS / jitterClockRate, true);
                case NOTHING -> replace((frameSamples - pendingCount) * NANOS / sinkRate, false);
            }
        }
    }

    private void decode() {
        if (isNoise(jitter.payloadType())) {
            noise.take(jitter.payload());
            return;
        }
        Decoder decoder = decoders[jitter.payloadType()];
        if (!decoder.isAudio()) {
            return;
        }
        heardType = jitter.payloadType();
        heardCodec = decoder.name();
        madeUpNanos = 0;
        noise.stop();
        play(decoder.codec().sampleRate(), decoder.codec().decode(jitter.payload(), decoded, 0));
    }

    private void play(int rate, int samples) {
        if (rate != resamplerRate) {
            resamplerRate = rate;
            resampler = new Resampler(resamplerRate, sinkRate);
            reserve();
        }
        int count = resampler.process(decoded, 0, samples, pending, pendingCount);
        concealment.onAudio(pending, pendingCount, count);
        pendingCount += count;
    }

    /** Fills a gap: as the codec knows to, or from what was heard last. */
    private void replace(long nanos, boolean isLost) {
        long most = Math.min(nanos, CONCEALED_AT_ONCE_MILLIS * 1_000_000L);
        concealedNanos += isLost ? most : 0;
        if (noise.isSounding()) {
            // At the rate of what was heard before, which its spectrum is told for.
            int samples = wholeSteps(most, resamplerRate);
            noise.write(decoded, 0, samples);
            play(resamplerRate, samples);
        } else if (!makeUp(most, isLost)) {
            int samples = isLost ? (int) (most * sinkRate / NANOS) : frameSamples - pendingCount;
            concealment.conceal(pending, pendingCount, samples);
            pendingCount += samples;
        }
    }

    private boolean makeUp(long nanos, boolean isLost) {
        Decoder decoder = decoders[heardType];
        if (!decoder.isAudio() || madeUpNanos >= MADE_UP_NANOS) {
            return false;
        }
        AudioCodec codec = decoder.codec();
        int wanted = wholeSteps(nanos, codec.sampleRate());
        int samples =
                isLost && jitter.isNextOf(heardType) ? codec.recover(jitter.nextPayload(), decoded, 0, wanted) : 0;
        if (samples == 0) {
            samples = codec.conceal(decoded, 0, wanted);
        }
        if (samples == 0) {
            return false;
        }
        madeUpNanos += nanos;
        play(codec.sampleRate(), samples);
        return true;
    }

    private static int wholeSteps(long nanos, int rate) {
        int step = rate / STEPS_PER_SECOND;
        return (int) ((nanos * rate / NANOS + step - 1) / step) * step;
    }

    JitterCounters counters() {
        return before.plus(jitter.counters());
    }

    JitterBuffer jitter() {
        return jitter;
    }

    /** Of what was heard last. */
    Optional<CodecName> codec() {
        return Optional.ofNullable(heardCodec);
    }

    /** How long a packet of the other side seems to be. */
    Duration packetLength() {
        return Duration.ofNanos(jitter.unitsPerPacket() * NANOS / jitterClockRate);
    }

    /** How much was made up for lost packets. */
    Duration concealed() {
        return Duration.ofNanos(concealedNanos);
    }
}
