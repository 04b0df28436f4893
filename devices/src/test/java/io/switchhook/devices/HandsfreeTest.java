package io.switchhook.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.voice.NoiseReduction;
import io.switchhook.media.voice.VoiceSettings;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandsfreeTest {
    private static final int FRAME = 320;
    private static final int FRAMES = 70;

    private final FakeCard card = FakeCard.ofAnyFormat();

    @BeforeEach
    void plugIn() {
        FakeSound.plugIn(card);
    }

    @AfterEach
    void nothingIsLeft() {
        FakeSound.plugIn(null);
        assertThat(card.microphone().isClosed()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("switchhook-"));
    }

    private static Handsfree open(VoiceSettings settings) throws AudioDeviceException {
        var device = AudioDevice.named("headset").orElseThrow();
        return Handsfree.open(device, device, settings);
    }

    /** How loud the echo of a hissing call is to the other side after a second, dBov. */
    private double echo(VoiceSettings settings) throws Exception {
        card.echo(0.5);
        var random = new SplittableRandom(1);
        var frame = new short[FRAME];
        try (var handsfree = open(settings)) {
            var sink = handsfree.sink();
            var source = handsfree.source();
            double loudest = Level.SILENCE_DBOV;
            for (int i = 1; i <= FRAMES; i++) {
                for (int k = 0; k < FRAME; k++) {
                    frame[k] = (short) random.nextInt(-6000, 6000);
                }
                sink.write(frame, 0, FRAME);
                card.microphone().awaitHeard(2 * FRAME * i);
                int count = source.read(frame, 0, FRAME);
                loudest = i > FRAMES - 10 && count > 0 ? Math.max(loudest, Level.rmsDbov(frame, 0, count)) : loudest;
            }
            return loudest;
        }
    }

    @Test
    void theOtherSideDoesNotHearItself() throws Exception {
        assertThat(echo(VoiceSettings.DEFAULT)).isLessThan(-40);
    }

    @Test
    void unlessThatIsNotWanted() throws Exception {
        // The hiss is noise too, which would be turned down to just about that.
        var untouched = VoiceSettings.DEFAULT.withoutEcho().withNoise(NoiseReduction.OFF);
        assertThat(echo(untouched)).isGreaterThan(-30);
    }

    @Test
    void theDefaultDevicesAreOpenedAndClosedTogether() throws Exception {
        var handsfree = Handsfree.open();
        assertThat(handsfree.voice().settings()).isEqualTo(VoiceSettings.DEFAULT);
        assertThat(handsfree.microphone().isOpen()).isTrue();
        assertThat(handsfree.speaker().isOpen()).isTrue();
        assertThat(handsfree.activity().isVoice()).isFalse();
        handsfree.close();
        handsfree.close();
        assertThat(handsfree.microphone().isOpen()).isFalse();
        assertThat(handsfree.speaker().isOpen()).isFalse();
    }

    @Test
    void oneThatIsInUseLeavesNothingOpen() throws Exception {
        try (var other = Microphone.open()) {
            assertThat(other.isOpen()).isTrue();
            card.occupy();
            assertThatThrownBy(() -> open(VoiceSettings.DEFAULT)).isInstanceOf(AudioDeviceException.class);
        }
    }
}
