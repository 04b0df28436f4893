package io.switchhook.media.dtmf;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.G711;
import io.switchhook.media.pcm.Level;
import io.switchhook.media.tone.Cadence;
import io.switchhook.media.tone.ToneSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ITU-T Q.23 and Q.24. */
class DtmfDetectorTest {
    private final StringBuilder heard = new StringBuilder();
    private int ended;
    private Duration lastLength = Duration.ZERO;

    private final DtmfListener listener = new DtmfListener() {
        @Override
        public void onDigitStarted(char digit) {
            heard.append(digit);
        }

        @Override
        public void onDigitEnded(char digit, Duration length) {
            ended++;
            lastLength = length;
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {8000, 16000, 48000})
    void allDigitsAreHeardAtEveryRate(int rate) {
        feed(rate, samples(new DtmfTone(rate, DtmfDigit.ALL, Duration.ofMillis(80), Duration.ofMillis(80)), rate * 3));
        assertThat(heard).hasToString(DtmfDigit.ALL);
        assertThat(ended).isEqualTo(16);
        assertThat(lastLength).isBetween(Duration.ofMillis(60), Duration.ofMillis(100));
    }

    @Test
    void shortestDigitsOfTheRecommendationAreHeardAndTheirGapsDivideThem() {
        feed(8000, samples(new DtmfTone(8000, "1122334455", Duration.ofMillis(45), Duration.ofMillis(45)), 8000));
        assertThat(heard).hasToString("1122334455");
    }

    @Test
    void digitsSurviveG711AndNoise() {
        short[] pcm = samples(new DtmfTone(8000, "0123456789", Duration.ofMillis(70), Duration.ofMillis(70)), 8000 * 2);
        var random = new SeededRandomness(9);
        for (int i = 0; i < pcm.length; i++) {
            short noisy = Level.saturate(pcm[i] + random.nextInt(600) - 300);
            pcm[i] = G711.MU_LAW.decode(G711.MU_LAW.encode(noisy));
        }
        feed(8000, pcm);
        assertThat(heard).hasToString("0123456789");
    }

    @Test
    void twistWithinItsLimitsIsAcceptedAndBeyondRefused() {
        feed(8000, pair(-10, -16));
        feed(8000, pair(-13, -10));
        assertThat(heard).hasToString("11");
        feed(8000, pair(-10, -22));
        feed(8000, pair(-16, -10));
        assertThat(heard).hasToString("11");
    }

    @Test
    void singleTonesNoiseAndSilenceAreNoDigits() {
        feed(8000, samples(new ToneSource(8000, 697.0), 8000));
        feed(8000, samples(new ToneSource(8000, 1209.0), 8000));
        feed(8000, samples(new ToneSource(8000, 440.0, 480.0), 8000));
        feed(8000, new short[8000]);
        var random = new SeededRandomness(10);
        short[] noise = new short[80_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) (random.nextInt(20_000) - 10_000);
        }
        feed(8000, noise);
        assertThat(heard).isEmpty();
    }

    @Test
    void toneOfLessThanTwentyMillisecondsIsNoDigit() {
        short[] pcm = samples(new DtmfTone(8000, "5", Duration.ofMillis(40), Duration.ofMillis(60)), 800);
        java.util.Arrays.fill(pcm, 150, 800, (short) 0);
        feed(8000, pcm);
        assertThat(heard).isEmpty();
    }

    @Test
    void frequenciesAreThoseOfTheKeypad() {
        assertThat(DtmfDigit.row('1')).isEqualTo(697);
        assertThat(DtmfDigit.column('1')).isEqualTo(1209);
        assertThat(DtmfDigit.row('#')).isEqualTo(941);
        assertThat(DtmfDigit.column('#')).isEqualTo(1477);
        assertThat(DtmfDigit.row('d')).isEqualTo(941);
        assertThat(DtmfDigit.column('D')).isEqualTo(1633);
        assertThat(DtmfDigit.ofEvent(10)).contains('*');
        assertThat(DtmfDigit.ofEvent(16)).isEmpty();
    }

    private short[] pair(double lowerDbov, double upperDbov) {
        short[] lower = samples(new ToneSource(8000, lowerDbov, Cadence.CONTINUOUS, 697), 800);
        short[] upper = samples(new ToneSource(8000, upperDbov, Cadence.CONTINUOUS, 1209), 800);
        short[] both = new short[1600];
        for (int i = 0; i < 800; i++) {
            both[i] = Level.saturate(lower[i] + upper[i]);
        }
        return both;
    }

    private static short[] samples(io.switchhook.media.pcm.PcmSource source, int count) {
        short[] samples = new short[count];
        source.read(samples, 0, count);
        return samples;
    }

    private DtmfDetector detector;

    private void feed(int rate, short[] pcm) {
        if (detector == null) {
            detector = new DtmfDetector(rate, listener);
        }
        detector.write(pcm, 0, pcm.length);
    }
}
