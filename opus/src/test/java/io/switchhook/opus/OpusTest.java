package io.switchhook.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.pcm.Level;
import io.switchhook.media.tone.Cadence;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpusTest {
    private static final int RATE = 48_000;
    private static final int FRAME = RATE / 50;

    private final CodecFactory opus = new Opus();

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(CodecFactory.class))
                .singleElement()
                .satisfies(found -> assertThat(found.name()).hasToString("OPUS/48000/2"));
    }

    /** RFC 7587 §7: two channels by name, whatever there is. */
    @Test
    void isCalledStereoAndHasOneChannel() {
        assertThat(opus.channels()).isEqualTo(1);
        var codec = opus.create();
        assertThat(codec.channels()).isEqualTo(1);
        assertThat(codec.sampleRate()).isEqualTo(RATE);
        assertThat(codec.samplesIn(20_000)).isEqualTo(FRAME);
        assertThat(opus.parameters()).isEqualTo("useinbandfec=1");
    }

    @Test
    void twoForTheSameWishesAreEqual() {
        assertThat(opus.towards("useinbandfec=1; stereo=0")).isEqualTo(new Opus().towards("useinbandfec=1"));
        assertThat(opus.towards("useinbandfec=1")).isNotEqualTo(opus);
        assertThat(opus.towards("")).isEqualTo(opus).hasSameHashCodeAs(opus);
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "20, 20", "30, 20", "40, 40", "50, 40", "60, 60", "120, 60"})
    void packetsAreAsLongAsOneFrameCanBe(int wish, int packet) {
        assertThat(opus.packet(Duration.ofMillis(wish))).isEqualTo(Duration.ofMillis(packet));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 1_000, 3_400, 7_000, 12_000})
    void tonesAreHeard(int frequency) {
        var heard = decode(opus.create(), encode(opus, tone(frequency)));
        assertThat(heard).hasSize(RATE);
        var ear = new ToneDetector(RATE, frequency);
        ear.write(heard, RATE / 2, RATE / 2);
        assertThat(ear.hears(frequency, 1)).isTrue();
        assertThat(ear.levelDbov().orElseThrow()).isBetween(-18.0, -14.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 40, 60})
    void packetsOfEachLengthAreDecoded(int millis) {
        var codec = opus.create();
        var packet = ByteBuffer.allocateDirect(1275);
        var out = new short[5760];
        int length = RATE * millis / 1000;
        assertThat(codec.encode(tone(440), 0, length, packet)).isEqualTo(packet.position());
        assertThat(codec.decode(packet.flip(), out, 0)).isEqualTo(length);
        assertThat(packet.remaining()).isZero();
    }

    @Test
    void otherLengthsAndPacketsWithoutRoomAreErrorsOfTheCaller() {
        var codec = opus.create();
        for (int length : new int[] {0, 100, 1440, 2400}) {
            assertThatThrownBy(() -> codec.encode(new short[RATE], 0, length, ByteBuffer.allocate(1500)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> codec.encode(tone(440), 0, FRAME, ByteBuffer.allocate(3)))
                .isInstanceOf(BufferOverflowException.class);
    }

    /** RFC 7587 §7.1: "MUST NOT use an audio bandwidth higher than necessary". */
    @Test
    void whoPlaysEightKilohertzIsSentNoMore() {
        var narrow = opus.towards("maxplaybackrate=8000");
        assertThat(share(5_000, decode(opus.create(), encode(opus, twoTones()))))
                .isGreaterThan(0.2);
        assertThat(share(5_000, decode(opus.create(), encode(narrow, twoTones()))))
                .isLessThan(0.01);
    }

    @Test
    void averageStaysBelowWhatThePeerTakes() {
        for (int most : new int[] {6_000, 12_000, 24_000, 40_000}) {
            var packets = encode(opus.towards("maxaveragebitrate=" + most), babble(2 * RATE));
            int bits = packets.stream().mapToInt(packet -> 8 * packet.length).sum() / 2;
            assertThat(bits).as("of %d", most).isBetween(most / 2, most * 11 / 10);
        }
    }

    @Test
    void constantBitrateIsOneLength() {
        assertThat(encode(opus.towards("cbr=1"), babble(RATE)).stream().map(packet -> packet.length))
                .containsOnly(100);
        assertThat(encode(opus, babble(RATE)).stream()
                        .map(packet -> packet.length)
                        .distinct()
                        .count())
                .isGreaterThan(5);
    }

    /** RFC 7587 §3.1.3. */
    @Test
    void silenceIsSentRarelyToWhoWishesSo() {
        var quiet = new short[3 * RATE];
        Random random = new Random(1);
        for (int i = 0; i < quiet.length; i++) {
            quiet[i] = (short) (random.nextInt(3) - 1);
        }
        assertThat(encode(opus.towards("usedtx=1"), quiet).stream()
                        .filter(packet -> packet.length > 0)
                        .count())
                .isLessThan(60);
        assertThat(encode(opus, quiet)).hasSize(150).allMatch(packet -> packet.length > 0);
    }

    /** RFC 7587 §3.3: what the packet after the lost one repeats is nearer to the truth than what is made up. */
    @Test
    void lostPacketsAreRecoveredFromThoseAfterThem() {
        var said = babble(4 * RATE);
        var packets = encode(opus.towards("useinbandfec=1;maxplaybackrate=16000"), said);
        var whole = decode(opus.create(), packets);
        double recovered = errorWithLosses(packets, whole, true);
        double madeUp = errorWithLosses(packets, whole, false);
        assertThat(recovered).isLessThan(madeUp / 2);
    }

    private double errorWithLosses(List<byte[]> packets, short[] whole, boolean fromNext) {
        var codec = opus.create();
        var out = new short[5760];
        double error = 0;
        for (int i = 0; i < packets.size() - 1; i++) {
            boolean lost = i % 7 == 6;
            int samples;
            if (!lost) {
                samples = codec.decode(ByteBuffer.wrap(packets.get(i)), out, 0);
            } else if (fromNext) {
                var next = ByteBuffer.wrap(packets.get(i + 1));
                samples = codec.recover(next, out, 0, FRAME);
                assertThat(next.position()).isZero();
            } else {
                samples = codec.conceal(out, 0, FRAME);
            }
            assertThat(samples).isEqualTo(FRAME);
            for (int j = 0; j < FRAME && lost; j++) {
                double difference = out[j] - whole[i * FRAME + j];
                error += difference * difference;
            }
        }
        return error;
    }

    @Test
    void nothingIsMadeUpBeforeAnythingWasHeard() {
        assertThat(opus.create().conceal(new short[FRAME], 0, FRAME)).isZero();
        assertThat(opus.create().recover(ByteBuffer.allocate(10), new short[FRAME], 0, FRAME))
                .isZero();
    }

    @Test
    void stereoIsMixed() throws Exception {
        var encoder = new OpusEncoder(RATE, 2, OpusApplication.OPUS_APPLICATION_AUDIO);
        encoder.setBitrate(96_000);
        var left = tone(440);
        var both = new short[2 * RATE];
        for (int i = 0; i < RATE; i++) {
            both[2 * i] = left[i];
        }
        var codec = opus.create();
        var heard = new short[RATE];
        var bytes = new byte[1275];
        for (int i = 0; i < 50; i++) {
            int length = encoder.encode(both, 2 * i * FRAME, FRAME, bytes, 0, bytes.length);
            assertThat(codec.decode(ByteBuffer.wrap(bytes, 0, length), heard, i * FRAME))
                    .isEqualTo(FRAME);
        }
        assertThat(Level.rmsDbov(heard, RATE / 2, RATE / 2)).isBetween(-23.0, -21.0);
    }

    /** Random, changed and cut payloads: no samples or some, never an exception, and what comes next is heard. */
    @Test
    void anyPayloadIsDecodedOrNot() {
        var random = new Random(7587);
        var packets = encode(opus.towards("useinbandfec=1"), babble(RATE));
        var codec = opus.create();
        var out = new short[5760];
        for (int i = 0; i < 6_000; i++) {
            byte[] payload;
            if (i % 2 == 0) {
                payload = new byte[random.nextInt(i % 100 == 0 ? 1600 : 60)];
                random.nextBytes(payload);
            } else {
                var good = packets.get(random.nextInt(packets.size()));
                payload = Arrays.copyOf(good, random.nextInt(good.length + 10));
                if (payload.length > 0) {
                    payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            int from = random.nextInt(4) == 0 ? 5760 - random.nextInt(1000) : 0;
            int samples = i % 5 == 0
                    ? codec.recover(ByteBuffer.wrap(payload), out, 0, FRAME)
                    : codec.decode(ByteBuffer.wrap(payload), out, from);
            assertThat(samples).isBetween(0, 5760);
        }
        assertThat(codec.decode(ByteBuffer.allocate(0), out, 0)).isZero();
        var heard = decode(codec, encode(opus, tone(1_000)));
        assertThat(share(1_000, heard)).isGreaterThan(0.9);
    }

    @Test
    void extremesAreEncoded() {
        var random = new Random(25);
        var loud = new short[RATE];
        for (int i = 0; i < loud.length; i++) {
            loud[i] = random.nextBoolean() ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        for (var wishes : List.of("", "cbr=1;maxaveragebitrate=6000", "maxplaybackrate=8000;useinbandfec=1;usedtx=1")) {
            assertThat(decode(opus.create(), encode(opus.towards(wishes), loud)))
                    .hasSizeGreaterThan(RATE * 9 / 10);
        }
    }

    private static short[] tone(int frequency) {
        var samples = new short[RATE];
        new ToneSource(RATE, frequency).read(samples, 0, RATE);
        return samples;
    }

    private static short[] twoTones() {
        var samples = new short[RATE];
        new ToneSource(RATE, -20, Cadence.CONTINUOUS, 700, 5_000).read(samples, 0, RATE);
        return samples;
    }

    /** Something like a voice: harmonics of a pitch that wanders, in syllables, with a little noise. */
    private static short[] babble(int length) {
        var random = new Random(6716);
        var samples = new short[length];
        double phase = 0;
        for (int i = 0; i < length; i++) {
            double pitch = 130 + 40 * Math.sin(2 * Math.PI * i / RATE * 1.3);
            phase += 2 * Math.PI * pitch / RATE;
            double loud = Math.pow(Math.sin(Math.PI * i / RATE * 3), 2);
            double value = 0;
            for (int harmonic = 1; harmonic < 20; harmonic++) {
                value += Math.sin(harmonic * phase) / harmonic;
            }
            samples[i] = (short) (5_000 * loud * value + random.nextGaussian() * 20);
        }
        return samples;
    }

    private static List<byte[]> encode(CodecFactory factory, short[] pcm) {
        var codec = factory.create();
        var packets = new ArrayList<byte[]>();
        var packet = ByteBuffer.allocate(1275);
        for (int at = 0; at + FRAME <= pcm.length; at += FRAME) {
            int bytes = codec.encode(pcm, at, FRAME, packet.clear());
            packets.add(Arrays.copyOf(packet.array(), bytes));
        }
        return packets;
    }

    private static short[] decode(AudioCodec codec, List<byte[]> packets) {
        var heard = new short[packets.size() * FRAME];
        int count = 0;
        for (var packet : packets) {
            count += codec.decode(ByteBuffer.wrap(packet), heard, count);
        }
        return Arrays.copyOf(heard, count);
    }

    private static double share(int frequency, short[] heard) {
        var ear = new ToneDetector(RATE, frequency);
        ear.write(heard, heard.length / 2, heard.length / 2);
        return ear.share(frequency).orElseThrow();
    }
}
