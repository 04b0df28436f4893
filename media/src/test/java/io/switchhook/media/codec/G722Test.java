package io.switchhook.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.switchhook.media.pcm.Level;
import io.switchhook.media.tone.Cadence;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import java.lang.management.ManagementFactory;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class G722Test {
    private static final int RATE = 16_000;
    /** The filters of both sides: 22 samples, G.722 §1.4.2. */
    private static final int DELAY = 22;

    private final AudioCodec codec = G722.WIDEBAND.create();

    @Test
    void isNamedByAClockOf8000AndSamplesAt16000() {
        assertThat(G722.WIDEBAND.name()).hasToString("G722/8000");
        assertThat(codec.name()).isEqualTo(G722.WIDEBAND.name());
        assertThat(codec.sampleRate()).isEqualTo(RATE);
        assertThat(codec.samplesIn(20_000)).isEqualTo(320);
        assertThat(Codecs.standard().find(new CodecName("g722", 8000))).contains(G722.WIDEBAND);
    }

    /** Sums and bytes that the codec of another project gave for the same noise: the algorithm is exact to the bit. */
    @ParameterizedTest
    @CsvSource({"1, b87750df, f8d12ccb", "6, 29f34739, 2d64f3b6"})
    void codesAndDecodesNoiseAsOthersDo(int quieterByBits, String bytes, String heard) {
        var noise = shorts(32_000, value -> (short) value >> quieterByBits);
        var encoded = encode(noise);
        assertThat(encoded).hasSize(16_000);
        assertThat(sum(encoded)).isEqualTo(bytes);
        assertThat(sum(decode(encoded))).isEqualTo(heard);
    }

    /** Among them codes that no encoder sends; the quiet ones between them keep clear of overload, where the other wraps. */
    @Test
    void decodesEveryCodeAsOthersDo() {
        var random = shorts(3_000, value -> value);
        var bytes = new byte[random.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 3 == 0 ? random[i] : 0x7F);
        }
        assertThat(sum(decode(bytes))).isEqualTo("c5dace9d");
    }

    @Test
    void codesAnImpulseAsOthersDo() {
        var impulse = new short[80];
        impulse[8] = 16_384;
        assertThat(HexFormat.of().formatHex(encode(impulse)))
                .isEqualTo("fafafafa8b2084208420309c3f7fbefffffdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfd");
    }

    @ParameterizedTest
    @CsvSource({"200, 25", "440, 25", "1000, 25", "2000, 22", "3000, 20", "5000, 12", "6500, 12"})
    void tonesComeOutAsTheyWentIn(int frequency, double leastDecibels) {
        var tone = tone(frequency, -16, RATE);
        assertThat(signalToNoise(tone, decode(encode(tone)))).isGreaterThan(leastDecibels);
    }

    /** G.722 §2.4.1: 50 Hz to 7 kHz within a decibel or so; nothing of what is above. */
    @ParameterizedTest
    @ValueSource(ints = {100, 300, 700, 1500, 3400, 3900, 4100, 5000, 6000, 6400})
    void whatIsBelowSevenKilohertzPasses(int frequency) {
        var heard = decode(encode(tone(frequency, -20, RATE)));
        assertThat(levelOf(frequency, heard)).isBetween(-21.0, -19.0);
    }

    @Test
    void sweepIsHeardWhereItIs() {
        for (int frequency = 200; frequency <= 6800; frequency += 200) {
            var ear = new ToneDetector(RATE, frequency, frequency == 200 ? 2200 : 200);
            var heard = decode(encode(tone(frequency, -16, RATE)));
            ear.write(heard, 1600, heard.length - 1600);
            assertThat(ear.hears(frequency, 1)).as("%d Hz", frequency).isTrue();
            assertThat(ear.present()).as("%d Hz", frequency).containsExactly(frequency);
        }
    }

    @Test
    void silenceStaysSilent() {
        assertThat(Level.rmsDbov(decode(encode(new short[RATE])), 1600, 14_000)).isLessThan(-70);
    }

    @Test
    void fullScaleDoesNotWrap() {
        var square = shorts(RATE, value -> 0);
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 20 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        var heard = decode(encode(square));
        for (int i = 1600; i < heard.length; i++) {
            if (i % 20 == (10 + DELAY) % 20) {
                assertThat((int) heard[i]).as("sample %d", i).matches(value -> Math.abs(value) > 20_000);
                assertThat(heard[i] > 0).as("sample %d", i).isEqualTo(square[i - DELAY] > 0);
            }
        }
    }

    /** Loss: both sides go apart, and are together again soon (G.722 §3.5, leakage). */
    @Test
    void decoderFindsItsWayBackAfterALoss() {
        var tone = tone(1000, -16, RATE);
        var encoded = encode(tone);
        var rest = Arrays.copyOfRange(encoded, 2000, encoded.length);
        var heard = decode(rest);
        int settled = 3200;
        var expected = Arrays.copyOfRange(tone, 4000 + settled - DELAY, tone.length);
        assertThat(signalToNoise(expected, Arrays.copyOfRange(heard, settled - DELAY, heard.length)))
                .isGreaterThan(20);
    }

    @Test
    void eachCodecBeginsAnew() {
        var noise = shorts(3200, value -> (short) value);
        var first = encode(noise);
        encode(codec, noise);
        assertThat(encode(codec, noise)).isNotEqualTo(first);
        assertThat(encode(G722.WIDEBAND.create(), noise)).isEqualTo(first);
    }

    @Test
    void packetsAreOneStreamHoweverItIsCut() {
        var noise = shorts(3200, value -> (short) value >> 3);
        var whole = encode(noise);
        var cut = ByteBuffer.allocateDirect(1600);
        for (int at = 0; at < noise.length; at += 160) {
            assertThat(codec.encode(noise, at, 160, cut)).isEqualTo(80);
        }
        var bytes = new byte[1600];
        cut.flip().get(bytes);
        assertThat(bytes).isEqualTo(whole);
    }

    @Test
    void anyPayloadIsDecodedAsFarAsThereIsRoom() {
        var random = new Random(722);
        for (int length = 0; length < 300; length++) {
            var payload = new byte[length];
            random.nextBytes(payload);
            var out = new short[321];
            int room = (321 - 7) / 2;
            assertThat(codec.decode(ByteBuffer.wrap(payload), out, 7)).isEqualTo(2 * Math.min(length, room));
        }
        assertThat(codec.decode(ByteBuffer.allocate(10), new short[4], 4)).isZero();
    }

    @Test
    void encodingNeedsRoomForThePacket() {
        assertThatThrownBy(() -> codec.encode(new short[320], 0, 320, ByteBuffer.allocate(159)))
                .isInstanceOf(BufferOverflowException.class);
    }

    @Test
    void allocatesNothingForAPacket() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var tone = tone(1000, -16, 320);
        var payload = ByteBuffer.allocate(160);
        var heard = new short[320];
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 5; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                codec.encode(tone, 0, 320, payload.clear());
                codec.decode(payload.flip(), heard, 0);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(1000);
    }

    private static short[] tone(int frequency, double dbov, int length) {
        var tone = new short[length];
        new ToneSource(RATE, dbov, Cadence.CONTINUOUS, frequency).read(tone, 0, length);
        return tone;
    }

    private static short[] shorts(int count, IntUnaryOperator of) {
        var values = new short[count];
        int state = 12_345;
        for (int i = 0; i < count; i++) {
            state = state * 1_103_515_245 + 12_345 & Integer.MAX_VALUE;
            values[i] = (short) of.applyAsInt(state >> 15 & 0xFFFF);
        }
        return values;
    }

    private static byte[] encode(short[] pcm) {
        return encode(G722.WIDEBAND.create(), pcm);
    }

    private static byte[] encode(AudioCodec codec, short[] pcm) {
        var bytes = new byte[pcm.length / 2];
        assertThat(codec.encode(pcm, 0, pcm.length, ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
        return bytes;
    }

    private static short[] decode(byte[] bytes) {
        var pcm = new short[2 * bytes.length];
        assertThat(G722.WIDEBAND.create().decode(ByteBuffer.wrap(bytes), pcm, 0))
                .isEqualTo(pcm.length);
        return pcm;
    }

    private static String sum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }

    private static String sum(short[] pcm) {
        var bytes = ByteBuffer.allocate(2 * pcm.length).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, pcm.length).forEach(i -> bytes.putShort(pcm[i]));
        return sum(bytes.array());
    }

    /** In decibels, once the beginning is over. */
    private static double signalToNoise(short[] sent, short[] heard) {
        double signal = 0;
        double noise = 0;
        for (int i = 1600; i + DELAY < Math.min(sent.length, heard.length); i++) {
            double error = heard[i + DELAY] - sent[i];
            signal += (double) sent[i] * sent[i];
            noise += error * error;
        }
        return 10 * Math.log10(signal / noise);
    }

    /** Level of one frequency in dBov. */
    private static double levelOf(int frequency, short[] heard) {
        var ear = new ToneDetector(RATE, RATE / 2, new int[] {frequency});
        ear.write(heard, heard.length / 2, heard.length / 2);
        return ear.levelDbov().orElseThrow()
                + 10 * Math.log10(ear.share(frequency).orElseThrow());
    }
}
