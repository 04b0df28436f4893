package io.switchhook.stack.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.switchhook.media.pcm.Mixer;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import io.switchhook.stack.trace.TraceSink;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MixSessionTest {
    private static final PcmSource SILENT = (target, offset, length) -> 0;
    private static final PcmSink NOWHERE = (samples, offset, length) -> {};

    private final Simulation simulation = new Simulation(5);
    private final SimulatedHost host = simulation.host("phone", "192.0.2.1");
    private final MediaEngine engine =
            new MediaEngine(host, new PortRange(5000, 5019, Set.of()), List.of(MediaFormat.PCMU), TraceSink.NONE);
    private final MixSession room = engine.openMix();

    @AfterEach
    void nothingIsLeft() {
        engine.close();
        simulation.run(Duration.ofSeconds(1));
        simulation.assertNothingLeft();
    }

    private void millis(int millis) {
        simulation.run(Duration.ofMillis(millis));
    }

    private int alarms() {
        var count = new int[1];
        engine.loop().post(() -> count[0] = engine.loop().armedAlarms());
        millis(1);
        return count[0];
    }

    private static ToneDetector ear(int rate, int... tones) {
        return new ToneDetector(rate, tones);
    }

    @Test
    void ratesMeetAtTheHighestAndEachHearsAtItsOwn() {
        var telephone = ear(8_000, 440, 620);
        var wide = ear(48_000, 440, 620, 6_000);
        room.add(new ToneSource(8_000, 440), telephone);
        millis(50);
        assertThat(room.rate()).isEqualTo(8_000);
        var full = room.add(PcmSource.at(48_000, new ToneSource(48_000, 620)), PcmSink.at(48_000, wide));
        room.add(PcmSource.at(16_000, new ToneSource(16_000, 6_000)), PcmSink.at(16_000, NOWHERE));
        millis(200);
        telephone.reset();
        wide.reset();
        millis(500);
        assertThat(room.rate()).isEqualTo(48_000);
        assertThat(telephone.hears(620, 0.45)).isTrue();
        assertThat(telephone.hears(440, 0.1)).as("itself").isFalse();
        assertThat(wide.hears(440, 0.45)).isTrue();
        assertThat(wide.hears(6_000, 0.45))
                .as("what only 16 kHz and more can say")
                .isTrue();
        assertThat(wide.hears(620, 0.1)).as("itself").isFalse();
        room.remove(full);
        millis(100);
        assertThat(room.rate()).isEqualTo(16_000);
        telephone.reset();
        millis(500);
        assertThat(telephone.hears(620, 0.1)).as("who has left").isFalse();
    }

    @Test
    void listenerHearsAllAndDecidesNothing() {
        var recorder = ear(16_000, 440, 620);
        room.add(new ToneSource(8_000, 440), NOWHERE);
        room.add(new ToneSource(8_000, 620), NOWHERE);
        room.addListener(PcmSink.at(16_000, recorder));
        millis(600);
        assertThat(room.rate()).isEqualTo(8_000);
        assertThat(recorder.hears(440, 0.45)).isTrue();
        assertThat(recorder.hears(620, 0.45)).isTrue();
    }

    @Test
    void framesAreCountedByDeadlinesHoweverLateTheLoop() {
        var heard = new int[1];
        room.add(SILENT, (samples, offset, length) -> heard[0] += length);
        millis(10_000);
        assertThat(heard[0]).isBetween(10_000 * 8 - 160, 10_000 * 8);
    }

    @Test
    void portOfACallGivesWhatWasSaidWithinAMoment() {
        var port = room.add(8_000);
        var said = new short[160];
        Arrays.fill(said, (short) 5_000);
        var loudest = new short[1];
        room.addListener((samples, offset, length) -> {
            for (int i = offset; i < offset + length; i++) {
                loudest[0] = (short) Math.max(loudest[0], samples[i]);
            }
        });
        for (int packets = 0; packets < 5; packets++) {
            port.write(said, 0, said.length);
            millis(20);
        }
        assertThat(loudest[0]).isEqualTo((short) 5_000);
        var wide = new short[160];
        assertThat(port.read(wide, 0, wide.length)).isEqualTo(wide.length);
        assertThat(wide).as("nobody else has spoken").containsOnly((short) 0);
    }

    @Test
    void roomThatIsEmptyRests() {
        var port = room.add(SILENT, NOWHERE);
        millis(50);
        room.remove(port);
        millis(50);
        assertThat(alarms()).isZero();
        room.add(SILENT, NOWHERE);
        millis(50);
        assertThat(alarms()).isOne();
        room.close();
        room.add(SILENT, NOWHERE);
        millis(50);
        assertThat(alarms()).isZero();
    }

    @Test
    void ratesThatCannotBeCutIntoFramesAreRefused() {
        for (int rate : new int[] {7_900, 48_100, 44_150, 0}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> room.add(rate))
                    .withMessageContaining("" + rate);
        }
    }

    @Test
    void nothingIsAllocatedFromFrameToFrame() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var tone = new ToneSource(8_000, 440);
        var ports = List.of(
                new MixPort(tone, PcmSink.at(16_000, NOWHERE)),
                new MixPort(PcmSource.at(48_000, SILENT), NOWHERE),
                new MixPort(16_000));
        var mixer = new Mixer(480);
        Runnable frames = () -> {
            for (int frame = 0; frame < 1_000; frame++) {
                mixer.clear();
                for (var port : ports) {
                    port.speak(mixer, 48_000);
                }
                for (var port : ports) {
                    port.hear(mixer, 480);
                }
            }
        };
        frames.run();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        frames.run();
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(bytes).as("bytes in 1000 frames of 3 ports").isLessThan(100_000);
    }
}
