package io.switchhook.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SpeakerTest {
    private FakeCard card = FakeCard.ofAnyFormat();

    @BeforeEach
    void plugIn() {
        FakeSound.plugIn(card);
    }

    @AfterEach
    void nothingIsLeft() {
        FakeSound.plugIn(null);
        assertThat(card.speaker().isClosed()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("switchhook-speaker"));
    }

    private static Speaker open() throws AudioDeviceException {
        return Speaker.open(AudioDevice.named("headset").orElseThrow());
    }

    private static short[] all(int value, int count) {
        var samples = new short[count];
        Arrays.fill(samples, (short) value);
        return samples;
    }

    @Test
    void whatACallHearsIsPlayed() throws Exception {
        try (var speaker = open()) {
            speaker.sink().write(all(7, 800), 160, 640);
            assertThat(card.speaker().awaitSound(640)).containsOnly(7);
        }
    }

    @Test
    void callsAreMixed() throws Exception {
        try (var speaker = open()) {
            var one = speaker.sink();
            var other = speaker.sink();
            // The card takes nothing meanwhile, so that of the first no more than a chunk is played alone.
            synchronized (card) {
                one.write(all(1000, 1920), 0, 1920);
                other.write(all(-400, 1920), 0, 1920);
            }
            assertThat(card.speaker().awaitSound(640)).contains(600);
        }
    }

    @Test
    void itRestsWhileThereIsNothingToHear() throws Exception {
        try (var speaker = open()) {
            card.speaker().awaitRest(1);
            var sink = speaker.sink();
            sink.write(all(5, 640), 0, 640);
            assertThat(card.speaker().awaitSound(640)).containsOnly(5);
            card.speaker().awaitRest(2);
            sink.write(all(6, 640), 0, 640);
            assertThat(card.speaker().awaitSound(640)).containsOnly(6);
        }
    }

    @Test
    void itsVolumeIsAFactorAndMutedItIsSilent() throws Exception {
        try (var speaker = open()) {
            card.speaker().awaitRest(1);
            var sink = speaker.sink();
            speaker.volume(0.5);
            sink.write(all(1000, 640), 0, 640);
            assertThat(card.speaker().awaitSound(640)).containsOnly(500);
            assertThat(speaker.volume()).isEqualTo(0.5);

            card.speaker().awaitRest(2);
            speaker.mute(true);
            sink.write(all(1000, 640), 0, 640);
            card.speaker().awaitRest(3);
            assertThat(speaker.isMuted()).isTrue();
            speaker.mute(false);
            sink.write(all(2000, 640), 0, 640);
            assertThat(card.speaker().awaitSound(640)).containsOnly(1000);
            assertThatThrownBy(() -> speaker.volume(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aDeviceOfAnotherRateIsConverted() throws Exception {
        card = new FakeCard(format -> format.getSampleRate() == 48_000 && format.getChannels() == 2);
        FakeSound.plugIn(card);
        try (var speaker = open()) {
            speaker.sink().write(all(1000, 1600), 0, 1600);
            var played = card.speaker().awaitSound(2 * 4000);
            // The filter rings at the beginning.
            for (int i = 2000; i < 8000; i++) {
                assertThat((int) played[i]).isBetween(990, 1010);
            }
        }
    }

    @Test
    void whoPullsItOutIsTold() throws Exception {
        try (var speaker = open()) {
            var lost = new CompletableFuture<AudioDeviceException>();
            speaker.onLost(lost::complete);
            card.pullOut();
            var sink = speaker.sink();
            sink.write(all(1, 640), 0, 640);
            assertThat(lost.get()).hasMessageContaining("pulled out");
            assertThat(speaker.isOpen()).isFalse();
            sink.write(all(1, 640), 0, 640);
        }
    }

    @Test
    void aDeviceInUseSaysWhatToDo() {
        card.occupy();
        assertThatThrownBy(SpeakerTest::open)
                .isInstanceOf(AudioDeviceException.class)
                .hasMessageContaining("somebody else has it");
    }

    @Test
    void theDefaultDeviceIsFound() throws Exception {
        try (var speaker = Speaker.open()) {
            assertThat(speaker.isOpen()).isTrue();
        }
    }
}
