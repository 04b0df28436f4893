package io.switchhook.media.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.Packets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3389, RFC 3551 §4.1: silence is no loss, and what is said after it begins anew")
class TalkspurtTest {
    private static final long MS = 1_000_000;
    private static final int NOISE = 13;

    private final JitterBuffer buffer = new JitterBuffer(JitterSettings.standard(), 8_000);
    private int sequence = 65_530;
    private long timestamp = 77;
    private long now = MS;
    private int frames;
    private int noises;

    /** So many packets, each in its time; what is to be heard is heard. */
    private void talk(int packets, boolean marked) {
        for (int i = 0; i < packets; i++) {
            buffer.onPacket(
                    Packets.parsed(Packets.rtp(marked && i == 0, 8, sequence++, timestamp, 7, new byte[160])), now);
            timestamp += 160;
            pass(20);
        }
    }

    private void noise() {
        buffer.onNoise(Packets.parsed(Packets.rtp(false, NOISE, sequence++, timestamp, 7, new byte[] {60})), now);
    }

    private void pass(int millis) {
        for (int i = 0; i < millis; i += 10) {
            while (buffer.take(now) == Playout.FRAME) {
                noises += buffer.payloadType() == NOISE ? 1 : 0;
                frames += buffer.payloadType() == NOISE ? 0 : 1;
            }
            now += 10 * MS;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200, 900, 2_000, 10_000})
    void noiseIsGivenOutInItsTurnAndNothingIsLost(int millis) {
        talk(30, true);
        noise();
        pass(millis);
        assertThat(frames).isEqualTo(30);
        assertThat(noises).isEqualTo(1);
        timestamp += millis * 8L;
        talk(30, true);
        pass(100);
        assertThat(frames).isEqualTo(60);
        assertThat(buffer.counters().lost()
                        + buffer.counters().late()
                        + buffer.counters().skipped())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"200, true", "200, false", "500, true", "500, false", "900, false"})
    @DisplayName("A sender whose clock stands still in silence loses nothing of what it says then, and gains no delay")
    void clockMayStandStillInSilence(int millis, boolean marked) {
        talk(30, true);
        noise();
        pass(millis);
        talk(50, marked);
        pass(100);
        assertThat(frames).isEqualTo(80);
        assertThat(buffer.counters().late()).isZero();
        assertThat(buffer.delay().orElseThrow()).isLessThanOrEqualTo(Duration.ofMillis(60));
    }

    @Test
    void delayOfASpikeIsGivenBackInTheNextSilence() {
        talk(30, true);
        pass(150);
        // The packets of 150 ms come at once.
        for (int i = 0; i < 7; i++) {
            buffer.onPacket(Packets.parsed(Packets.rtp(false, 8, sequence++, timestamp, 7, new byte[160])), now);
            timestamp += 160;
        }
        talk(170, false);
        assertThat(buffer.delay().orElseThrow()).isGreaterThan(Duration.ofMillis(100));
        noise();
        pass(400);
        timestamp += 400 * 8;
        long skipped = buffer.counters().skipped();
        talk(10, true);
        assertThat(buffer.delay().orElseThrow()).isLessThan(Duration.ofMillis(60));
        assertThat(buffer.counters().skipped()).isEqualTo(skipped);
    }

    @Test
    void whatIsLostBesideTheNoiseIsLost() {
        talk(30, true);
        noise();
        pass(500);
        timestamp += 500 * 8 + 160;
        sequence++;
        talk(30, false);
        pass(100);
        assertThat(buffer.counters().lost()).isEqualTo(1);
        assertThat(frames).isEqualTo(60);
    }

    @Test
    void noiseOfAnyTimeAndLengthHarmsNothing() {
        talk(10, true);
        timestamp += 5_000_000;
        noise();
        timestamp -= 5_000_000;
        pass(20);
        timestamp += 160;
        talk(10, false);
        assertThat(buffer.onNoise(
                        Packets.parsed(Packets.rtp(false, NOISE, sequence, timestamp, 7, new byte[2_000])), now))
                .isEqualTo(Arrival.TOO_LARGE);
        pass(100);
        assertThat(frames).isEqualTo(20);
        assertThat(noises).isEqualTo(1);
    }
}
