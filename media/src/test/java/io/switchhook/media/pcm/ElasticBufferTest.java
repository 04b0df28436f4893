package io.switchhook.media.pcm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ElasticBufferTest {
    private final ElasticBuffer buffer = new ElasticBuffer(40);
    private int next;
    private int expected;

    private void put(int count) {
        var samples = new short[count + 1];
        for (int i = 1; i <= count; i++) {
            samples[i] = (short) next++;
        }
        buffer.put(samples, 1, count);
    }

    /** Takes, and checks that what comes follows what came. */
    private int take(int count) {
        var samples = new short[count + 2];
        Arrays.fill(samples, (short) -1);
        int taken = buffer.take(samples, 1, count);
        for (int i = 1; i <= taken; i++) {
            assertThat(samples[i]).isEqualTo((short) expected++);
        }
        assertThat(samples[0]).isEqualTo((short) -1);
        assertThat(samples[taken + 1]).isEqualTo((short) -1);
        return taken;
    }

    @Test
    void nothingIsGivenUntilEnoughIsThere() {
        put(39);
        assertThat(take(20)).isZero();
        put(1);
        assertThat(take(20)).isEqualTo(20);
        assertThat(take(20)).isEqualTo(20);
    }

    @Test
    void whoRanDryWaitsUntilEnoughIsThereAgain() {
        put(40);
        assertThat(take(30)).isEqualTo(30);
        assertThat(take(30)).isEqualTo(10);
        put(39);
        assertThat(take(30)).isZero();
        put(1);
        assertThat(take(30)).isEqualTo(30);
    }

    @Test
    void aFrameThatIsLargerThanWhatWaitsIsGivenWhole() {
        put(60);
        assertThat(take(80)).isZero();
        put(20);
        assertThat(take(80)).isEqualTo(80);
    }

    @Test
    void theOldestGoWhenTooManyWait() {
        for (int i = 0; i < 12; i++) {
            put(10);
        }
        assertThat(buffer.dropped()).isZero();
        put(10);
        assertThat(buffer.dropped()).isEqualTo(90);
        expected = 90;
        assertThat(take(40)).isEqualTo(40);
    }

    @Test
    void twoFramesOfAnyLengthFitIn() {
        put(200);
        put(200);
        assertThat(take(200)).isEqualTo(200);
        assertThat(take(200)).isEqualTo(200);
        assertThat(buffer.dropped()).isZero();
    }

    @Test
    void itGoesRoundForEver() {
        put(40);
        for (int i = 0; i < 10_000; i++) {
            put(7);
            assertThat(take(7)).isEqualTo(7);
        }
        assertThat(buffer.dropped()).isZero();
    }

    @Test
    void clearedItIsAsNew() {
        put(80);
        buffer.clear();
        expected = next;
        assertThat(take(20)).isZero();
        put(40);
        assertThat(take(20)).isEqualTo(20);
    }
}
