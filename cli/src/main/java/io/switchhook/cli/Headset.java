package io.switchhook.cli;

import io.switchhook.devices.AudioDevice;
import io.switchhook.devices.AudioDeviceException;
import io.switchhook.devices.Microphone;
import io.switchhook.devices.Speaker;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import java.util.List;
import java.util.function.Predicate;

/** The sound device of {@code --talk}: microphone and loudspeaker, opened once for all calls. */
final class Headset implements AutoCloseable {
    private static final String DEFAULT = "default";

    private final Microphone microphone;
    private final Speaker speaker;

    private Headset(Microphone microphone, Speaker speaker) {
        this.microphone = microphone;
        this.speaker = speaker;
    }

    /** Opens what {@code --talk} names; when it is pulled out later, that is told. */
    static Headset open(String which, Reports reports) throws CommandEnd {
        try {
            var microphone = which.equals(DEFAULT)
                    ? Microphone.open()
                    : Microphone.open(named(which, "records", AudioDevice::records));
            try {
                var speaker = which.equals(DEFAULT)
                        ? Speaker.open()
                        : Speaker.open(named(which, "plays", AudioDevice::plays));
                microphone.onLost(failure -> reports.remark(String.valueOf(failure.getMessage())));
                speaker.onLost(failure -> reports.remark(String.valueOf(failure.getMessage())));
                return new Headset(microphone, speaker);
            } catch (AudioDeviceException | CommandEnd e) {
                microphone.close();
                throw e;
            }
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
        return microphone.source();
    }

    PcmSink sink() {
        return speaker.sink();
    }

    @Override
    public void close() {
        microphone.close();
        speaker.close();
    }
}
