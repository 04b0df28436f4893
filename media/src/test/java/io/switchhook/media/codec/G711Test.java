package io.switchhook.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class G711Test {

    /** G.711 Table 1a/2a values, decoder output on the scale of 16 bits: first and last of a segment. */
    @Test
    void knownCodesDecodeToTheirValues() {
        assertThat(G711.A_LAW.decode(0xD5)).isEqualTo((short) 8);
        assertThat(G711.A_LAW.decode(0x55)).isEqualTo((short) -8);
        assertThat(G711.A_LAW.decode(0xAA)).isEqualTo((short) 32256);
        assertThat(G711.A_LAW.decode(0x2A)).isEqualTo((short) -32256);
        assertThat(G711.A_LAW.decode(0x80)).isEqualTo((short) 5504);
        assertThat(G711.A_LAW.decode(0xC5)).isEqualTo((short) 264);
        assertThat(G711.MU_LAW.decode(0xFF)).isEqualTo((short) 0);
        assertThat(G711.MU_LAW.decode(0x7F)).isEqualTo((short) 0);
        assertThat(G711.MU_LAW.decode(0x80)).isEqualTo((short) 32124);
        assertThat(G711.MU_LAW.decode(0x00)).isEqualTo((short) -32124);
        assertThat(G711.MU_LAW.decode(0xFE)).isEqualTo((short) 8);
        assertThat(G711.MU_LAW.decode(0xEF)).isEqualTo((short) 132);
    }

    @Test
    void silenceIsTheIdleCode() {
        assertThat(G711.A_LAW.silence()).isEqualTo(0xD5);
        assertThat(G711.MU_LAW.silence()).isEqualTo(0xFF);
    }

    @Test
    void extremesAreClippedToTheLastCode() {
        assertThat(G711.A_LAW.encode(Short.MAX_VALUE)).isEqualTo(0xAA);
        assertThat(G711.A_LAW.encode(Short.MIN_VALUE)).isEqualTo(0x2A);
        assertThat(G711.MU_LAW.encode(Short.MAX_VALUE)).isEqualTo(0x80);
        assertThat(G711.MU_LAW.encode(Short.MIN_VALUE)).isEqualTo(0x00);
    }

    @Test
    void everyCodeSurvivesDecodingAndEncoding() {
        for (int code = 0; code < 256; code++) {
            assertThat(G711.A_LAW.encode(G711.A_LAW.decode(code))).isEqualTo(code);
            // µ-law's two zeros decode alike; the positive one is encoded.
            int expected = code == 0x7F ? 0xFF : code;
            assertThat(G711.MU_LAW.encode(G711.MU_LAW.decode(code))).isEqualTo(expected);
        }
    }

    /** Half a step of the sample's segment is the largest error; the step doubles with each segment. */
    @Test
    void everySampleIsQuantizedWithinHalfAStepOfItsSegment() {
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            int magnitude = Math.abs(sample);
            int aStep = Math.max(16, Integer.highestOneBit(magnitude) / 16);
            assertThat(Math.abs(G711.A_LAW.decode(G711.A_LAW.encode((short) sample)) - sample))
                    .as("A-law %d", sample)
                    .isLessThanOrEqualTo(aStep / 2);
            int muStep = Integer.highestOneBit(Math.min(magnitude, 32635) + 132) / 16;
            int clipped = Math.max(0, magnitude - 32635);
            assertThat(Math.abs(G711.MU_LAW.decode(G711.MU_LAW.encode((short) sample)) - sample))
                    .as("mu-law %d", sample)
                    .isLessThanOrEqualTo(muStep / 2 + clipped);
        }
    }

    @Test
    void encodingIsMonotonicAndKeepsTheSign() {
        for (G711 law : List.of(G711.A_LAW, G711.MU_LAW)) {
            int before = Integer.MIN_VALUE;
            for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
                int coded = law.decode(law.encode((short) sample));
                assertThat(coded).isGreaterThanOrEqualTo(before);
                assertThat((long) coded * sample).isGreaterThanOrEqualTo(0);
                before = coded;
            }
        }
    }

    @Test
    void codecTurnsFramesIntoBytesAndBack() {
        AudioCodec codec = G711.A_LAW.create();
        short[] pcm = {0, 1000, -1000, 32767};
        ByteBuffer out = ByteBuffer.allocate(10);
        assertThat(codec.encode(pcm, 1, 3, out)).isEqualTo(3);
        short[] back = new short[5];
        assertThat(codec.decode(out.flip(), back, 1)).isEqualTo(3);
        assertThat(back[1]).isEqualTo((short) 1008);
        assertThat(back[2]).isEqualTo((short) -1008);
        assertThat(codec.samplesIn(20_000)).isEqualTo(160);
    }

    @Test
    void decodingStopsWhereTheTargetEnds() {
        assertThat(G711.MU_LAW.create().decode(ByteBuffer.allocate(100), new short[30], 10))
                .isEqualTo(20);
    }

    @Test
    void codecsAreFoundByValueWithoutCase() {
        var codecs = Codecs.standard();
        assertThat(codecs.find(new CodecName("pcmu", 8000))).contains(G711.MU_LAW);
        assertThat(codecs.find(new CodecName("PCMU", 16000))).isEmpty();
        assertThat(codecs.find(new CodecName("PCMU", 8000, 2))).isEmpty();
        assertThat(codecs.names()).hasToString("[PCMA/8000, PCMU/8000, G722/8000]");
    }

    @Test
    void registryIsExtendedWithoutChangingTheOriginal() {
        var added = new CodecFactory() {
            @Override
            public CodecName name() {
                return new CodecName("L16", 44100, 2);
            }

            @Override
            public AudioCodec create() {
                return G711.A_LAW.create();
            }
        };
        var more = Codecs.standard().with(added);
        assertThat(more.find(new CodecName("l16", 44100, 2))).contains(added);
        assertThat(Codecs.standard().factories()).hasSize(3);
        assertThat(more.only(List.of(new CodecName("PCMU", 8000), new CodecName("L16", 44100, 2)))
                        .names())
                .hasToString("[PCMU/8000, L16/44100/2]");
        assertThatThrownBy(() -> more.only(List.of(new CodecName("GSM", 8000))))
                .hasMessageContaining("No codec GSM/8000");
    }
}
