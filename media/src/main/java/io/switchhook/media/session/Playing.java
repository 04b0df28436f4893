package io.switchhook.media.session;

import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.G711;
import io.switchhook.media.jitter.Concealment;
import io.switchhook.media.jitter.JitterBuffer;
import io.switchhook.media.jitter.Playout;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.Resampler;
import io.switchhook.media.rtp.RtpPacket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The receiving half of a stream: packets in, one frame of audio out each tick. */
final class Playing {
    private static final int TYPES = 128;
    private static final int MAX_PACKET_SAMPLES = 5760;
    private static final int CONCEALED_AT_ONCE_MILLIS = 120;

    private final RtpStreamSettings settings;
    private final Concealment concealment;
    private final short[] decoded = new short[MAX_PACKET_SAMPLES];

    private final Decoder[] decoders = new Decoder[TYPES];
    private JitterBuffer jitter;
    private int jitterClockRate;
    private Resampler resampler;
    private int resamplerRate;
    private short[] pending;
    private int pendingCount;
    private int frameSamples;
    private long skipped;

    /** The codec of a payload type; {@code NONE} where the type has none. */
    private record Decoder(AudioCodec codec, boolean isAudio) {
        private static final Decoder NONE = new Decoder(G711.A_LAW.create(), false);
    }

    Playing(RtpStreamSettings settings, AudioPlan plan) {
        this.settings = settings;
        concealment = new Concealment(settings.sampleRate());
        Arrays.fill(decoders, Decoder.NONE);
        jitterClockRate = plan.sendCodec().name().clockRate();
        jitter = new JitterBuffer(settings.jitter(), jitterClockRate);
        resamplerRate = settings.sampleRate();
        resampler = new Resampler(resamplerRate, settings.sampleRate());
        pending = new short[0];
        apply(plan);
    }

    void apply(AudioPlan plan) {
        for (int type = 0; type < TYPES; type++) {
            decoders[type] = decoder(decoders[type], plan.receive().get(type));
        }
        frameSamples = (int) (settings.sampleRate() * plan.frame().toNanos() / 1_000_000_000L);
        reserve();
    }

    /** Keeps the decoder, and its history, where the codec stays the same. */
    private static Decoder decoder(Decoder before, @Nullable CodecFactory factory) {
        if (factory == null) {
            return Decoder.NONE;
        }
        boolean same = before.isAudio() && before.codec().name().equals(factory.name());
        return same ? before : new Decoder(factory.create(), true);
    }

    private void reserve() {
        int needed = 2 * frameSamples + resampler.maxOutput(MAX_PACKET_SAMPLES);
        if (pending.length < needed) {
            pending = Arrays.copyOf(pending, needed);
        }
    }

    boolean isAudio(int payloadType) {
        return decoders[payloadType].isAudio();
    }

    int clockRate(int payloadType) {
        return decoders[payloadType].codec().name().clockRate();
    }

    void onAudio(RtpPacket packet, long nowNanos) {
        int clockRate = clockRate(packet.payloadType());
        if (clockRate != jitterClockRate) {
            jitterClockRate = clockRate;
            jitter = new JitterBuffer(settings.jitter(), clockRate);
        }
        jitter.onPacket(packet, nowNanos);
    }

    void onOther(RtpPacket packet, long nowNanos) {
        jitter.onOther(packet, nowNanos);
    }

    void restart() {
        jitter.restart();
    }

    /** Nothing more is to be heard of what came before. */
    void silence() {
        jitter.restart();
        concealment.reset();
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
            Playout playout = jitter.take(deadlineNanos + pendingCount * 1_000_000_000L / settings.sampleRate());
            if (jitter.skipped() != skipped) {
                skipped = jitter.skipped();
                concealment.onSkip();
            }
            switch (playout) {
                case FRAME -> decode();
                case LOST ->
                    conceal((int) Math.min(
                            jitter.lostUnits() * settings.sampleRate() / jitterClockRate,
                            (long) settings.sampleRate() * CONCEALED_AT_ONCE_MILLIS / 1000));
                case NOTHING -> conceal(frameSamples - pendingCount);
            }
        }
    }

    private void decode() {
        Decoder decoder = decoders[jitter.payloadType()];
        if (!decoder.isAudio()) {
            return;
        }
        int samples = decoder.codec().decode(jitter.payload(), decoded, 0);
        if (decoder.codec().sampleRate() != resamplerRate) {
            resamplerRate = decoder.codec().sampleRate();
            resampler = new Resampler(resamplerRate, settings.sampleRate());
            reserve();
        }
        int count = resampler.process(decoded, 0, samples, pending, pendingCount);
        concealment.onAudio(pending, pendingCount, count);
        pendingCount += count;
    }

    private void conceal(int samples) {
        concealment.conceal(pending, pendingCount, samples);
        pendingCount += samples;
    }

    JitterBuffer jitter() {
        return jitter;
    }
}
