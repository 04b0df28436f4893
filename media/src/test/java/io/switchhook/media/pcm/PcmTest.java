package io.switchhook.media.pcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.tone.ToneSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcmTest {

    @Test
    void frameMathIsExact() {
        assertThat(PcmFormat.narrowband().samplesIn(Duration.ofMillis(20))).isEqualTo(160);
        assertThat(new PcmFormat(48000, 2).samplesIn(Duration.ofMillis(20))).isEqualTo(1920);
        assertThat(new PcmFormat(48000, 2).durationOf(1920)).isEqualTo(Duration.ofMillis(20));
        assertThatThrownBy(() -> new PcmFormat(10, 1)).hasMessageContaining("1000");
    }

    @Test
    void levelIsRelativeToTheOverloadPoint() {
        assertThat(Level.rmsDbov(new short[160], 0, 160)).isEqualTo(Level.SILENCE_DBOV);
        assertThat(Level.rmsDbov(new short[0], 0, 0)).isEqualTo(Level.SILENCE_DBOV);
        short[] square = new short[100];
        java.util.Arrays.fill(square, Short.MIN_VALUE);
        assertThat(Level.rmsDbov(square, 0, 100)).isZero();
        short[] sine = new short[8000];
        new ToneSource(8000, 1000.0).read(sine, 0, 8000);
        assertThat(Level.rmsDbov(sine, 0, 8000)).isCloseTo(ToneSource.DEFAULT_DBOV, within(0.05));
    }

    @Test
    void mixerAddsAndSaturatesOnlyAtTheEnd() {
        var mixer = new Mixer(3);
        mixer.add(new short[] {30000, 100, -30000}, 0, 3);
        mixer.add(new short[] {30000, 200, -30000}, 0, 3);
        mixer.add(new short[] {-30000, 300, 30000}, 0, 3);
        short[] out = new short[3];
        mixer.mixAll(out, 0, 3);
        assertThat(out).containsExactly(30000, 600, -30000);
        mixer.mixWithout(new short[] {-30000, 300, 30000}, 0, out, 0, 3);
        assertThat(out).containsExactly(32767, 300, -32768);
        mixer.clear();
        mixer.add(new short[] {1000, -1000, 7}, 0, 3, 0.5);
        mixer.mixAll(out, 0, 3);
        assertThat(out).containsExactly(500, -500, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "8000,16000",
        "8000,24000",
        "8000,32000",
        "8000,48000",
        "16000,8000",
        "16000,24000",
        "16000,48000",
        "24000,8000",
        "24000,16000",
        "24000,32000",
        "32000,8000",
        "32000,48000",
        "48000,8000",
        "48000,16000",
        "48000,24000",
        "48000,32000"
    })
    void toneKeepsItsLevelAndImagesAreFiftyDecibelsDown(int from, int to) {
        double frequency = 1000;
        short[] out = resample(tone(from, frequency, from), from, to);
        int settled = to / 10;
        short[] steady = java.util.Arrays.copyOfRange(out, settled, out.length);
        double[] split = split(steady, frequency, to);
        assertThat(10 * Math.log10(split[0])).isCloseTo(20 * Math.log10(32768) - 10, within(0.1));
        assertThat(10 * Math.log10(split[0] / split[1])).isGreaterThan(50);
    }

    @ParameterizedTest
    @CsvSource({
        "16000,8000,5000",
        "48000,8000,4100",
        "48000,8000,7000",
        "48000,16000,9000",
        "32000,8000,4200",
        "24000,16000,9500"
    })
    void whatTheLowerRateCannotHoldDoesNotFoldBack(int from, int to, double frequency) {
        short[] out = resample(tone(from, frequency, from), from, to);
        assertThat(Level.rmsDbov(out, to / 10, out.length - to / 10)).isLessThan(-10 - 50);
    }

    @Test
    void passbandReachesTheTelephoneBand() {
        short[] out = resample(tone(48000, 3300, 48000), 48000, 8000);
        assertThat(Level.rmsDbov(out, 800, out.length - 800)).isCloseTo(-10, within(0.2));
    }

    @Test
    void framesJoinAsIfResampledAtOnce() {
        short[] in = tone(8000, 700, 8000);
        short[] whole = resample(in, 8000, 48000);
        var resampler = new Resampler(8000, 48000);
        short[] pieces = new short[whole.length + 10];
        int done = 0;
        for (int at = 0; at < in.length; at += 160) {
            int count = resampler.process(in, at, 160, pieces, done);
            assertThat(count).isEqualTo(960);
            done += count;
        }
        assertThat(java.util.Arrays.copyOf(pieces, done)).isEqualTo(whole);
    }

    @Test
    void equalRatesChangeNothing() {
        short[] in = tone(8000, 700, 400);
        assertThat(resample(in, 8000, 8000)).isEqualTo(in);
        assertThat(new Resampler(8000, 8000).delaySamples()).isZero();
    }

    @Test
    void resampledSourceEndsWithItsSource() {
        int[] left = {1000};
        PcmSource source = (target, offset, length) -> {
            int count = Math.min(length, left[0]);
            left[0] -= count;
            return count;
        };
        PcmSource doubled = ResampledSource.of(source, 8000, 16000);
        assertThat(doubled.read(new short[1500], 0, 1500)).isEqualTo(1500);
        assertThat(doubled.read(new short[1500], 0, 1500)).isEqualTo(500);
        assertThat(doubled.read(new short[1500], 0, 1500)).isZero();
        assertThat(ResampledSource.of(source, 8000, 8000)).isSameAs(source);
    }

    private static short[] tone(int rate, double frequency, int samples) {
        short[] tone = new short[samples];
        for (int i = 0; i < samples; i++) {
            tone[i] = (short) Math.round(Level.sineAmplitude(-10) * Math.sin(2 * Math.PI * frequency * i / rate));
        }
        return tone;
    }

    private static short[] resample(short[] in, int from, int to) {
        var resampler = new Resampler(from, to);
        short[] out = new short[resampler.maxOutput(in.length)];
        return java.util.Arrays.copyOf(out, resampler.process(in, 0, in.length, out, 0));
    }

    /** Power of the best-fitting sine, and of everything else. */
    private static double[] split(short[] samples, double frequency, int rate) {
        double cosine = 0;
        double sine = 0;
        int whole = samples.length - samples.length % (rate / 100);
        for (int i = 0; i < whole; i++) {
            cosine += samples[i] * Math.cos(2 * Math.PI * frequency * i / rate) * 2 / whole;
            sine += samples[i] * Math.sin(2 * Math.PI * frequency * i / rate) * 2 / whole;
        }
        double rest = 0;
        for (int i = 0; i < whole; i++) {
            double angle = 2 * Math.PI * frequency * i / rate;
            double difference = samples[i] - cosine * Math.cos(angle) - sine * Math.sin(angle);
            rest += difference * difference / whole;
        }
        return new double[] {(cosine * cosine + sine * sine) / 2, rest};
    }
}
