package io.switchhook.media.wav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WavTest {
    private static final String RIFF = "52494646 FFFFFFFF 57415645";
    private static final String FMT_PCM16 = "666D7420 10000000 0100 0100 401F0000 803E0000 0200 1000";
    private static final String EXTENSIBLE =
            "666D7420 28000000 FEFF 0100 401F0000 803E0000 0200 1000 1600 1000 04000000";
    private static final String PCM_GUID = "0100 0000 0000 1000 8000 00AA00389B71";
    private static final String DATA = "64617461 04000000 0102 0304";

    @Test
    void plainFileIsRead() {
        assertThat(read(RIFF + FMT_PCM16 + DATA))
                .isEqualTo(new WavHeader(new WavFormat(WavEncoding.PCM_16, 8000, 1), 44, OptionalLong.of(4)));
    }

    @Test
    void unknownChunksAndOddPaddingAreSkipped() {
        assertThat(read(RIFF + "4C495354 03000000 41424300" + FMT_PCM16 + "66616374 04000000 02000000" + DATA)
                        .dataOffset())
                .isEqualTo(44 + 12 + 12);
    }

    @Test
    void extensibleFormatIsReadByItsGuid() {
        assertThat(read(RIFF + EXTENSIBLE + PCM_GUID + DATA).format())
                .isEqualTo(new WavFormat(WavEncoding.PCM_16, 8000, 1));
        assertMalformed(RIFF + EXTENSIBLE + PCM_GUID.replace("0100 0000", "0300 0000") + DATA, "got format 3");
        assertMalformed(RIFF + EXTENSIBLE + PCM_GUID.replace("9B71", "9B72") + DATA, "got format 65534");
    }

    @Test
    void streamedFileHasNoLength() {
        assertThat(read(RIFF + FMT_PCM16 + "64617461 FFFFFFFF 0102").dataLength())
                .isEmpty();
        assertThat(read(RIFF + FMT_PCM16 + "64617461 00000000 0102").dataLength())
                .isEmpty();
    }

    @Test
    void everyTruncatedPrefixOfTheHeaderAsksForMore() {
        ByteBuffer whole = Packets.hex(RIFF + FMT_PCM16 + DATA);
        for (int length = 0; length < 44; length++) {
            int at = length;
            assertThat(WavHeader.parse(whole.slice(0, length)))
                    .isInstanceOfSatisfying(
                            WavParse.NeedMore.class,
                            more -> assertThat(more.bytes()).isGreaterThan(at));
        }
    }

    @Test
    void errorsSayWhatWasExpected() {
        assertMalformed("52494658 00000000 57415645", "RIFF/WAVE");
        assertMalformed(RIFF + DATA, "before \"data\"");
        assertMalformed(RIFF + "666D7420 02000000 0100", "16 to 1024");
        assertMalformed(RIFF + FMT_PCM16.replace("0100 0100", "0100 0000") + DATA, "1 to 32 channels, got 0");
        assertMalformed(RIFF + FMT_PCM16.replace("401F0000", "01000000") + DATA, "sample rate");
        assertMalformed(RIFF + FMT_PCM16.replace("0200 1000", "0300 1800") + DATA, "got format 1 with 24 bits");
        assertMalformed(RIFF + FMT_PCM16.replace("0200 1000", "0400 1000") + DATA, "frames of 2 bytes, got 4");
        assertMalformed(RIFF + "4A554E4B FFFFFF7F" + FMT_PCM16, "within the first");
    }

    @ParameterizedTest
    @EnumSource(WavEncoding.class)
    void writtenFileIsReadBack(WavEncoding encoding) {
        var format = new WavFormat(encoding, 8000, 1);
        short[] samples = {0, 8192, -8192, 16384};
        ByteBuffer file = ByteBuffer.allocate(100);
        int header = WavHeader.write(file, format, OptionalLong.of(4L * format.frameBytes()));
        WavSamples.write(format, samples, 0, 4, file);
        file.flip();
        assertThat(WavHeader.parse(file))
                .isEqualTo(
                        new WavParse.Parsed(new WavHeader(format, header, OptionalLong.of(4L * format.frameBytes()))));
        assertThat(header).isLessThanOrEqualTo(WavHeader.MAX_WRITTEN_BYTES);
        assertThat(file.order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(4)).isEqualTo(file.limit() - 8);
        short[] back = new short[4];
        assertThat(new WavSource(file, false).read(back, 0, 4)).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            assertThat(Math.abs(back[i] - samples[i])).isLessThan(520);
        }
    }

    @Test
    void lengthNotKnownOrTooLargeIsWrittenAsStream() {
        var format = new WavFormat(WavEncoding.PCM_16, 8000, 2);
        for (OptionalLong length : new OptionalLong[] {OptionalLong.empty(), OptionalLong.of(0xFFFFFFFFL)}) {
            ByteBuffer file = ByteBuffer.allocate(50);
            WavHeader.write(file, format, length);
            assertThat(WavHeader.parse(file.flip()))
                    .isEqualTo(new WavParse.Parsed(new WavHeader(format, 44, OptionalLong.empty())));
        }
    }

    @Test
    void stereoIsMixedToOne() {
        ByteBuffer file = ByteBuffer.allocate(60);
        var format = new WavFormat(WavEncoding.PCM_16, 8000, 2);
        WavHeader.write(file, format, OptionalLong.of(8));
        WavSamples.write(format, new short[] {1000, 3000, -32768, -32768}, 0, 4, file);
        short[] mono = new short[2];
        assertThat(new WavSource(file.flip(), false).read(mono, 0, 2)).isEqualTo(2);
        assertThat(mono).containsExactly(2000, -32768);
    }

    @Test
    void sourceEndsOrRepeats() {
        ByteBuffer file = Packets.hex(RIFF + FMT_PCM16 + DATA);
        var once = new WavSource(file, false);
        assertThat(once.read(new short[5], 0, 5)).isEqualTo(2);
        assertThat(once.isAtEnd()).isTrue();
        assertThat(once.read(new short[5], 0, 5)).isZero();
        var loop = new WavSource(file, true);
        short[] five = new short[5];
        assertThat(loop.read(five, 0, 5)).isEqualTo(5);
        assertThat(five).containsExactly(0x0201, 0x0403, 0x0201, 0x0403, 0x0201);
        assertThat(new WavSource(Packets.hex(RIFF + FMT_PCM16 + "64617461 00000000"), true).read(five, 0, 5))
                .isZero();
    }

    @Test
    void fileShorterThanItSaysIsPlayedAsFarAsItGoes() {
        var source = new WavSource(Packets.hex(RIFF + FMT_PCM16 + "64617461 00010000 0102 0304 05"), false);
        assertThat(source.read(new short[5], 0, 5)).isEqualTo(2);
        assertThatThrownBy(() -> new WavSource(Packets.hex(RIFF), false)).hasMessageContaining("12 bytes ends before");
        assertThatThrownBy(() -> new WavSource(ByteBuffer.allocate(100), false)).hasMessageContaining("RIFF/WAVE");
    }

    @Test
    void tenThousandMutatedFilesAreReadOrRefused() {
        var random = new SeededRandomness(6);
        byte[] whole = Packets.hex(RIFF + "4C495354 03000000 41424300" + EXTENSIBLE + PCM_GUID + DATA)
                .array();
        int parsed = 0;
        for (int i = 0; i < 10_000; i++) {
            ByteBuffer file = Packets.mutate(whole, random);
            if (WavHeader.parse(file) instanceof WavParse.Parsed) {
                parsed++;
                new WavSource(file, false).read(new short[100], 0, 100);
            }
        }
        assertThat(parsed).isBetween(500, 9500);
    }

    private static WavHeader read(String hex) {
        WavParse parse = WavHeader.parse(Packets.hex(hex));
        assertThat(parse).isInstanceOf(WavParse.Parsed.class);
        return ((WavParse.Parsed) parse).header();
    }

    private static void assertMalformed(String hex, String reason) {
        assertThat(WavHeader.parse(Packets.hex(hex)))
                .isInstanceOfSatisfying(
                        WavParse.Malformed.class,
                        malformed -> assertThat(malformed.reason()).contains(reason));
    }
}
