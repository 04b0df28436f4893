package io.switchhook.transport.internal.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecureRandomnessTest {
    private final SecureRandomness randomness = new SecureRandomness();

    @Test
    void valuesDoNotRepeatNorDoThoseOfAnotherSource() {
        var other = new SecureRandomness();
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(randomness.nextLong());
            seen.add(other.nextLong());
        }
        assertThat(seen).hasSize(20_000);
    }

    @Test
    void threadsNeverGetTheSameValue() {
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 40_000).parallel().forEach(i -> seen.add(randomness.nextLong()));
        assertThat(seen).hasSize(40_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 500, 512, 513, 5_000})
    void everyByteIsFilledAndEveryBitVaries(int length) {
        var set = new byte[length];
        var cleared = new byte[length];
        Arrays.fill(cleared, (byte) 0xff);
        for (int i = 0; i < 60; i++) {
            var bytes = new byte[length];
            randomness.nextBytes(bytes);
            for (int j = 0; j < length; j++) {
                set[j] |= bytes[j];
                cleared[j] &= bytes[j];
            }
        }
        assertThat(set).containsOnly(0xff);
        assertThat(cleared).containsOnly(0);
    }

    @Test
    void emptyArrayIsFine() {
        randomness.nextBytes(new byte[0]);
        assertThat(randomness.nextToken(20)).hasSize(20);
    }
}
