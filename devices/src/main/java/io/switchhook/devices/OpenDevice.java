package io.switchhook.devices;

import java.util.function.Consumer;
import javax.sound.sampled.DataLine;

/** What an open microphone and an open loudspeaker have in common: volume, mute, a level to look at, their loss and their end. Any thread may call any method. */
public abstract sealed class OpenDevice implements AutoCloseable permits Microphone, Speaker {
    private final Loudness loudness = new Loudness();
    private final DeviceThread thread;

    OpenDevice(String threadName, DataLine line) {
        this.thread = new DeviceThread(threadName, line, this::turn);
    }

    /** Reads or writes one chunk, on the device's thread; returns how long to wait before the next, in nanoseconds. */
    abstract long turn() throws AudioDeviceException, InterruptedException;

    final void begin() {
        thread.start();
    }

    /** Makes a chunk as loud as is wanted, and measures it. */
    final void applyLoudness(short[] samples, int length) {
        loudness.apply(samples, length);
    }

    /** Silence for all calls until it is taken back. */
    public final void mute(boolean muted) {
        loudness.muted(muted);
    }

    public final boolean isMuted() {
        return loudness.muted();
    }

    /**
     * Makes it louder or softer.
     *
     * @param factor 0 to 8; 1 leaves it as it is
     * @throws IllegalArgumentException when it is out of range
     */
    public final void volume(double factor) {
        loudness.volume(factor);
    }

    public final double volume() {
        return loudness.volume();
    }

    /** How loud the last 10 ms were, volume and mute applied: dBov, 0 for the loudest, -127 for silence. For a meter on a screen. */
    public final double level() {
        return loudness.level();
    }

    /**
     * Who is told, once, when the device is lost, pulled out for one. Called on a thread of the device; at once when it is lost already. Calls go on without it: open
     * another and attach it.
     */
    public final void onLost(Consumer<AudioDeviceException> listener) {
        thread.onLost(listener);
    }

    /** Whether it works: neither closed nor lost. */
    public final boolean isOpen() {
        return !thread.isClosing() && !thread.isLost();
    }

    /** Gives the device back: its calls hear nothing by it any more, or are not heard. Closing twice does nothing more. */
    @Override
    public final void close() {
        thread.close();
    }
}
