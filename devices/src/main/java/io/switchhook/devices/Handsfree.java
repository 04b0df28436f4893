package io.switchhook.devices;

import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.voice.VoiceActivity;
import io.switchhook.media.voice.VoiceProcessor;
import io.switchhook.media.voice.VoiceSettings;

/**
 * A microphone and a loudspeaker to talk by, without a headset: what the loudspeaker says is taken out of what the microphone hears, noise is turned down, and hum taken out.
 *
 * <pre>{@code
 * try (var handsfree = Handsfree.open()) {
 *     call.audio().send(handsfree.source()).receive(handsfree.sink());
 *     // ...
 * }
 * }</pre>
 *
 * <p>Echo is cancelled unless the settings say otherwise, since no sound system says whether a device is a headset, and with a headset the canceller
 * finds no echo and leaves the voice alone. A device or a system that cancels echo by itself does not need it: {@link VoiceSettings#withoutEcho}. A
 * voice is 10 ms later for it. Any thread may call any method.
 */
public final class Handsfree implements AutoCloseable {
    private final Microphone microphone;
    private final Speaker speaker;
    private final VoiceProcessor voice;

    private Handsfree(Microphone microphone, Speaker speaker, VoiceProcessor voice) {
        this.microphone = microphone;
        this.speaker = speaker;
        this.voice = voice;
    }

    /**
     * Opens the devices that the system takes by default, with {@link VoiceSettings#DEFAULT}.
     *
     * @throws AudioDeviceException when one is missing, in use or not allowed
     */
    public static Handsfree open() throws AudioDeviceException {
        return open(VoiceSettings.DEFAULT);
    }

    /**
     * Opens the devices that the system takes by default.
     *
     * @throws AudioDeviceException when one is missing, in use or not allowed
     */
    public static Handsfree open(VoiceSettings settings) throws AudioDeviceException {
        var microphone = Microphone.open();
        try {
            return of(microphone, Speaker.open(), settings);
        } catch (AudioDeviceException e) {
            microphone.close();
            throw e;
        }
    }

    /**
     * Opens these devices, which may be the same.
     *
     * @param heard one that {@link AudioDevice#records()}
     * @param played one that {@link AudioDevice#plays()}
     * @throws AudioDeviceException when one is gone, in use or not allowed
     */
    public static Handsfree open(AudioDevice heard, AudioDevice played, VoiceSettings settings)
            throws AudioDeviceException {
        var microphone = Microphone.open(heard);
        try {
            return of(microphone, Speaker.open(played), settings);
        } catch (AudioDeviceException e) {
            microphone.close();
            throw e;
        }
    }

    private static Handsfree of(Microphone microphone, Speaker speaker, VoiceSettings settings) {
        var voice = new VoiceProcessor(DeviceFormat.CALL_RATE, settings);
        microphone.process(voice);
        speaker.show(voice);
        return new Handsfree(microphone, speaker, voice);
    }

    /** What is said here, for one call: {@link Microphone#source}. */
    public PcmSource source() {
        return microphone.source();
    }

    /** Where one call is heard: {@link Speaker#sink}. */
    public PcmSink sink() {
        return speaker.sink();
    }

    /** For its volume, mute, level and loss. Muted it goes on learning the echo; its volume counts after the processing. */
    public Microphone microphone() {
        return microphone;
    }

    /** For its volume, mute, level and loss. */
    public Speaker speaker() {
        return speaker;
    }

    /** What is done to the voice, how the canceller does, and whether somebody speaks; its settings may be changed at any time. The devices own its samples: give it none. */
    public VoiceProcessor voice() {
        return voice;
    }

    /** Whether somebody speaks here, and how loud it is: {@link VoiceProcessor#activity}. */
    public VoiceActivity activity() {
        return voice.activity();
    }

    /** Gives both devices back. Closing twice does nothing more. */
    @Override
    public void close() {
        microphone.close();
        speaker.close();
    }
}
