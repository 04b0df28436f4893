package io.switchhook.base.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomnessTest {

    private static Randomness of(Random random) {
        return new Randomness() {
            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public void nextBytes(byte[] target) {
                random.nextBytes(target);
            }
        };
    }

    private static Randomness always(long value) {
        return new Randomness() {
            @Override
            public long nextLong() {
                return value;
            }

            @Override
            public void nextBytes(byte[] target) {
                Arrays.fill(target, (byte) value);
            }
        };
    }

    private final Randomness random = of(new Random(7));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 36, 1000, Integer.MAX_VALUE})
    void nextIntStaysBelowItsBound(int bound) {
        assertThat(IntStream.range(0, 10_000).map(i -> random.nextInt(bound))).allMatch(i -> i >= 0 && i < bound);
        assertThat(always(-1).nextInt(bound)).isBetween(0, bound - 1);
    }

    @Test
    void nextIntGivesEachValueAboutEquallyOften() {
        var counts = IntStream.range(0, 60_000)
                .mapToObj(i -> random.nextInt(6))
                .collect(Collectors.groupingBy(i -> i, Collectors.counting()));
        assertThat(counts).hasSize(6);
        assertThat(counts.values()).allMatch(count -> count > 9_500 && count < 10_500);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void boundThatIsNotPositiveIsRefused(int bound) {
        assertThatThrownBy(() -> random.nextInt(bound))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(bound));
    }

    @Test
    void nextDoubleIsAtLeastZeroAndBelowOne() {
        assertThat(always(0).nextDouble()).isZero();
        assertThat(always(-1).nextDouble()).isLessThan(1.0).isGreaterThan(0.999);
    }

    @Test
    void tokenHasItsLengthAndNeedsNoEscaping() {
        assertThat(random.nextToken(10_000))
                .hasSize(10_000)
                .matches("[a-z0-9]*")
                .contains("a", "z", "0", "9");
        assertThat(random.nextToken(0)).isEmpty();
    }
}
