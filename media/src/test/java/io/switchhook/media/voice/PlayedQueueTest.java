package io.switchhook.media.voice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlayedQueueTest {
    private final PlayedQueue queue = new PlayedQueue(80);
    private final float[] block = new float[80];
    private int next = 1;

    private void put(int count) {
        var samples = new short[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (short) next++;
        }
        queue.put(samples, 0, count);
    }

    private int first() {
        queue.take(block);
        for (int i = 1; i < block.length; i++) {
            assertThat(block[i]).isEqualTo(block[0] == 0 ? 0 : block[0] + i);
        }
        return (int) block[0];
    }

    @Test
    void givesInOrderWhatWasPutOnceTwoBlocksAreThere() {
        put(80);
        assertThat(first()).isZero();
        put(100);
        assertThat(first()).isEqualTo(1);
        assertThat(first()).isEqualTo(81);
        assertThat(first()).isZero();
    }

    /** Who plays and rests does not leave half a block behind that is heard next time. */
    @Test
    void afterARestItWaitsForTwoBlocksAgain() {
        put(160);
        assertThat(first()).isEqualTo(1);
        assertThat(first()).isEqualTo(81);
        assertThat(first()).isZero();
        put(80);
        assertThat(first()).isZero();
        put(80);
        assertThat(first()).isEqualTo(161);
    }

    @Test
    void ofTooMuchTheNewestIsKept() {
        put(100 * 80);
        assertThat(first()).isEqualTo(98 * 80 + 1);
        assertThat(first()).isEqualTo(99 * 80 + 1);
        assertThat(first()).isZero();
    }

    @Test
    void goesRound() {
        for (int i = 0; i < 300; i++) {
            put(80);
            int expected = i == 0 ? 0 : (i - 1) * 80 + 1;
            assertThat(first()).isEqualTo(expected);
        }
    }
}
