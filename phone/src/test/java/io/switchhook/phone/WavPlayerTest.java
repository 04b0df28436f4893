package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.media.wav.WavEncoding;
import io.switchhook.media.wav.WavFormat;
import io.switchhook.media.wav.WavHeader;
import io.switchhook.media.wav.WavSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavPlayerTest {
    @TempDir
    private Path folder;

    /** A file of this length with the same tone on all channels. */
    private Path tone(WavEncoding encoding, int rate, int channels, int hertz, int millis) throws IOException {
        var format = new WavFormat(encoding, rate, channels);
        var mono = new short[rate * millis / 1000];
        new ToneSource(rate, hertz).read(mono, 0, mono.length);
        var samples = new short[mono.length * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = mono[i / channels];
        }
        var bytes = ByteBuffer.allocate(WavHeader.MAX_WRITTEN_BYTES + samples.length * encoding.bytesPerSample());
        WavHeader.write(bytes, format, OptionalLong.of((long) samples.length * encoding.bytesPerSample()));
        WavSamples.write(format, samples, 0, samples.length, bytes);
        return Files.write(folder.resolve("tone.wav"), Arrays.copyOf(bytes.array(), bytes.position()));
    }

    @ParameterizedTest
    @CsvSource({
        "PCM_16,8000,1",
        "PCM_16,44100,2",
        "PCM_16,48000,1",
        "PCM_8,16000,1",
        "A_LAW,8000,1",
        "MU_LAW,8000,2",
        "PCM_16,11025,1"
    })
    void whateverTheFormatTheToneIsHeard(WavEncoding encoding, int rate, int channels) throws IOException {
        var player = WavPlayer.open(tone(encoding, rate, channels, 1000, 1000));
        assertThat(player.duration()).isBetween(Duration.ofMillis(980), Duration.ofMillis(1001));
        assertThat(player.sampleRate()).isEqualTo(rate > 8000 ? 16_000 : 8000);
        var detector = new ToneDetector(player.sampleRate(), 1000, 1100);
        int length = player.sampleRate() / 50;
        var frame = new short[length];
        for (int i = 0; i < 48; i++) {
            assertThat(player.read(frame, 0, length)).isEqualTo(length);
            detector.write(frame, 0, length);
        }
        assertThat(detector.hears(1000, 1.0)).isTrue();
        assertThat(detector.windowsWith(1100)).isZero();
    }

    @Test
    void theEndIsAShortFrameThenNothingAndIsTold() throws Exception {
        var player = WavPlayer.open(tone(WavEncoding.PCM_16, 8000, 1, 500, 30));
        var done = player.done();
        var frame = new short[160];
        assertThat(player.read(frame, 0, 160)).isEqualTo(160);
        assertThat(done).isNotDone();
        assertThat(player.read(frame, 0, 160)).isEqualTo(80);
        done.get(10, TimeUnit.SECONDS);
        assertThat(player.read(frame, 0, 160)).isZero();
    }

    @Test
    void repeatingBeginsAgainInTheMiddleOfAFrame() throws IOException {
        var once = new short[240];
        var source = WavPlayer.open(tone(WavEncoding.PCM_16, 8000, 1, 500, 30));
        source.read(once, 0, 240);
        var player = source.repeating();
        var twice = new short[480];
        assertThat(player.read(twice, 0, 160)).isEqualTo(160);
        assertThat(player.read(twice, 160, 320)).isEqualTo(320);
        assertThat(Arrays.copyOf(twice, 240)).isEqualTo(once);
        assertThat(Arrays.copyOfRange(twice, 240, 480)).isEqualTo(once);
        assertThat(player.done()).isNotDone();
    }

    @Test
    void anotherCallBeginsAtTheBeginning() throws IOException {
        var player = WavPlayer.open(tone(WavEncoding.PCM_16, 8000, 1, 500, 30));
        var first = new short[160];
        player.read(first, 0, 160);
        player.read(new short[160], 0, 160);
        var again = new short[160];
        player.again().read(again, 0, 160);
        assertThat(again).isEqualTo(first);
    }

    @Test
    void aTruncatedFilePlaysAsFarAsItGoes() throws IOException {
        var file = tone(WavEncoding.PCM_16, 8000, 1, 500, 100);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 44 + 801));
        assertThat(WavPlayer.open(file).read(new short[1000], 0, 1000)).isEqualTo(400);
    }

    @Test
    void anEmptyRecordingEndsAtOnceAlsoWhenRepeating() throws Exception {
        var file = tone(WavEncoding.PCM_16, 8000, 1, 500, 0);
        var player = WavPlayer.open(file);
        assertThat(player.read(new short[160], 0, 160)).isZero();
        player.done().get(10, TimeUnit.SECONDS);
        assertThat(player.repeating().read(new short[160], 0, 160)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 5_000, 100_000})
    void manyEmptyChunksBeforeTheSamplesAreReadInAFewSteps(int chunks) throws IOException {
        var whole = Files.readAllBytes(tone(WavEncoding.PCM_16, 8000, 1, 500, 100));
        int body = 12 + 24;
        var bytes = ByteBuffer.allocate(whole.length + 8 * chunks).put(whole, 0, body);
        for (int i = 0; i < chunks; i++) {
            bytes.put("LIST".getBytes(StandardCharsets.US_ASCII)).putInt(0);
        }
        bytes.put(whole, body, whole.length - body);
        var file = Files.write(folder.resolve("chunks.wav"), bytes.array());
        var reads = new AtomicInteger();
        try (var in = Files.newByteChannel(file)) {
            var counted = new ReadableByteChannel() {
                @Override
                public int read(ByteBuffer target) throws IOException {
                    reads.incrementAndGet();
                    return in.read(target);
                }

                @Override
                public boolean isOpen() {
                    return in.isOpen();
                }

                @Override
                public void close() throws IOException {
                    in.close();
                }
            };
            assertThat(WavPlayer.header(file, counted).dataOffset()).isEqualTo(body + 8 * chunks + 8);
        }
        assertThat(reads.get()).isLessThan(25);
        assertThat(WavPlayer.open(file).duration()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void whatCannotBePlayedSaysWhy() throws IOException {
        var file = folder.resolve("x.wav");
        assertThatThrownBy(() -> WavPlayer.open(file)).isInstanceOf(IOException.class);
        Files.writeString(file, "RIFF");
        assertThatThrownBy(() -> WavPlayer.open(file)).hasMessageContaining("ends before its samples");
        Files.writeString(file, "Dear reader, this is a letter and certainly not a sound.");
        assertThatThrownBy(() -> WavPlayer.open(file)).hasMessageContaining("RIFF/WAVE");
        var odd = tone(WavEncoding.PCM_16, 44_101, 1, 500, 10);
        assertThatThrownBy(() -> WavPlayer.open(odd))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sample rate that cannot be played");
    }

    @Test
    void doneCompletesWhenTheCallEndsFirst() throws Exception {
        var bench = new Bench();
        var talk = bench.dialAndTalk();
        var player = WavPlayer.open(tone(WavEncoding.PCM_16, 8000, 1, 500, 10_000));
        talk.call().audio().send(player);
        bench.run(100);
        assertThat(player.done()).isNotDone();
        talk.peerHangsUp();
        bench.run(10);
        player.done().get(10, TimeUnit.SECONDS);
        assertThat(player.isPlayed()).isFalse();
        bench.end();
    }

    @Test
    void doneCompletesWhenSomethingElseIsSent() throws Exception {
        var bench = new Bench();
        var call = bench.line.createCall("853");
        var first =
                WavPlayer.open(tone(WavEncoding.PCM_16, 8000, 1, 500, 1_000)).repeating();
        var second = first.again();
        call.audio().send(first).send(first).send(second);
        first.done().get(10, TimeUnit.SECONDS);
        assertThat(first.isPlayed()).isFalse();
        assertThat(second.done()).isNotDone();
        call.audio().holdMusic(second).sendSilence();
        assertThat(second.done()).as("still music").isNotDone();
        call.audio().holdSilence();
        second.done().get(10, TimeUnit.SECONDS);
        bench.await(call.hangUp());
        var late = first.again();
        call.audio().send(late);
        late.done().get(10, TimeUnit.SECONDS);
        bench.end();
    }

    @Test
    void aPlayerOfOneCallIsNoPlayerOfAnother() throws Exception {
        var bench = new Bench();
        var one = bench.line.createCall("853");
        var other = bench.line.createCall("854");
        var player = WavPlayer.open(tone(WavEncoding.PCM_16, 8000, 1, 500, 10));
        one.audio().send(player);
        assertThatThrownBy(() -> other.audio().send(player))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("again()");
        other.audio().send(player.again());
        bench.await(one.hangUp());
        other.audio().send(player);
        bench.await(other.hangUp());
        bench.end();
    }

    @Test
    void whoTakesTheAudioOverPlaysOn() throws Exception {
        var bench = new Bench();
        var talk = bench.dialAndTalk();
        var player = WavPlayer.open(tone(WavEncoding.PCM_16, 8000, 1, 500, 10_000));
        talk.call().audio().send(player);
        talk.dialog().send("REFER", draft -> draft.header("Refer-To", "<sip:895@192.0.2.2>"));
        talk.dialog().expectResponse("REFER", 202);
        talk.dialog().respond(talk.dialog().expectRequest("NOTIFY"), 200);
        var invite = bench.peer.expectRequest("INVITE");
        talk.peerHangsUp();
        bench.run(10);
        assertThat(player.done()).isNotDone();
        bench.peer.dialog(invite).respond(invite, 486);
        bench.peer.expectRequest("ACK");
        player.done().get(10, TimeUnit.SECONDS);
        bench.end();
    }
}
