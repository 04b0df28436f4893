package io.switchhook.services;

import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.Cadence;
import io.switchhook.media.tone.ToneSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A few short tones, one after the other, and then nothing. */
final class ShortTones implements PcmSource {
    private static final int RATE = PcmFormat.NARROWBAND_RATE;
    private static final double DBOV = -22;
    private static final int LOW = 440;
    private static final int HIGH = 660;
    private static final Duration EACH = Duration.ofMillis(250);
    private static final int SAMPLES_EACH = (int) (EACH.toMillis() * RATE / 1000);

    private final List<ToneSource> tones;
    private int position;

    private ShortTones(int... frequencies) {
        this.tones = Arrays.stream(frequencies)
                .mapToObj(frequency -> new ToneSource(RATE, DBOV, Cadence.CONTINUOUS, frequency))
                .toList();
    }

    /** Somebody has come in. */
    static ShortTones rising() {
        return new ShortTones(LOW, HIGH);
    }

    /** Somebody has left. */
    static ShortTones falling() {
        return new ShortTones(HIGH, LOW);
    }

    /** Something is to be typed. */
    static ShortTones question() {
        return new ShortTones(HIGH, HIGH);
    }

    /** What has been typed is wrong. */
    static ShortTones refusal() {
        return new ShortTones(LOW, LOW, LOW);
    }

    Duration length() {
        return EACH.multipliedBy(tones.size());
    }

    @Override
    public int read(short[] target, int offset, int length) {
        int done = 0;
        while (done < length && position < tones.size() * SAMPLES_EACH) {
            int count = Math.min(length - done, SAMPLES_EACH - position % SAMPLES_EACH);
            tones.get(position / SAMPLES_EACH).read(target, offset + done, count);
            position += count;
            done += count;
        }
        return done;
    }
}
