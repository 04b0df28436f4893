package io.switchhook.services;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.pcm.ResampledSource;
import io.switchhook.media.tone.ToneCountry;
import io.switchhook.media.tone.ToneSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What somebody hears who waits: music or tones, and words in between, during which they stand still. */
final class WaitingSound implements PcmSource {
    private final PcmSource music;
    private final AtomicReference<Optional<PcmSource>> words = new AtomicReference<>(Optional.empty());

    WaitingSound(PcmSource music) {
        this.music = atOurRate(music);
    }

    /** A ringing tone, which everybody knows to mean that one has to wait. */
    static PcmSource tones() {
        return ToneSource.of(PcmFormat.NARROWBAND_RATE, ToneCountry.INTERNATIONAL.ringback());
    }

    /** The program's music, which may fail: then a ringing tone, and what it throws is told where callbacks tell it. */
    static PcmSource of(Optional<Supplier<PcmSource>> music, Supplier<CallbackLane> lane) {
        try {
            return music.map(Supplier::get).orElseGet(WaitingSound::tones);
        } catch (RuntimeException e) {
            lane.get().submit(() -> {
                throw e;
            });
            return tones();
        }
    }

    private static PcmSource atOurRate(PcmSource source) {
        return ResampledSource.of(source, source.sampleRate(), PcmFormat.WIDEBAND_RATE);
    }

    /** Once, from now on; what is being said is broken off. From any thread. */
    void say(PcmSource once) {
        words.set(Optional.of(atOurRate(once)));
    }

    @Override
    public int sampleRate() {
        return PcmFormat.WIDEBAND_RATE;
    }

    @Override
    public int read(short[] target, int offset, int length) {
        int said = 0;
        var saying = words.get();
        if (saying.isPresent()) {
            said = saying.get().read(target, offset, length);
            if (said < length) {
                words.compareAndSet(saying, Optional.empty());
            }
        }
        return said + music.read(target, offset + said, length - said);
    }
}
