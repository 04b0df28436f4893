package io.switchhook.media.dtmf;

import io.switchhook.base.text.Sentences;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.Cadence;
import io.switchhook.media.tone.ToneSource;
import java.time.Duration;
import java.util.Arrays;

/** Digits as tones in the audio, one after the other; gives no more samples when the last is over. Not thread-safe. */
public final class DtmfTone implements PcmSource {
    private static final double DBOV = -13;
    private static final int MAX_DIGITS = 128;

    private final int sampleRate;
    private final ToneSource[] tones;
    private final int toneSamples;
    private final int digitSamples;
    private long position;

    /**
     * @param digits 1 to 128 digits
     * @param length of each, 40 ms to 10 s
     * @param pause after each, 0 to 10 s
     */
    public DtmfTone(int sampleRate, String digits, Duration length, Duration pause) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("Expected 1 to " + MAX_DIGITS + " digits, got " + digits.length());
        }
        if (length.toMillis() < 40 || length.toMillis() > 10_000 || pause.isNegative() || pause.toMillis() > 10_000) {
            throw new IllegalArgumentException("A digit lasts 40 ms to 10 s and its pause up to 10 s, not "
                    + Sentences.time(length) + " and " + Sentences.time(pause));
        }
        this.sampleRate = sampleRate;
        tones = digits.chars()
                .mapToObj(digit -> new ToneSource(
                        sampleRate, DBOV, Cadence.CONTINUOUS, DtmfDigit.row((char) digit), DtmfDigit.column((char)
                                digit)))
                .toArray(ToneSource[]::new);
        toneSamples = (int) (length.toMillis() * sampleRate / 1000);
        digitSamples = toneSamples + (int) (pause.toMillis() * sampleRate / 1000);
    }

    @Override
    public int sampleRate() {
        return sampleRate;
    }

    @Override
    public int read(short[] target, int offset, int length) {
        int done = 0;
        while (done < length && position < (long) digitSamples * tones.length) {
            int within = (int) (position % digitSamples);
            boolean sounding = within < toneSamples;
            int count = Math.min(length - done, (sounding ? toneSamples : digitSamples) - within);
            if (sounding) {
                tones[(int) (position / digitSamples)].read(target, offset + done, count);
            } else {
                Arrays.fill(target, offset + done, offset + done + count, (short) 0);
            }
            position += count;
            done += count;
        }
        return done;
    }
}
