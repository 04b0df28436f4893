package io.switchhook.cli.option;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Declared;
import io.switchhook.media.voice.GainSettings;
import io.switchhook.media.voice.NoiseReduction;
import io.switchhook.media.voice.VoiceSettings;
import picocli.CommandLine.Model.CommandSpec;

/** What becomes of what the microphone of {@code --talk} hears. */
final class VoiceOptions {
    private final Declared<Boolean> noEchoCancel = Declared.flag(
            "--no-echo-cancel",
            "With --talk: leave the echo of the loudspeaker in, because there is none or the device cancels it.");

    private final Declared<String> noise = Declared.text(
            "--noise",
            "off|low|medium|high",
            "With --talk: how far noise around the microphone is turned down. Default: medium.");

    private final Declared<Boolean> autoGain = Declared.flag(
            "--auto-gain", "With --talk: make low voices louder and loud ones softer. Default: as the system is set.");

    void addTo(CommandSpec command) {
        Declared.addAll(command, noEchoCancel, noise, autoGain);
    }

    /** Whether one of them is given. */
    boolean isUsed() {
        return noEchoCancel.isGiven() || noise.value().isPresent() || autoGain.isGiven();
    }

    VoiceSettings settings() throws CommandEnd {
        var settings = VoiceSettings.DEFAULT;
        if (noEchoCancel.isGiven()) {
            settings = settings.withoutEcho();
        }
        if (autoGain.isGiven()) {
            settings = settings.withGain(GainSettings.DEFAULT);
        }
        return noise.value().isPresent()
                ? settings.withNoise(reduction(noise.value().get()))
                : settings;
    }

    private static NoiseReduction reduction(String wish) throws CommandEnd {
        for (var reduction : NoiseReduction.values()) {
            if (reduction.name().equalsIgnoreCase(wish)) {
                return reduction;
            }
        }
        throw CommandEnd.usage("--noise: \"" + wish + "\" is no choice; write off, low, medium or high");
    }
}
