package io.switchhook.devices;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.Line;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/** A sound device of this machine, as the sound system of the JDK knows it. */
public final class AudioDevice {
    private final Mixer.Info info;
    private final boolean records;
    private final boolean plays;

    private AudioDevice(Mixer.Info info, boolean records, boolean plays) {
        this.info = info;
        this.records = records;
        this.plays = plays;
    }

    /** All devices that record or play, at this moment: one that is plugged in later is not in the list. */
    public static List<AudioDevice> all() {
        return Arrays.stream(AudioSystem.getMixerInfo())
                .map(AudioDevice::of)
                .filter(device -> device.records || device.plays)
                .toList();
    }

    /** The first device whose name holds this text, in any case: {@code headset} for one. */
    public static Optional<AudioDevice> named(String part) {
        return allNamed(part).stream().findFirst();
    }

    /** All devices whose name holds this text, in any case: some systems list a headset once to record and once to play. */
    public static List<AudioDevice> allNamed(String part) {
        var wanted = part.toLowerCase(Locale.ROOT);
        return all().stream()
                .filter(device -> device.name().toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
    }

    private static AudioDevice of(Mixer.Info info) {
        var mixer = AudioSystem.getMixer(info);
        return new AudioDevice(
                info,
                has(mixer.getTargetLineInfo(), TargetDataLine.class),
                has(mixer.getSourceLineInfo(), SourceDataLine.class));
    }

    private static boolean has(Line.Info[] lines, Class<?> kind) {
        return Arrays.stream(lines).anyMatch(line -> kind.isAssignableFrom(line.getLineClass()));
    }

    /** The name that the system gives it. */
    public String name() {
        return info.getName();
    }

    /** What the system says of it besides; may be empty. */
    public String description() {
        return info.getDescription();
    }

    /** Whether {@link Microphone#open(AudioDevice)} takes it. */
    public boolean records() {
        return records;
    }

    /** Whether {@link Speaker#open(AudioDevice)} takes it. */
    public boolean plays() {
        return plays;
    }

    Mixer mixer() {
        return AudioSystem.getMixer(info);
    }

    @Override
    public String toString() {
        return name();
    }
}
