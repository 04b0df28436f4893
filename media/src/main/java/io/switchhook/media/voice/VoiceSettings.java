package io.switchhook.media.voice;

import java.util.Objects;
import java.util.Optional;

/**
 * What a {@link VoiceProcessor} does; each part is on or off by itself. {@link #DEFAULT} is for talking by microphone and loudspeaker, {@link #OFF}
 * leaves everything as it is; the {@code with} methods change one thing each.
 *
 * @param echo how echo is cancelled; empty for not at all
 * @param noise how far noise is turned down
 * @param gain how loud a voice is made; empty for as it is
 * @param highPass whether hum and rumble below 100 Hz are taken out
 */
public record VoiceSettings(
        Optional<EchoSettings> echo, NoiseReduction noise, Optional<GainSettings> gain, boolean highPass) {

    /** Everything as it comes. */
    public static final VoiceSettings OFF =
            new VoiceSettings(Optional.empty(), NoiseReduction.OFF, Optional.empty(), false);

    /**
     * Echo is cancelled, noise turned down by up to 12 dB, hum taken out. The gain stays where the user has put it: most systems have a control of
     * their own for a microphone, and two that move disturb each other.
     */
    public static final VoiceSettings DEFAULT =
            new VoiceSettings(Optional.of(EchoSettings.DEFAULT), NoiseReduction.MEDIUM, Optional.empty(), true);

    public VoiceSettings {
        Objects.requireNonNull(echo, "echo");
        Objects.requireNonNull(noise, "noise");
        Objects.requireNonNull(gain, "gain");
    }

    /** Echo is cancelled in this way. */
    public VoiceSettings withEcho(EchoSettings settings) {
        return new VoiceSettings(Optional.of(settings), noise, gain, highPass);
    }

    /** Echo stays: the device cancels it, or there is none. */
    public VoiceSettings withoutEcho() {
        return new VoiceSettings(Optional.empty(), noise, gain, highPass);
    }

    /** Noise is turned down so far. */
    public VoiceSettings withNoise(NoiseReduction reduction) {
        return new VoiceSettings(echo, reduction, gain, highPass);
    }

    /** A voice is made as loud as this. */
    public VoiceSettings withGain(GainSettings settings) {
        return new VoiceSettings(echo, noise, Optional.of(settings), highPass);
    }

    /** A voice is as loud as it is. */
    public VoiceSettings withoutGain() {
        return new VoiceSettings(echo, noise, Optional.empty(), highPass);
    }

    /** Whether hum and rumble are taken out. */
    public VoiceSettings withHighPass(boolean on) {
        return new VoiceSettings(echo, noise, gain, on);
    }

    /** Whether spectra are changed, which makes what comes out 10 ms late. */
    boolean shapes() {
        return noise != NoiseReduction.OFF || suppressesEcho();
    }

    boolean suppressesEcho() {
        return echo.isPresent() && echo.get().suppression();
    }
}
