package io.switchhook.cli.option;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.report.Reports;
import io.switchhook.devices.AudioDevice;
import io.switchhook.devices.AudioDeviceException;
import io.switchhook.devices.Handsfree;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.voice.VoiceSettings;
import java.util.List;
import java.util.function.Predicate;

/** The sound device of {@code --talk}: microphone and loudspeaker, opened once for all calls, without the echo of one in the other unless that is wanted. */
final class Headset implements AutoCloseable {
    private static final String DEFAULT = "default";

    private final Handsfree device;

    private Headset(Handsfree device) {
        this.device = device;
    }

    /** Opens what {@code --talk} names; when it is pulled out later, that is told. */
    static Headset open(String which, VoiceSettings settings, Reports reports) throws CommandEnd {
        try {
            var device = which.equals(DEFAULT)
                    ? Handsfree.open(settings)
                    : Handsfree.open(
                            named(which, "records", AudioDevice::records),
                            named(which, "plays", AudioDevice::plays),
                            settings);
            device.microphone().onLost(failure -> reports.remark(String.valueOf(failure.getMessage())));
            device.speaker().onLost(failure -> reports.remark(String.valueOf(failure.getMessage())));
            return new Headset(device);
        } catch (AudioDeviceException e) {
            throw CommandEnd.usage("--talk: " + e.getMessage());
        }
    }

    /** Some systems list a headset twice, once for each direction. */
    private static AudioDevice named(String which, String what, Predicate<AudioDevice> able) throws CommandEnd {
        return AudioDevice.allNamed(which).stream()
                .filter(able)
                .findFirst()
                .orElseThrow(() -> CommandEnd.usage("--talk: no sound device that " + what + " has \"" + which
                        + "\" in its name; there " + listed(able)));
    }

    private static String listed(Predicate<AudioDevice> able) {
        List<String> names =
                AudioDevice.all().stream().filter(able).map(AudioDevice::name).toList();
        return names.isEmpty() ? "is none at all" : "are: " + String.join(", ", names);
    }

    PcmSource source() {
        return device.source();
    }

    PcmSink sink() {
        return device.sink();
    }

    @Override
    public void close() {
        device.close();
    }
}
