package io.switchhook.devices;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.Resampler;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;

/** What a device speaks, 16-bit samples in one or two channels, and how to get from there to the wideband mono of a call and back. */
final class DeviceFormat {
    static final int CALL_RATE = 16_000;

    /** A chunk is 10 ms: what one turn of a device's thread reads or writes. */
    static final int CHUNKS_A_SECOND = 100;

    static final int CALL_CHUNK = CALL_RATE / CHUNKS_A_SECOND;

    /** The call's own first, which most sound systems convert better than we do; then what sound cards have. */
    private static final List<DeviceFormat> WANTED = List.of(
            new DeviceFormat(CALL_RATE, 1),
            new DeviceFormat(48_000, 1),
            new DeviceFormat(48_000, 2),
            new DeviceFormat(44_100, 2),
            new DeviceFormat(44_100, 1),
            new DeviceFormat(8_000, 1));

    private final int rate;
    private final int channels;

    private DeviceFormat(int rate, int channels) {
        this.rate = rate;
        this.channels = channels;
    }

    /** A line that is open, with its format. */
    record Opened<L extends DataLine>(L line, DeviceFormat format) {}

    /** Opens a line, which the system does in a way that depends on its kind. */
    interface Opener<L> {
        void open(L line, AudioFormat format, int bufferBytes) throws LineUnavailableException;
    }

    /**
     * Opens a line in the first format that the device has.
     *
     * @param what the kind, in words
     * @param has whether a device is of the kind
     * @param device empty for the one that the system takes by default
     * @param bufferChunks how much the device is to hold
     */
    static <L extends DataLine> Opened<L> open(
            Class<L> kind,
            String what,
            Predicate<AudioDevice> has,
            Optional<AudioDevice> device,
            int bufferChunks,
            Opener<L> opener)
            throws AudioDeviceException {
        if (device.isEmpty() && AudioDevice.all().stream().noneMatch(has)) {
            throw new AudioDeviceException(
                    "This machine has no " + what + ", or the sound system of the JDK sees none");
        }
        Optional<Exception> why = Optional.empty();
        for (var format : WANTED) {
            var info = new DataLine.Info(kind, format.audioFormat());
            try {
                var line =
                        kind.cast(device.isPresent() ? device.get().mixer().getLine(info) : AudioSystem.getLine(info));
                opener.open(line, format.audioFormat(), bufferChunks * format.chunkBytes());
                return new Opened<>(line, format);
            } catch (LineUnavailableException | SecurityException e) {
                // Says more than that the device has no line of another format.
                why = Optional.of(e);
            } catch (IllegalArgumentException e) {
                why = why.or(() -> Optional.of(e));
            }
        }
        throw new AudioDeviceException(
                device.map(AudioDevice::name).orElse("The default sound device")
                        + " cannot be opened: " + why.map(Exception::getMessage).orElse("no format")
                        + " - is it plugged in, free, and allowed to this program? AudioDevice.all() lists what is there",
                why.orElseThrow());
    }

    AudioFormat audioFormat() {
        return new AudioFormat(rate, Short.SIZE, channels, true, false);
    }

    /** Samples of one channel in a chunk. */
    int chunkSamples() {
        return rate / CHUNKS_A_SECOND;
    }

    int chunkBytes() {
        return bytesOf(chunkSamples());
    }

    /** What so many samples of one channel are in all channels. */
    int bytesOf(int samples) {
        return samples * channels * Short.BYTES;
    }

    /** From the call to the device. */
    Resampler toDevice() {
        return new Resampler(CALL_RATE, rate);
    }

    /** From the device to the call. */
    Resampler toCall() {
        return new Resampler(rate, CALL_RATE);
    }

    /** The samples of all channels, mixed to one. Returns how many there are. */
    int read(byte[] bytes, int length, short[] samples) {
        int frame = channels * Short.BYTES;
        int count = length / frame;
        for (int i = 0; i < count; i++) {
            int sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                int at = i * frame + channel * Short.BYTES;
                sum += (short) (bytes[at] & 0xff | bytes[at + 1] << 8);
            }
            samples[i] = Level.saturate(sum / channels);
        }
        return count;
    }

    /** The same samples in all channels. Returns how many bytes they are. */
    int write(short[] samples, int count, byte[] bytes) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (int channel = 0; channel < channels; channel++) {
                bytes[at++] = (byte) samples[i];
                bytes[at++] = (byte) (samples[i] >> 8);
            }
        }
        return at;
    }
}
