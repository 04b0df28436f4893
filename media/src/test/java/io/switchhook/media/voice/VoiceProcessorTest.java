package io.switchhook.media.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.Allocation;
import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.ToneSource;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceProcessorTest {
    private static final int RATE = 8_000;

    private static Scene voiceInNoise(double noiseDbov) {
        return new Scene(RATE, 6).near(5, -22, 2, 6).noise(noiseDbov, 0, 6);
    }

    @Test
    void withEverythingOffSamplesStayAsTheyAre() {
        var scene = voiceInNoise(-40).run(Scene.processor(RATE, VoiceSettings.OFF));
        assertThat(scene.out()).isEqualTo(scene.heard());
    }

    /** Voice is not to be thinned by more than a decibel where it is 20 dB above the noise, and noise comes down as far as was said. */
    @ParameterizedTest
    @EnumSource
    void noiseIsTurnedDownAsFarAsWasSaid(NoiseReduction reduction) {
        for (double noise : new double[] {-60, -40}) {
            var scene = voiceInNoise(noise).run(Scene.processor(RATE, VoiceSettings.OFF.withNoise(reduction)));
            assertThat(scene.reduction(1, 2)).isBetween(0.65 * reduction.decibels() - 0.1, reduction.decibels() + 0.5);
            assertThat(scene.nearGain(2, 6)).isBetween(-1.0, 0.5);
            assertThat(scene.nearToRest(2, 6)).isGreaterThan(scene.nearToRestBefore(2, 6) - 1);
        }
    }

    @Test
    void aVoiceInLoudNoiseStandsOutMoreThanBefore() {
        var scene = voiceInNoise(-30).run(Scene.processor(RATE, VoiceSettings.OFF.withNoise(NoiseReduction.HIGH)));
        assertThat(scene.nearToRest(2.5, 6)).isGreaterThan(scene.nearToRestBefore(2.5, 6) + 1.5);
    }

    /** What is left of noise is noise and does not sing: its peaks stand out by hardly more than before. */
    @Test
    void whatIsLeftOfNoiseDoesNotSing() {
        var scene = new Scene(RATE, 6)
                .noise(-40, 0, 6)
                .run(Scene.processor(RATE, VoiceSettings.OFF.withNoise(NoiseReduction.MEDIUM)));
        assertThat(loudestBin(scene.out())).isLessThan(2.2 * loudestBin(scene.heard()));
    }

    /** The loudest of all bins of 20 ms over the mean of them all, as magnitudes: what sings stands out. */
    private static double loudestBin(short[] samples) {
        var fft = new RealFft(160);
        var frame = new float[160];
        var real = new float[81];
        var imaginary = new float[81];
        double loudest = 0;
        double sum = 0;
        int count = 0;
        for (int at = 2 * RATE; at + 160 <= samples.length; at += 160) {
            for (int i = 0; i < 160; i++) {
                frame[i] = samples[at + i];
            }
            fft.forward(frame, real, imaginary);
            for (int k = 4; k < 70; k++) {
                double magnitude = Math.hypot(real[k], imaginary[k]);
                loudest = Math.max(loudest, magnitude);
                sum += magnitude;
                count++;
            }
        }
        return loudest * count / sum;
    }

    @Test
    void noiseThatBecomesLouderIsNoiseAfterAWhile() {
        var scene = new Scene(RATE, 8)
                .noise(-60, 0, 2)
                .noise(-40, 2, 8)
                .run(Scene.processor(RATE, VoiceSettings.OFF.withNoise(NoiseReduction.MEDIUM)));
        assertThat(scene.reduction(5, 8)).isGreaterThan(7);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-38, -26, -10})
    void aVoiceBecomesAsLoudAsIsWanted(double dbov) {
        var settings =
                VoiceSettings.OFF.withGain(GainSettings.DEFAULT.withMaxGain(25).fast());
        var scene = new Scene(RATE, 8).near(5, dbov, 0, 8).noise(-75, 0, 8).run(Scene.processor(RATE, settings));
        assertThat(scene.outLevel(4, 8)).isCloseTo(-20, within(2.5));
        assertThat(scene.nearToRest(5, 8)).isGreaterThan(12);
    }

    @Test
    void gainHasItsBoundAndNoiseDoesNotMoveIt() {
        var settings = VoiceSettings.OFF.withGain(GainSettings.DEFAULT.withMaxGain(6));
        var scene = new Scene(RATE, 10).near(5, -45, 0, 5).noise(-75, 0, 10).run(Scene.processor(RATE, settings));
        assertThat(-scene.reduction(3, 5)).isCloseTo(6, within(0.5));
        assertThat(-scene.reduction(6, 10)).isCloseTo(6, within(0.5));
        var noise = new Scene(RATE, 5).noise(-50, 0, 5).run(Scene.processor(RATE, settings));
        assertThat(noise.reduction(1, 5)).isCloseTo(0, within(0.1));
    }

    /** Who whispered for a while, turned up, and then shouts is limited and not cut. */
    @Test
    void whatBecomesTooLoudIsLimited() {
        var settings =
                VoiceSettings.OFF.withGain(GainSettings.DEFAULT.withMaxGain(30).fast());
        var scene = new Scene(RATE, 7).near(5, -45, 0, 5).near(6, -12, 5, 7).noise(-75, 0, 7);
        scene.run(Scene.processor(RATE, settings));
        int cut = 0;
        for (int i = 5 * RATE; i < 7 * RATE; i++) {
            cut += scene.out()[i] == Short.MAX_VALUE || scene.out()[i] == Short.MIN_VALUE ? 1 : 0;
        }
        assertThat(cut).isLessThan(RATE / 50);
        assertThat(scene.outLevel(5, 7)).isGreaterThan(-22);
    }

    @Test
    void humIsTakenOutAndAVoiceIsNot() {
        assertThat(throughHighPass(50)).isLessThan(-20);
        assertThat(throughHighPass(60)).isLessThan(-15);
        assertThat(throughHighPass(200)).isCloseTo(0, within(0.5));
        assertThat(throughHighPass(1000)).isCloseTo(0, within(0.1));
    }

    /** How loud a tone comes out, dB. */
    private static double throughHighPass(int hertz) {
        var voice = new VoiceProcessor(RATE, VoiceSettings.OFF.withHighPass(true));
        var tone = new short[RATE];
        new ToneSource(RATE, hertz).read(tone, 0, RATE);
        var out = new short[RATE];
        voice.process(tone, 0, RATE, out, 0);
        return Level.rmsDbov(out, RATE / 2, RATE / 2) - Level.rmsDbov(tone, RATE / 2, RATE / 2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-75, -55, -42})
    void aVoiceIsTold(double noiseDbov) {
        var voice = new VoiceProcessor(RATE, VoiceSettings.OFF);
        var scene = new Scene(RATE, 6).near(5, -24, 2, 4).noise(noiseDbov, 0, 6);
        int[] spoken = frames(scene, voice);
        assertThat(spoken[0]).as("frames with a voice before").isLessThan(3);
        assertThat(spoken[1]).as("while somebody speaks").isGreaterThan(170);
        assertThat(spoken[2]).as("half a second afterwards").isLessThan(3);
        assertThat(voice.activity().noiseDbov()).isBetween(noiseDbov - 4, noiseDbov);
        assertThat(voice.activity().levelDbov()).isCloseTo(noiseDbov, within(2.0));
    }

    /** Frames with a voice in the first two seconds, in the next two, and from 4.5 on. */
    private static int[] frames(Scene scene, VoiceProcessor voice) {
        var counted = new int[3];
        var subject = Scene.of(voice);
        int[] frame = {0};
        scene.run((played, heard, out) -> {
            subject.frame(played, heard, out);
            int at = frame[0]++;
            if (voice.activity().isVoice()) {
                counted[at < 200 ? 0 : at < 400 ? 1 : 2] += at >= 400 && at < 450 ? 0 : 1;
            }
        });
        return counted;
    }

    @Test
    void whatTheLoudspeakerSaysIsNoVoice() {
        var voice = new VoiceProcessor(RATE, VoiceSettings.DEFAULT);
        var scene = new Scene(RATE, 6).far(3, -20, 0, 6).noise(-60, 0, 6).room(new Room(12, RATE, 60, -6, 160), 0, 6);
        int[] spoken = frames(scene, voice);
        assertThat(spoken[1] + spoken[2]).isLessThan(70);
        var without = new VoiceProcessor(RATE, VoiceSettings.OFF);
        spoken = frames(scene, without);
        assertThat(spoken[1] + spoken[2]).isGreaterThan(200);
    }

    @Test
    void settingsMayChangeWhileItRuns() {
        var voice = new VoiceProcessor(RATE, VoiceSettings.OFF.withEcho(EchoSettings.DEFAULT));
        var subject = Scene.of(voice);
        var scene = new Scene(RATE, 8).far(3, -20, 0, 8).noise(-60, 0, 8).room(new Room(12, RATE, 60, -6, 160), 0, 8);
        int[] frame = {0};
        scene.run((played, heard, out) -> {
            switch (frame[0]++) {
                case 300 -> voice.settings(voice.settings().withNoise(NoiseReduction.HIGH));
                case 500 -> voice.settings(VoiceSettings.OFF);
                default -> {}
            }
            subject.frame(played, heard, out);
        });
        // What was learnt is not forgotten when something else changes.
        assertThat(scene.reduction(3.1, 3.6)).isGreaterThan(15);
        assertThat(scene.reduction(5.1, 8)).isCloseTo(0, within(0.5));
        assertThat(voice.echo()).isEmpty();
        assertThat(voice.delay()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 12_000, 16_000, 24_000, 32_000, 44_100, 48_000})
    void worksAtTheRatesOfDevices(int rate) {
        assertThat(VoiceProcessor.takes(rate)).isTrue();
        var voice = new VoiceProcessor(rate, VoiceSettings.DEFAULT);
        assertThat(voice.sampleRate()).isEqualTo(rate);
        assertThat(voice.delay()).isEqualTo(Duration.ofMillis(10));
        var scene = new Scene(rate, 1)
                .near(7, -20, 0, 1)
                .run(Scene.processor(rate, VoiceSettings.DEFAULT.withHighPass(false)));
        assertThat(scene.nearToRest(0.4, 0.9)).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7_900, 8_050, 11_025, 8_300, 48_100, 96_000})
    void refusesOtherRates(int rate) {
        assertThat(VoiceProcessor.takes(rate)).isFalse();
        assertThatThrownBy(() -> new VoiceProcessor(rate, VoiceSettings.OFF))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not at " + rate);
    }

    /** Pieces of any length give the same samples as whole frames. */
    @Test
    void piecesMayHaveAnyLength() {
        var samples = new short[RATE];
        new ToneSource(RATE, 440, 1000).read(samples, 0, RATE);
        var settings = VoiceSettings.DEFAULT;
        var whole = new short[RATE];
        assertThat(new VoiceProcessor(RATE, settings).process(samples, 0, RATE, whole, 0))
                .isEqualTo(RATE);
        var voice = new VoiceProcessor(RATE, settings);
        var pieces = new short[RATE + 80];
        int written = 0;
        for (int at = 0; at < RATE; at += 77) {
            int length = Math.min(77, RATE - at);
            int more = voice.process(samples, at, length, pieces, written);
            assertThat(more).isLessThanOrEqualTo(voice.maxOutput(length));
            written += more;
        }
        assertThat(Arrays.copyOf(pieces, written)).isEqualTo(whole);
    }

    @Test
    void standsBetweenSourceAndSink() {
        var voice = new VoiceProcessor(RATE, VoiceSettings.OFF.withEcho(EchoSettings.DEFAULT));
        var far = Speech.of(3, RATE, 5, -20);
        var echo = new Room(12, RATE, 20, -6, 100).echoOf(far);
        int[] heard = {0};
        PcmSource microphone = (target, offset, length) -> {
            for (int i = 0; i < length; i++) {
                target[offset + i] = (short) echo[heard[0]++];
            }
            return length;
        };
        long[] played = {0};
        var sink = voice.playing((samples, offset, length) -> played[0] += length);
        var source = voice.hearing(microphone);
        assertThat(source.sampleRate()).isEqualTo(RATE);
        assertThat(sink.sampleRate()).isEqualTo(RATE);
        var frame = new short[170];
        double level = 0;
        // Frames of the call are longer than those of the processor, and not whole ones.
        for (int at = 0; at + 340 < far.length; at += 170) {
            for (int i = 0; i < 170; i++) {
                frame[i] = (short) far[at + i];
            }
            sink.write(frame, 0, 170);
            assertThat(source.read(frame, 0, 170)).isEqualTo(170);
            level = at > 3 * RATE ? Math.max(level, Level.rmsDbov(frame, 0, 170) + 100) : 0;
        }
        assertThat(played[0]).isGreaterThan(4 * RATE);
        assertThat(level).isBetween(0.0, 55.0);
    }

    @Test
    void whatASourceDoesNotGiveIsNotMadeUp() {
        var voice = new VoiceProcessor(RATE, VoiceSettings.DEFAULT);
        int[] left = {400};
        var source = voice.hearing((target, offset, length) -> {
            int count = Math.min(length, left[0]);
            left[0] -= count;
            return count;
        });
        assertThat(source.read(new short[800], 0, 800)).isEqualTo(400);
        assertThat(source.read(new short[800], 0, 800)).isZero();
    }

    @Test
    void devicesOfAnotherRateAreRefused() {
        var voice = new VoiceProcessor(16_000, VoiceSettings.DEFAULT);
        assertThatThrownBy(() -> voice.hearing((target, offset, length) -> 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8000");
        assertThatThrownBy(() -> voice.playing(PcmSink.at(48_000, (samples, offset, length) -> {})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("48000");
    }

    @Test
    void allocatesNothingForAFrame() {
        var voice = new VoiceProcessor(RATE, VoiceSettings.DEFAULT.withGain(GainSettings.DEFAULT));
        var far = new short[RATE];
        new ToneSource(RATE, 300, 1700).read(far, 0, RATE);
        var out = new short[80];
        int[] at = {0};
        long bytes = Allocation.median(200, () -> {
            at[0] = (at[0] + 80) % (RATE - 160);
            voice.onPlayed(far, at[0] + 80, 80);
            voice.process(far, at[0], 80, out, 0);
        });
        assertThat(bytes).as("bytes for 200 frames").isLessThan(20);
    }
}
