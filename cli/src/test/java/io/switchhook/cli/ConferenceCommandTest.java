package io.switchhook.cli;

import static io.switchhook.cli.CommandsTest.call;
import static io.switchhook.cli.CommandsTest.listen;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.wav.WavHeader;
import io.switchhook.media.wav.WavParse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that meet, and calls that are recorded on both sides, on real sockets of the loopback. */
class ConferenceCommandTest {
    @TempDir
    private Path folder;

    /** The tones in a channel of a file. */
    private static Set<Integer> tones(Path file, int channels, int channel) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        var header = ((WavParse.Parsed) WavHeader.parse(bytes)).header();
        assertThat(header.format().channels()).isEqualTo(channels);
        assertThat(header.dataLength()).hasValue(bytes.capacity() - header.dataOffset());
        var data = bytes.position(header.dataOffset())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        var samples = new short[data.remaining() / channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = data.get(i * channels + channel);
        }
        var found = new TreeSet<Integer>();
        for (int tone : List.of(500, 700, 1_200)) {
            var ear = new ToneDetector(header.format().sampleRate(), tone);
            ear.write(samples, 0, samples.length);
            if (ear.hears(tone, 0.3)) {
                found.add(tone);
            }
        }
        return found;
    }

    @Test
    void everybodyWhoCallsIsInOneRoom() throws IOException {
        var whole = folder.resolve("whole.wav");
        var first = folder.resolve("first.wav");
        var second = folder.resolve("second.wav");
        try (var room = listen(
                        "853",
                        "--answer",
                        "--conference",
                        "--calls",
                        "2",
                        "--play",
                        "tone:1200",
                        "--record",
                        whole.toString());
                var one =
                        call("853", room, "--play", "tone:500", "--record", first.toString(), "--hang-up-after", "3s");
                var other = call(
                        "853", room, "--play", "tone:700", "--record", second.toString(), "--hang-up-after", "2s")) {
            assertThat(other.exitCode()).as(other::complaints).isZero();
            assertThat(one.exitCode()).as(one::complaints).isZero();
            assertThat(room.exitCode()).as(room::complaints).isZero();
            assertThat(room.complaints())
                    .contains("858 is in the conference", "858 has left the conference, 1 there now");
        }
        assertThat(tones(first, 1, 0)).containsExactly(700, 1_200);
        assertThat(tones(second, 1, 0)).containsExactly(500, 1_200);
        assertThat(tones(whole, 1, 0)).containsExactly(500, 700, 1_200);
    }

    @Test
    void bothSidesAreRecordedWhereThatIsWanted() throws IOException {
        var stereo = folder.resolve("stereo.wav");
        var mixed = folder.resolve("mixed.wav");
        try (var callee = listen(
                        "853",
                        "--answer",
                        "--calls",
                        "1",
                        "--play",
                        "tone:500",
                        "--record",
                        mixed.toString(),
                        "--record-sides",
                        "mixed");
                var caller = call(
                        "853",
                        callee,
                        "--play",
                        "tone:700",
                        "--record",
                        stereo.toString(),
                        "--record-sides",
                        "stereo",
                        "--hang-up-after",
                        "1s")) {
            assertThat(caller.exitCode()).as(caller::complaints).isZero();
            assertThat(callee.exitCode()).as(callee::complaints).isZero();
        }
        assertThat(tones(stereo, 2, 0)).containsExactly(700);
        assertThat(tones(stereo, 2, 1)).containsExactly(500);
        assertThat(tones(mixed, 1, 0)).containsExactly(500, 700);
    }
}
