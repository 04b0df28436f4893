package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.Allocation;
import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.G711;
import io.switchhook.media.codec.G722;
import io.switchhook.media.jitter.JitterSettings;
import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.ToneSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3389: comfort noise, as it is described and as it sounds")
class ComfortNoiseTest {
    private static final InetSocketAddress PEER = RtpLatchTest.at("192.0.2.9", 9000);
    private static final int SAMPLES = 8_000;
    private static final double LOW = 0.9;

    private final short[] noise = new short[SAMPLES];

    @ParameterizedTest
    @ValueSource(ints = {30, 50, 70})
    @DisplayName("§3.1: the level is that of the byte, whatever the spectrum")
    void levelIsThatOfTheByte(int level) {
        sound((byte) level);
        assertThat(Level.rmsDbov(noise, 0, SAMPLES)).isCloseTo(-level, within(0.5));
        sound((byte) level, (byte) 20, (byte) 180, (byte) 127);
        assertThat(Level.rmsDbov(noise, 0, SAMPLES)).isCloseTo(-level, within(1.0));
    }

    @Test
    @DisplayName(
            "§3.2: a first coefficient of -1 is a low sound, of 1 a high one, of 0 any; 255 is reserved, and the uppermost bit of the level too")
    void coefficientsAreTheSpectrum() {
        sound((byte) 0xB2, (byte) 13);
        assertThat(likeness()).isCloseTo(258 * 114 / 32_768.0, within(0.03));
        assertThat(Level.rmsDbov(noise, 0, SAMPLES)).isCloseTo(-50, within(1.0));
        sound((byte) 50, (byte) 241);
        assertThat(likeness()).isCloseTo(-258 * 114 / 32_768.0, within(0.03));
        sound((byte) 50, (byte) 127);
        assertThat(likeness()).isCloseTo(0, within(0.03));
        sound((byte) 50, (byte) 255);
        assertThat(likeness()).isCloseTo(0, within(0.03));
    }

    @Test
    void descriptionOfAnyLengthIsTaken() {
        sound();
        assertThat(Level.rmsDbov(noise, 0, SAMPLES)).isEqualTo(Level.SILENCE_DBOV);
        var all = new byte[200];
        java.util.Arrays.fill(all, (byte) 254);
        all[0] = 40;
        sound(all);
        assertThat(Level.rmsDbov(noise, 0, SAMPLES)).isBetween(-75.0, -30.0);
    }

    @Test
    void whatIsDescribedSoundsLikeWhatWasHeard() {
        var heard = new short[SAMPLES];
        new Around(8_000, -45, LOW).read(heard, 0, SAMPLES);
        var model = new NoiseModel();
        var frame = new short[160];
        for (int at = 0; at < SAMPLES; at += frame.length) {
            System.arraycopy(heard, at, frame, 0, frame.length);
            model.onFrame(frame, frame.length);
            model.learn();
        }
        var payload = ByteBuffer.allocate(100);
        model.write(payload);
        var bytes = new byte[payload.flip().remaining()];
        payload.get(bytes);
        sound(bytes);
        assertThat(Level.rmsDbov(noise, 0, SAMPLES)).isCloseTo(-45, within(1.5));
        assertThat(likeness()).isCloseTo(LOW, within(0.05));
    }

    @ParameterizedTest
    @CsvSource({"8, 8000", "9, 16000"})
    @DisplayName(
            "§5: silence is a description at its begin, and one a second; speech goes on with the marker, and loses nothing")
    void silenceIsHardlySent(int type, int rate) {
        var codec = type == 8 ? G711.A_LAW : G722.WIDEBAND;
        var wire = new Wire(5);
        wire.join(noisy(type, codec), noisy(type, codec));
        var sound = new Talking(rate);
        wire.left.attachSource(sound);
        var listener = new Listener(rate);
        wire.right.attachSink(listener);
        sound.talks = true;
        wire.run(2_000);
        assertThat(wire.rtpFromLeft).as("all of what is said").isBetween(99L, 101L);
        sound.talks = false;
        wire.run(1_000);
        wire.rtpFromLeft = 0;
        listener.begin();
        wire.run(10_000);
        assertThat(wire.rtpFromLeft).as("packets in 10 s of silence").isBetween(9L, 12L);
        assertThat(listener.dbov()).isCloseTo(-55, within(2.0));
        assertThat(listener.longestNothing()).as("samples of nothing").isLessThan(20);
        sound.talks = true;
        wire.rtpFromLeft = 0;
        wire.run(200);
        assertThat(wire.rtpFromLeft).as("its first 20 ms too").isBetween(10L, 11L);
        wire.run(10_000);
        var right = wire.right.statistics(wire.nowNanos);
        assertThat(right.received().losses().missing()).isZero();
        assertThat(right.received().unknownTypePackets()).isZero();
        assertThat(right.received().playout().lost()
                        + right.received().playout().late())
                .isZero();
        assertThat(right.received().jitter().orElseThrow()).isLessThan(Duration.ofMillis(1));
        assertThat(wire.left.statistics(wire.nowNanos).remote().lossShare()).hasValue(0);
        assertThat(wire.rtcpFromLeft).isGreaterThan(3);
    }

    @Test
    void toneIsNoSilenceHoweverSteady() {
        var wire = new Wire(6);
        wire.join(noisy(8, G711.A_LAW), noisy(8, G711.A_LAW));
        wire.left.attachSource(new ToneSource(8_000, 425.0));
        wire.run(10_000);
        assertThat(wire.rtpFromLeft).isBetween(499L, 501L);
    }

    @Test
    void noiseThatBecomesLouderIsToldAtOnce() {
        var wire = new Wire(7);
        wire.join(noisy(8, G711.A_LAW), noisy(8, G711.A_LAW));
        var listener = new Listener(8_000);
        wire.right.attachSink(listener);
        wire.left.attachSource(new Around(8_000, -60, 0));
        wire.run(5_000);
        wire.left.attachSource(new Around(8_000, -54, 0));
        wire.run(600);
        listener.begin();
        wire.run(300);
        assertThat(listener.dbov()).isCloseTo(-54, within(2.5));
    }

    @Test
    void whoHasNoSourceIsSilentAndStillThere() {
        var wire = new Wire(8);
        wire.join(noisy(8, G711.A_LAW), noisy(8, G711.A_LAW));
        wire.run(20_000);
        assertThat(wire.rtpFromLeft).isBetween(20L, 30L);
        assertThat(wire.right
                        .statistics(wire.nowNanos)
                        .received()
                        .sinceLastPacket()
                        .orElseThrow())
                .isLessThan(Duration.ofMillis(1_100));
    }

    @ParameterizedTest
    @CsvSource({"8, 8000", "9, 16000"})
    void suppressingAllocatesNothingForAFrame(int type, int rate) {
        var settings = new RtpStreamSettings(
                "me",
                JitterSettings.standard(),
                LatchSettings.standard(),
                Duration.ofHours(10),
                3,
                Duration.ofMillis(60));
        var stream = new RtpStream(
                settings,
                noisy(type, type == 8 ? G711.A_LAW : G722.WIDEBAND).remote(PEER).build(),
                (packet, to, rtcp) -> {},
                new SeededRandomness(1),
                1);
        stream.attachSource(new Around(rate, -55, 0));
        stream.attachSink(new Listener(rate));
        ByteBuffer incoming = Packets.rtp(false, 13, 0, 0, 7, new byte[] {60, 100, 100});
        int frames = 5_000;
        var clock = new long[] {1};
        long bytes = Allocation.median(frames, () -> {
            long n = clock[0]++;
            if (n % 10 == 0) {
                incoming.putShort(2, (short) (n / 10)).putInt(4, (int) n * 160);
                stream.onPacket(incoming, PEER, n * 20 * Wire.MS);
            }
            stream.onTime(n * 20 * Wire.MS);
        });
        assertThat(bytes).as("bytes for %d frames", frames).isLessThan(frames / 10);
    }

    private static AudioPlan.Builder noisy(int type, CodecFactory codec) {
        return AudioPlan.builder(type, codec).noise(Optional.of(NoiseFormat.STATIC), List.of(NoiseFormat.STATIC));
    }

    private void sound(byte... description) {
        var played = new ComfortNoise();
        played.take(ByteBuffer.wrap(description));
        played.write(noise, 0, SAMPLES);
    }

    /** How much each sample is like the one before: -1 to 1. */
    private double likeness() {
        double both = 0;
        double power = 0;
        for (int i = 1; i < SAMPLES; i++) {
            both += (double) noise[i] * noise[i - 1];
            power += (double) noise[i] * noise[i];
        }
        return both / power;
    }

    /** The noise of a room, low or not. */
    private static final class Around implements PcmSource {
        private final SeededRandomness random = new SeededRandomness(3);
        private final int rate;
        private final double amplitude;
        private final double low;
        private double last;

        Around(int rate, double dbov, double low) {
            this.rate = rate;
            this.low = low;
            amplitude = 32_768 * Math.pow(10, dbov / 20) * Math.sqrt(3 * (1 - low * low));
        }

        @Override
        public int sampleRate() {
            return rate;
        }

        @Override
        public int read(short[] target, int offset, int length) {
            for (int i = 0; i < length; i++) {
                last = low * last + amplitude * (random.nextInt(20_001) - 10_000) / 10_000.0;
                target[offset + i] = (short) Math.round(last);
            }
            return length;
        }
    }

    /** A voice of syllables, in a room with noise. */
    private static final class Talking implements PcmSource {
        private final Around around;
        private final ToneSource voice;
        private final short[] said = new short[960];
        private boolean talks;

        Talking(int rate) {
            around = new Around(rate, -55, 0);
            voice = new ToneSource(rate, 430.0);
        }

        @Override
        public int sampleRate() {
            return around.sampleRate();
        }

        @Override
        public int read(short[] target, int offset, int length) {
            around.read(target, offset, length);
            voice.read(said, 0, length);
            for (int i = 0; i < length && talks; i++) {
                target[offset + i] = Level.saturate(target[offset + i] + said[i]);
            }
            return length;
        }
    }

    /** How loud it is, and whether there is nothing at times. */
    private static final class Listener implements io.switchhook.media.pcm.PcmSink {
        private final int rate;
        private double sum;
        private long count;
        private int nothing;
        private int longest;

        Listener(int rate) {
            this.rate = rate;
        }

        @Override
        public int sampleRate() {
            return rate;
        }

        @Override
        public void write(short[] samples, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                sum += samples[i] * samples[i];
                count++;
                nothing = samples[i] == 0 ? nothing + 1 : 0;
                longest = Math.max(longest, nothing);
            }
        }

        void begin() {
            sum = 0;
            count = 0;
            nothing = 0;
            longest = 0;
        }

        double dbov() {
            return Level.ofPower(sum / count);
        }

        int longestNothing() {
            return longest;
        }
    }
}
