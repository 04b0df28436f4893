package io.switchhook.media.tone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.G711;
import io.switchhook.media.pcm.Level;
import org.junit.jupiter.api.Test;

class ToneTest {
    private final ToneDetector detector = new ToneDetector(8000, 440, 880, 1000, 1700);

    @Test
    void toneIsHeardAndOthersAreNot() {
        feed(new ToneSource(8000, 440.0), 8000);
        assertThat(detector.windows()).isEqualTo(10);
        assertThat(detector.hears(440, 1)).isTrue();
        assertThat(detector.windowsWith(880)).isZero();
        assertThat(detector.present()).containsExactly(440);
        assertThat(detector.share(440).orElseThrow()).isCloseTo(1, within(0.01));
        assertThat(detector.levelDbov().orElseThrow()).isCloseTo(-16, within(0.2));
    }

    @Test
    void twoTonesAreBothHeardWithTheirShares() {
        feed(new ToneSource(8000, 440.0, 1000.0), 1600);
        assertThat(detector.present()).containsExactly(440, 1000);
        assertThat(detector.share(440).orElseThrow()).isCloseTo(0.5, within(0.03));
    }

    @Test
    void quietToneBesideALoudOneIsNotHeard() {
        short[] loud = samples(new ToneSource(8000, -10, Cadence.CONTINUOUS, 440), 800);
        short[] quiet = samples(new ToneSource(8000, -30, Cadence.CONTINUOUS, 880), 800);
        for (int i = 0; i < loud.length; i++) {
            loud[i] += quiet[i];
        }
        detector.write(loud, 0, 800);
        assertThat(detector.present()).containsExactly(440);
    }

    @Test
    void silenceHoldsNoTone() {
        detector.write(new short[8000], 0, 8000);
        assertThat(detector.windows()).isEqualTo(10);
        assertThat(detector.present()).isEmpty();
        assertThat(detector.hears(440, 0.1)).isFalse();
        short[] idle = new short[8000];
        java.util.Arrays.fill(idle, G711.A_LAW.decode(0xD5));
        detector.write(idle, 0, 8000);
        assertThat(detector.present()).isEmpty();
    }

    @Test
    void noiseHoldsNoToneAndHidesNone() {
        var random = new SeededRandomness(5);
        short[] noise = new short[16_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) (random.nextInt(16_000) - 8_000);
        }
        detector.write(noise, 0, 8000);
        assertThat(detector.windowsWith(440) + detector.windowsWith(880) + detector.windowsWith(1700))
                .isZero();
        detector.reset();
        short[] tone = samples(new ToneSource(8000, 880.0), 8000);
        for (int i = 0; i < tone.length; i++) {
            tone[i] = Level.saturate(tone[i] + noise[8000 + i] / 2);
        }
        detector.write(tone, 0, 8000);
        assertThat(detector.hears(880, 0.9)).isTrue();
        assertThat(detector.windowsWith(440)).isZero();
    }

    @Test
    void toneSurvivesG711() {
        for (G711 law : new G711[] {G711.A_LAW, G711.MU_LAW}) {
            detector.reset();
            short[] tone = samples(new ToneSource(8000, 1700.0), 800);
            for (int i = 0; i < tone.length; i++) {
                tone[i] = law.decode(law.encode(tone[i]));
            }
            detector.write(tone, 0, 800);
            assertThat(detector.present()).containsExactly(1700);
        }
    }

    @Test
    void nothingIsSaidBeforeTheFirstWindow() {
        detector.write(new short[799], 0, 799);
        assertThat(detector.share(440)).isEmpty();
        assertThat(detector.levelDbov()).isEmpty();
        assertThat(detector.hears(440, 0)).isFalse();
        assertThatThrownBy(() -> detector.share(441)).hasMessageContaining("441");
    }

    @Test
    void cadenceSwitchesTheTone() {
        var busy = ToneSource.of(8000, ToneCountry.INTERNATIONAL.busy());
        short[] second = samples(busy, 8000);
        assertThat(Level.rmsDbov(second, 100, 3800)).isCloseTo(-16, within(0.3));
        assertThat(Level.rmsDbov(second, 4100, 3800)).isEqualTo(Level.SILENCE_DBOV);
        short[] next = samples(busy, 4000);
        assertThat(Level.rmsDbov(next, 100, 3800)).isCloseTo(-16, within(0.3));
    }

    @Test
    void everyCountrysTonesCanBeMade() {
        for (ToneCountry country : ToneCountry.values()) {
            for (CallProgressTone tone : new CallProgressTone[] {country.dial(), country.ringback(), country.busy()}) {
                short[] start = samples(ToneSource.of(8000, tone), 2000);
                var heard = new ToneDetector(
                        8000,
                        tone.frequencies().stream().mapToInt(Integer::intValue).toArray());
                heard.write(start, 0, 2000);
                assertThat(heard.present()).as("%s %s", country, tone).isEqualTo(tone.frequencies());
            }
        }
    }

    @Test
    void longToneKeepsLevelAndFrequency() {
        var source = new ToneSource(8000, 440.0);
        samples(source, 8000 * 600);
        feed(source, 800);
        assertThat(detector.share(440).orElseThrow()).isGreaterThan(0.99);
        assertThat(detector.levelDbov().orElseThrow()).isCloseTo(-16, within(0.1));
    }

    @Test
    void impossibleTonesAreRefused() {
        assertThatThrownBy(() -> new ToneSource(8000, 4000.0)).hasMessageContaining("below 4000");
        assertThatThrownBy(() -> new ToneSource(8000, 0, Cadence.CONTINUOUS, 400))
                .hasMessageContaining("-90 to -3");
        assertThatThrownBy(() -> Cadence.ofMillis(100)).hasMessageContaining("pairs");
        assertThatThrownBy(() -> Cadence.ofMillis(0, 0)).hasMessageContaining("last some time");
    }

    private void feed(ToneSource source, int count) {
        detector.write(samples(source, count), 0, count);
    }

    private static short[] samples(ToneSource source, int count) {
        short[] samples = new short[count];
        assertThat(source.read(samples, 0, count)).isEqualTo(count);
        return samples;
    }
}
