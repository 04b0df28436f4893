package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PcmStreamsTest {
    private static final Duration TINY = Duration.ofMillis(20);

    @Test
    void bytesBecomeSamplesLittleEndianEvenWhenSplit() throws IOException {
        var voice = PcmStreams.toCall(TINY);
        voice.write(new byte[] {0x01, 0x02, (byte) 0xFF});
        voice.write(0xFF);
        var target = new short[5];
        assertThat(voice.read(target, 1, 4)).isEqualTo(2);
        assertThat(target).containsExactly(0, 0x0201, -1, 0, 0);
        assertThat(voice.read(target, 0, 4))
                .as("silence while nothing is written")
                .isZero();
    }

    @Test
    void streamsHaveTheRateThatWasAskedFor() throws IOException {
        assertThat(PcmStreams.toCall(TINY).sampleRate()).isEqualTo(8_000);
        assertThat(PcmStreams.fromCall(TINY).sampleRate()).isEqualTo(8_000);
        var said = PcmStreams.toCall(TINY, 24_000);
        said.write(new byte[960]);
        assertThat(said.sampleRate()).isEqualTo(24_000);
        assertThat(said.waiting()).isEqualTo(TINY);
        var heard = PcmStreams.fromCall(TINY, 16_000);
        heard.write(new short[640], 0, 640);
        assertThat(heard.sampleRate()).isEqualTo(16_000);
        assertThat(heard.available()).isEqualTo(640);
        assertThat(heard.dropped()).isEqualTo(TINY);
        for (int wrong : new int[] {7_999, 22_050, 96_000}) {
            assertThatThrownBy(() -> PcmStreams.toCall(TINY, wrong)).hasMessageContaining("not " + wrong);
        }
    }

    @Test
    void writingMoreThanFitsWaitsForTheCall() throws Exception {
        var voice = PcmStreams.toCall(TINY);
        var written = CompletableFuture.runAsync(() -> {
            try {
                voice.write(new byte[2 * 400]);
                voice.drain();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        int taken = 0;
        while (taken < 400) {
            taken += voice.read(new short[160], 0, 160);
            assertThat(voice.waiting()).isLessThanOrEqualTo(TINY);
            Thread.onSpinWait();
        }
        written.get(10, TimeUnit.SECONDS);
        assertThat(voice.waiting()).isZero();
    }

    @Test
    void clearingForgetsWhatWasNotSent() throws IOException {
        var voice = PcmStreams.toCall(TINY);
        voice.write(new byte[100]);
        voice.clear();
        assertThat(voice.read(new short[160], 0, 160)).isZero();
    }

    @Test
    void aClosedStreamStillSendsWhatItHasAndTakesNoMore() throws IOException {
        var voice = PcmStreams.toCall(TINY);
        voice.write(new byte[20]);
        voice.close();
        assertThatThrownBy(() -> voice.write(new byte[2])).isInstanceOf(IOException.class);
        assertThatThrownBy(voice::drain).isInstanceOf(IOException.class);
        assertThat(voice.read(new short[160], 0, 160)).isEqualTo(10);
    }

    @Test
    void closingFreesAWriterThatWaits() throws Exception {
        var voice = PcmStreams.toCall(TINY);
        var writer = CompletableFuture.supplyAsync(() -> {
            try {
                voice.write(new byte[10_000]);
                return "written";
            } catch (IOException e) {
                return "closed";
            }
        });
        while (voice.waiting().compareTo(TINY) < 0) {
            Thread.onSpinWait();
        }
        voice.close();
        assertThat(writer.get(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @Test
    void whatIsHeardIsReadAsBytesInPiecesOfAnySize() throws IOException {
        var ear = PcmStreams.fromCall(TINY);
        ear.write(new short[] {9, 0x0201, -2, 9}, 1, 2);
        assertThat(ear.available()).isEqualTo(4);
        assertThat(ear.read()).isEqualTo(1);
        assertThat(ear.available()).isEqualTo(3);
        var rest = new byte[10];
        assertThat(ear.read(rest, 1, 9)).isEqualTo(3);
        assertThat(rest).startsWith(new byte[] {0, 2, (byte) 0xFE, (byte) 0xFF, 0});
        ear.close();
        assertThat(ear.read()).isEqualTo(-1);
        assertThat(ear.readAllBytes()).isEmpty();
    }

    @Test
    void aReaderWaitsForTheCallAndGetsTheRestAfterTheEnd() throws Exception {
        var ear = PcmStreams.fromCall(Duration.ofSeconds(1));
        var reader = CompletableFuture.supplyAsync(() -> {
            try {
                return ear.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        for (int i = 0; i < 5; i++) {
            ear.write(new short[160], 0, 160);
        }
        ear.close();
        assertThat(reader.get(10, TimeUnit.SECONDS)).hasSize(5 * 320);
        assertThat(ear.dropped()).isZero();
    }

    @Test
    void whoReadsTooSlowlyLosesTheOldest() throws IOException {
        var ear = PcmStreams.fromCall(TINY);
        var frame = new short[160];
        for (short i = 1; i <= 3; i++) {
            java.util.Arrays.fill(frame, i);
            ear.write(frame, 0, 160);
        }
        assertThat(ear.dropped()).isEqualTo(Duration.ofMillis(40));
        var bytes = ear.readNBytes(320);
        assertThat(bytes[0]).isEqualTo((byte) 3);
        assertThat(ear.available()).isZero();
    }

    @Test
    void theCapacityHasSensibleLimits() {
        assertThatThrownBy(() -> PcmStreams.toCall(Duration.ZERO)).hasMessageContaining("20 ms to 10 minutes");
        assertThatThrownBy(() -> PcmStreams.fromCall(Duration.ofHours(1))).hasMessageContaining("20 ms to 10 minutes");
    }
}
