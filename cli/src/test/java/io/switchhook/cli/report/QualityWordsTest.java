package io.switchhook.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.codec.CodecName;
import io.switchhook.media.jitter.JitterCounters;
import io.switchhook.media.rtp.PacketLosses;
import io.switchhook.media.session.ReceivedAudio;
import io.switchhook.media.session.RemoteView;
import io.switchhook.media.session.SentAudio;
import io.switchhook.media.session.StreamStatistics;
import io.switchhook.phone.call.CallStatistics;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QualityWordsTest {
    private static final CodecName PCMA = new CodecName("PCMA", 8000);

    private static CallStatistics call(
            Duration duration, long sent, PacketLosses losses, Optional<Duration> roundTrip, OptionalLong remoteLost) {
        long received = losses.expected() - losses.lost();
        boolean heard = received > 0;
        return new CallStatistics(
                duration,
                Optional.of(new StreamStatistics(
                        new SentAudio(sent, 160 * sent, PCMA, Duration.ofMillis(20), 1, 0),
                        new ReceivedAudio(
                                received,
                                160 * received,
                                heard ? Optional.of(PCMA) : Optional.empty(),
                                Duration.ofMillis(20),
                                heard ? OptionalLong.of(2) : OptionalLong.empty(),
                                losses,
                                JitterCounters.NONE,
                                Duration.ZERO,
                                heard ? Optional.of(Duration.ofNanos(1_240_000)) : Optional.empty(),
                                heard ? Optional.of(Duration.ofMillis(40)) : Optional.empty(),
                                Optional.empty(),
                                0,
                                0,
                                0),
                        new RemoteView(OptionalDouble.empty(), remoteLost, Optional.empty(), Optional.empty(), false),
                        roundTrip)));
    }

    private static PacketLosses losses(long expected, long lost, long late) {
        return new PacketLosses(expected, lost, late, 0, lost + late, 0, 0, 0);
    }

    private static String sentence(CallStatistics call) {
        return QualityWords.sentence(call).orElseThrow();
    }

    @Test
    void goodCallIsALineWithoutFuss() {
        assertThat(sentence(call(
                        Duration.ofMillis(12_340),
                        617,
                        losses(612, 0, 0),
                        Optional.of(Duration.ofMillis(23)),
                        OptionalLong.of(0))))
                .isEqualTo("It lasted 12.3 s: PCMA, nothing lost, jitter 1.2 ms, round trip 23 ms, MOS 4.4.");
    }

    @Test
    void whatWentWrongIsSaidOfBothSides() {
        assertThat(sentence(call(
                        Duration.ofSeconds(3_725),
                        1_000,
                        losses(1_000, 20, 5),
                        Optional.of(Duration.ofNanos(300_000)),
                        OptionalLong.of(3))))
                .isEqualTo(
                        "It lasted 1 h 2 min 5 s: PCMA, 20 of 1000 packets (2.0 %) lost, 5 of 1000 packets (0.5 %) too late, jitter 1.2 ms,"
                                + " round trip 0.3 ms, MOS 4.2; of ours 3 of 1000 packets (0.3 %) lost.");
    }

    @Test
    void whatWasNotMeasuredIsLeftOut() {
        assertThat(sentence(
                        call(Duration.ofSeconds(61), 100, losses(100, 0, 0), Optional.empty(), OptionalLong.empty())))
                .isEqualTo("It lasted 1 min 1 s: PCMA, nothing lost, jitter 1.2 ms, MOS 4.4.");
    }

    @Test
    void silenceOfTheOtherSideIsSaid() {
        assertThat(sentence(
                        call(Duration.ofSeconds(5), 250, PacketLosses.NONE, Optional.empty(), OptionalLong.empty())))
                .isEqualTo("It lasted 5.0 s: nothing was heard, 250 packets of PCMA sent.");
    }

    @Test
    void nothingIsSaidWhereNoAudioRan() {
        assertThat(QualityWords.sentence(CallStatistics.NONE)).isEmpty();
        var early = call(Duration.ZERO, 0, losses(100, 0, 0), Optional.empty(), OptionalLong.empty());
        assertThat(QualityWords.sentence(early)).isEmpty();
        var none = call(Duration.ofSeconds(5), 0, PacketLosses.NONE, Optional.empty(), OptionalLong.empty());
        assertThat(QualityWords.sentence(none)).isEmpty();
        assertThat(QualityWords.add(new JsonLine(), none)).isEmpty();
    }

    @Test
    void programsGetNumbers() {
        var line = QualityWords.add(
                new JsonLine(),
                call(
                        Duration.ofMillis(12_340),
                        617,
                        losses(612, 6, 0),
                        Optional.of(Duration.ofMillis(23)),
                        OptionalLong.of(2)));
        assertThat(line.orElseThrow().end())
                .isEqualTo(
                        "{\"durationMillis\":12340,\"codec\":\"PCMA\",\"sent\":617,\"received\":606,\"expected\":612,"
                                + "\"lost\":6,\"late\":0,\"jitterMillis\":1.24,\"roundTripMillis\":23.00,\"remoteLost\":2,"
                                + "\"mosListening\":4.33,\"mosConversational\":4.33,\"rFactor\":89.63}");
    }
}
