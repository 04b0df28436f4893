package io.switchhook.services;

import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.Cadence;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.WavPlayer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that is played to callers, as often as wanted.
 *
 * @param name for logs and tests
 * @param length of one playing
 * @param source makes one from the beginning
 */
record Sound(String name, Duration length, Supplier<PcmSource> source) {
    private static final int RATE = PcmFormat.NARROWBAND_RATE;

    /** @throws IOException when that is no WAV file that can be played; the message says why */
    static Sound read(Path file) throws IOException {
        var player = WavPlayer.open(file);
        return new Sound(String.valueOf(file.getFileName()), player.duration(), player::again);
    }

    /** A file, or that tone where there is none. */
    static Sound read(Optional<Path> file, Sound otherwise) throws IOException {
        return file.isPresent() ? read(file.get()) : otherwise;
    }

    /** One tone, so many times. */
    static Sound tone(String name, int hertz, int millis, int times) {
        int period = 2 * millis;
        return new Sound(
                name,
                Duration.ofMillis((long) period * times),
                () -> ending(
                        new ToneSource(RATE, ToneSource.DEFAULT_DBOV, Cadence.ofMillis(millis, millis), hertz),
                        period * times * RATE / 1000));
    }

    /** So many samples of what has no end. */
    private static PcmSource ending(PcmSource endless, int samples) {
        return new PcmSource() {
            private int left = samples;

            @Override
            public int read(short[] target, int offset, int length) {
                int count = endless.read(target, offset, Math.min(length, left));
                left -= count;
                return count;
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
