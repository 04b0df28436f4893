package io.switchhook.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmSource;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MicrophoneTest {
    private FakeCard card = FakeCard.ofAnyFormat();

    @BeforeEach
    void plugIn() {
        FakeSound.plugIn(card);
    }

    @AfterEach
    void nothingIsLeft() {
        FakeSound.plugIn(null);
        assertThat(card.microphone().isClosed()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("switchhook-microphone"));
    }

    private static Microphone open() throws AudioDeviceException {
        return Microphone.open(AudioDevice.named("headset").orElseThrow());
    }

    /** Samples from one number on: each is told from each. */
    private static short[] counting(int from, int count) {
        var samples = new short[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (short) (from + i);
        }
        return samples;
    }

    private static short[] read(PcmSource source, int count) {
        var samples = new short[count];
        return Arrays.copyOf(samples, source.read(samples, 0, count));
    }

    @Test
    void aCallGetsWhatTheMicrophoneHears() throws Exception {
        try (var microphone = open()) {
            var source = microphone.source();
            assertThat(read(source, 320)).isEmpty();
            card.microphone().say(counting(1, 640));
            assertThat(read(source, 320)).isEqualTo(counting(1, 320));
            card.microphone().say(counting(641, 320));
            assertThat(read(source, 320)).isEqualTo(counting(321, 320));
            assertThat(microphone.isOpen()).isTrue();
        }
    }

    @Test
    void whatIsSaidBeforeTheCallListensIsNotHeard() throws Exception {
        try (var microphone = open()) {
            var source = microphone.source();
            card.microphone().say(counting(1, 640));
            assertThat(read(source, 320)).isEmpty();
            card.microphone().say(counting(1000, 640));
            assertThat(read(source, 320)).isEqualTo(counting(1000, 320));
        }
    }

    @Test
    void eachCallHearsItAll() throws Exception {
        try (var microphone = open()) {
            var one = microphone.source();
            var other = microphone.source();
            read(one, 320);
            read(other, 320);
            card.microphone().say(counting(1, 640));
            assertThat(read(one, 640)).isEqualTo(counting(1, 640));
            assertThat(read(other, 320)).isEqualTo(counting(1, 320));
            assertThat(read(other, 320)).isEqualTo(counting(321, 320));
        }
    }

    /** A call that was held gets what is said when it is back, and not what was said meanwhile. */
    @Test
    void whoDoesNotReadForASecondBeginsAnew() throws Exception {
        try (var microphone = open()) {
            var source = microphone.source();
            read(source, 320);
            card.microphone().say(counting(1, 101 * 160));
            assertThat(read(source, 320)).isEmpty();
            card.microphone().say(counting(20_000, 640));
            assertThat(read(source, 320)).isEqualTo(counting(20_000, 320));
        }
    }

    @Test
    void mutedItIsSilentAndItsVolumeIsAFactor() throws Exception {
        try (var microphone = open()) {
            var source = microphone.source();
            read(source, 320);
            assertThat(microphone.level()).isEqualTo(Level.SILENCE_DBOV);
            var loud = new short[640];
            Arrays.fill(loud, (short) 8192);
            card.microphone().say(loud);
            assertThat(microphone.level()).isCloseTo(-12.04, within(0.01));

            microphone.mute(true);
            card.microphone().say(loud);
            assertThat(microphone.isMuted()).isTrue();
            assertThat(microphone.level()).isEqualTo(Level.SILENCE_DBOV);
            assertThat(read(source, 1280)).startsWith(loud).endsWith(new short[640]);

            microphone.mute(false);
            microphone.volume(8);
            card.microphone().say(loud);
            assertThat(microphone.volume()).isEqualTo(8);
            assertThat(read(source, 640)).containsOnly(Short.MAX_VALUE);
        }
    }

    @Test
    void volumesOutOfRangeAreRefused() throws Exception {
        try (var microphone = open()) {
            for (double wrong : new double[] {-0.1, 8.1, Double.NaN}) {
                assertThatThrownBy(() -> microphone.volume(wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("0 to 8");
            }
            assertThat(microphone.volume()).isEqualTo(1);
        }
    }

    @Test
    void whoPullsItOutIsTold() throws Exception {
        try (var microphone = open()) {
            var lost = new CompletableFuture<AudioDeviceException>();
            microphone.onLost(lost::complete);
            var source = microphone.source();
            read(source, 320);
            card.microphone().say(counting(1, 640));
            card.pullOut();
            assertThat(lost.get()).hasMessageContaining("pulled out");
            assertThat(microphone.isOpen()).isFalse();
            assertThat(read(source, 1280)).isEmpty();

            var again = new CompletableFuture<AudioDeviceException>();
            microphone.onLost(again::complete);
            assertThat(again).isCompletedWithValue(lost.get());
        }
    }

    @Test
    void aClosedOneIsNotLost() throws Exception {
        var microphone = open();
        var lost = new CompletableFuture<AudioDeviceException>();
        microphone.onLost(lost::complete);
        microphone.close();
        microphone.close();
        assertThat(microphone.isOpen()).isFalse();
        assertThat(lost).isNotDone();
    }

    /** 1 kHz at 48 kHz in two channels is 1 kHz at 16 kHz in one. */
    @Test
    void aDeviceOfAnotherRateIsConverted() throws Exception {
        card = new FakeCard(format -> format.getSampleRate() == 48_000 && format.getChannels() == 2);
        FakeSound.plugIn(card);
        try (var microphone = open()) {
            var source = microphone.source();
            read(source, 320);
            var stereo = new short[2 * 4800];
            for (int i = 0; i < stereo.length; i++) {
                stereo[i] = (short) Math.round(10_000 * Math.sin(2 * Math.PI * (i / 2) / 48));
            }
            card.microphone().say(stereo);
            var heard = read(source, 1600);
            assertThat(heard).hasSizeGreaterThan(1400);
            assertThat(Level.rmsDbov(heard, 800, 320)).isCloseTo(Level.rmsDbov(stereo, 0, 9600), within(0.1));
            // Sixteen samples a wave.
            for (int i = 800; i < 1120; i++) {
                assertThat((int) heard[i]).isCloseTo(heard[i + 16], within(50));
            }
        }
    }

    @Test
    void aDeviceInUseOrWithoutAFormatSaysWhatToDo() {
        card.occupy();
        assertThatThrownBy(MicrophoneTest::open)
                .isInstanceOf(AudioDeviceException.class)
                .hasMessageContaining("Test Headset cannot be opened: somebody else has it")
                .hasMessageContaining("AudioDevice.all()");
        FakeSound.plugIn(new FakeCard(format -> false));
        assertThatThrownBy(MicrophoneTest::open)
                .isInstanceOf(AudioDeviceException.class)
                .hasMessageContaining("no such format");
    }

    @Test
    void theDefaultDeviceIsFound() throws Exception {
        try (var microphone = Microphone.open()) {
            assertThat(microphone.isOpen()).isTrue();
        }
    }

    @Test
    void withoutADeviceThereIsAnError() {
        FakeSound.plugIn(null);
        assertThat(AudioDevice.named("Test Headset")).isEmpty();
        if (AudioDevice.all().stream().noneMatch(AudioDevice::records)) {
            assertThatThrownBy(Microphone::open)
                    .isInstanceOf(AudioDeviceException.class)
                    .hasMessageContaining("This machine has no microphone");
        }
        FakeSound.plugIn(card);
    }

    @Test
    void devicesAreListed() {
        assertThat(AudioDevice.all())
                .filteredOn(device -> device.name().equals(FakeSound.NAME))
                .singleElement()
                .satisfies(device -> {
                    assertThat(device.records()).isTrue();
                    assertThat(device.plays()).isTrue();
                    assertThat(device.description()).isEqualTo("a device of a test");
                    assertThat(device).hasToString(FakeSound.NAME);
                });
    }
}
