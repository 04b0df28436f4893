package io.switchhook.media.voice;

import io.switchhook.media.pcm.Level;
import java.util.Optional;

/** The parts of a {@link VoiceProcessor} that its settings want, in their order. */
final class VoiceStages {
    private final int block;
    private final VoiceSettings settings;
    private final Optional<HighPass> highPass;
    private final Optional<EchoCanceller> canceller;
    private final Suppressor suppressor;
    private final Optional<AutomaticGain> gain;
    private final VoiceDetector detector;
    private final float[] nothing;
    private boolean voice;

    VoiceStages(int block, int rate, VoiceSettings settings) {
        this(block, rate, settings, Optional.empty());
    }

    /** Other settings: what they want as it was before goes on. */
    VoiceStages(int block, int rate, VoiceSettings settings, VoiceStages before) {
        this(block, rate, settings, Optional.of(before));
    }

    private VoiceStages(int block, int rate, VoiceSettings settings, Optional<VoiceStages> before) {
        this.block = block;
        this.settings = settings;
        highPass = !settings.highPass()
                ? Optional.empty()
                : before.flatMap(old -> old.highPass).or(() -> Optional.of(new HighPass(rate)));
        canceller = before.filter(old -> old.settings.echo().equals(settings.echo()))
                .map(old -> old.canceller)
                .orElseGet(() -> settings.echo().map(echo -> new EchoCanceller(block, rate, echo)));
        suppressor = new Suppressor(
                block,
                rate,
                settings.noise(),
                settings.suppressesEcho(),
                before.map(old -> old.suppressor.noise()).orElseGet(() -> new NoiseFloor(block + 1)));
        gain = before.filter(old -> old.settings.gain().equals(settings.gain()))
                .map(old -> old.gain)
                .orElseGet(() -> settings.gain().map(AutomaticGain::new));
        detector = before.map(old -> old.detector).orElseGet(VoiceDetector::new);
        nothing = new float[block];
    }

    /** Changes what was heard into what is to be sent, but for its gain; says whether somebody speaks. */
    boolean process(float[] said, float[] heard, boolean clipped) {
        if (highPass.isPresent()) {
            highPass.get().process(heard);
        }
        float[] expected = nothing;
        if (canceller.isPresent()) {
            canceller.get().process(said, heard, clipped, heard);
            expected = canceller.get().expected();
        }
        suppressor.analyze(heard, expected);
        if (settings.shapes()) {
            suppressor.synthesize(heard);
        }
        float other = suppressor.noisePower() + suppressor.residuePower();
        voice = detector.onFrame(meanSquare(suppressor.voicePower()), meanSquare(other));
        return voice;
    }

    /** The power of bins as that of samples. */
    private double meanSquare(float bins) {
        return (double) bins / block / block;
    }

    /** By what factor the processed frame is to be louder at its end. */
    float gain(float[] frame) {
        return gain.isPresent() ? gain.get().onFrame(frame, voice) : 1;
    }

    double noiseDbov() {
        return Level.ofPower(meanSquare(suppressor.noisePower()));
    }

    /** -1 while it is not known. */
    int delayBlocks() {
        return canceller.isPresent() ? canceller.get().delayBlocks() : -1;
    }

    float leftShare() {
        return canceller.isPresent() ? canceller.get().leftShare() : 1;
    }

    int restarts() {
        return canceller.isPresent() ? canceller.get().restarts() : 0;
    }
}
