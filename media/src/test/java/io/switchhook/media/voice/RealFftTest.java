package io.switchhook.media.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFftTest {
    private static final Offset<Float> EXACT = within(1e-3f);

    private static float[] noise(int size) {
        var random = new SplittableRandom(size);
        var samples = new float[size];
        for (int i = 0; i < size; i++) {
            samples[i] = (float) random.nextDouble() * 2 - 1;
        }
        return samples;
    }

    /** 20 ms at 8, 12, 16, 24, 32, 44.1 and 48 kHz, and some that are small or have odd factors alone. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 14, 30, 160, 240, 320, 480, 640, 882, 960})
    void isTheFourierTransform(int size) {
        var samples = noise(size);
        var real = new float[size / 2 + 1];
        var imaginary = new float[size / 2 + 1];
        var fft = new RealFft(size);
        fft.forward(samples, real, imaginary);
        for (int k = 0; k <= size / 2; k++) {
            double sumReal = 0;
            double sumImaginary = 0;
            for (int i = 0; i < size; i++) {
                sumReal += samples[i] * Math.cos(2 * Math.PI * i * k / size);
                sumImaginary -= samples[i] * Math.sin(2 * Math.PI * i * k / size);
            }
            assertThat(real[k]).isCloseTo((float) sumReal, EXACT);
            assertThat(imaginary[k]).isCloseTo((float) sumImaginary, EXACT);
        }
        var back = new float[size];
        fft.inverse(real, imaginary, back);
        for (int i = 0; i < size; i++) {
            assertThat(back[i]).isCloseTo(samples[i], EXACT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 22, 161, 166})
    void hasNoTransformOfOtherSizes(int size) {
        assertThatThrownBy(() -> new RealFft(size)).isInstanceOf(IllegalArgumentException.class);
    }
}
