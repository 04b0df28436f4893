package io.switchhook.media.dtmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4733 §2.3 and §2.5. */
class TelephoneEventTest {
    private static final long MS = 1_000_000;
    private static final int FRAME = 160;

    private final List<String> heard = new ArrayList<>();
    private final DtmfReceiver receiver = new DtmfReceiver(8000, new DtmfListener() {
        @Override
        public void onDigitStarted(char digit) {
            heard.add("+" + digit);
        }

        @Override
        public void onDigitEnded(char digit, Duration length) {
            heard.add("-" + digit + length.toMillis());
        }
    });

    private record Sent(boolean marker, int sequence, int timestamp, TelephoneEvent event) {}

    @Test
    void reportIsReadAndWrittenAsDrawn() {
        var event = new TelephoneEvent(11, true, 10, 0x0320);
        ByteBuffer out = ByteBuffer.allocate(4);
        event.write(out);
        assertThat(out.flip()).isEqualTo(Packets.hex("0B8A0320"));
        assertThat(TelephoneEvent.parse(out)).contains(event);
        assertThat(TelephoneEvent.parse(Packets.hex("0BCA0320")))
                .as("R bit is ignored")
                .contains(event);
        assertThat(TelephoneEvent.parse(Packets.hex("0B8A03"))).isEmpty();
    }

    @Test
    void digitIsSentWithMarkerGrowingDurationFrozenTimestampAndThreeEnds() {
        var sender = new DtmfSender(8000, Duration.ofMillis(60));
        sender.send('5', Duration.ofMillis(100));
        List<Sent> sent = run(sender, 1000, 12);
        assertThat(sent)
                .extracting(packet -> packet.event().duration())
                .containsExactly(160, 320, 480, 640, 800, 800, 800);
        assertThat(sent)
                .extracting(packet -> packet.event().end())
                .containsExactly(false, false, false, false, true, true, true);
        assertThat(sent).extracting(Sent::marker).containsExactly(true, false, false, false, false, false, false);
        assertThat(sent).extracting(Sent::timestamp).containsOnly(1000);
        assertThat(sent).extracting(packet -> packet.event().event()).containsOnly(5);
        assertThat(sender.isActive()).isFalse();
    }

    @Test
    void digitsWaitForEachOtherWithAPause() {
        var sender = new DtmfSender(8000, Duration.ofMillis(60));
        sender.send('1', Duration.ofMillis(40));
        sender.send('1', Duration.ofMillis(40));
        List<Sent> sent = run(sender, 0, 12);
        assertThat(sent).hasSize(8);
        assertThat(sent.get(4).marker()).isTrue();
        // Four frames of the first digit and two of pause: the third frame after it begins the second.
        assertThat(sent.get(4).timestamp()).isEqualTo((4 + 2) * FRAME);
    }

    @Test
    void digitWithOpenEndStopsWhenTold() {
        var sender = new DtmfSender(8000, Duration.ZERO);
        sender.start('#');
        List<Sent> sent = run(sender, 0, 10);
        assertThat(sent).hasSize(10).noneMatch(packet -> packet.event().end());
        sender.stop();
        assertThat(run(sender, 1600, 10))
                .hasSize(3)
                .allMatch(packet -> packet.event().end());
    }

    @Test
    void tapThatIsStoppedBeforeItBeganIsStillSent() {
        var sender = new DtmfSender(8000, Duration.ZERO);
        sender.start('7');
        sender.stop();
        assertThat(run(sender, 0, 20)).hasSize(4);
    }

    /** §2.5.1.3. */
    @Test
    void longDigitGoesOnInSegments() {
        var sender = new DtmfSender(8000, Duration.ZERO);
        sender.send('0', Duration.ofSeconds(10));
        List<Sent> sent = run(sender, 500, 600);
        assertThat(sent.stream().filter(Sent::marker)).hasSize(1);
        assertThat(sent).extracting(Sent::timestamp).containsOnly(500, 500 + 0xFFFF);
        assertThat(sent)
                .anyMatch(packet -> packet.timestamp() == 500
                        && packet.event().duration() == 0xFFFF
                        && !packet.event().end());
        assertThat(sent.get(sent.size() - 1).event().duration()).isEqualTo(80_000 - 0xFFFF);
        deliver(sent, 0);
        assertThat(heard).containsExactly("+0", "-010000");
    }

    /** §2.5.2.2: further reports of an event that has lapsed MUST be ignored. */
    @Test
    void longDigitThatHasLapsedDoesNotBeginAgainInItsNextSegment() {
        var sender = new DtmfSender(8000, Duration.ZERO);
        sender.send('0', Duration.ofSeconds(20));
        List<Sent> sent = run(sender, 500, 1100);
        deliver(sent.subList(0, 400), 0);
        deliver(sent.subList(430, sent.size()), 430 * 20);
        assertThat(heard).containsExactly("+0", "-08000");
        deliver(digit('0', 1200, 500 + 180_000), 1200 * 20);
        assertThat(heard).containsExactly("+0", "-08000", "+0", "-0100");
    }

    @Test
    void queueIsBoundedAndWrongDigitsAreRefused() {
        var sender = new DtmfSender(8000, Duration.ZERO);
        for (int i = 0; i < DtmfSender.MAX_QUEUED; i++) {
            assertThat(sender.send('1', Duration.ofMillis(100))).isTrue();
        }
        assertThat(sender.send('1', Duration.ofMillis(100))).isFalse();
        assertThatThrownBy(() -> sender.send('x', Duration.ofMillis(100))).hasMessageContaining("one of");
        assertThatThrownBy(() -> sender.send('1', Duration.ofMillis(10))).hasMessageContaining("40 ms");
    }

    @Test
    void digitIsHeardOnceWithItsLength() {
        deliver(digit('5', 0, 0), 0);
        assertThat(heard).containsExactly("+5", "-5100");
    }

    @Test
    void digitWithOnlyOneOfItsPacketsIsStillHeard() {
        List<Sent> all = digit('9', 0, 0);
        for (Sent packet : all) {
            heard.clear();
            receiver.restart();
            deliver(List.of(packet), 0);
            receiver.onTime(1000 * MS);
            assertThat(heard).as("%s", packet).hasSize(2).startsWith("+9");
        }
    }

    @Test
    void lostEndIsReplacedByPatience() {
        List<Sent> all = digit('2', 0, 0).subList(0, 4);
        deliver(all, 0);
        assertThat(heard).containsExactly("+2");
        assertThat(receiver.nextDeadlineNanos()).isEqualTo(60 * MS + DtmfReceiver.PATIENCE.toNanos());
        receiver.onTime(receiver.nextDeadlineNanos());
        assertThat(heard).containsExactly("+2", "-280");
        assertThat(receiver.nextDeadlineNanos()).isEqualTo(DtmfReceiver.NEVER);
    }

    @Test
    void nextDigitEndsOneWhoseEndsWereLost() {
        deliver(digit('2', 0, 0).subList(0, 4), 0);
        deliver(digit('3', 20, 1600), 100);
        assertThat(heard).containsExactly("+2", "-280", "+3", "-3100");
    }

    @Test
    void endsThatComeAfterPatienceAreNotANewDigit() {
        List<Sent> all = digit('2', 0, 0);
        deliver(all.subList(0, 3), 0);
        receiver.onTime(500 * MS);
        deliver(all.subList(4, 7), 510);
        assertThat(heard).containsExactly("+2", "-260");
    }

    @Test
    void packetsOfAnEarlierDigitThatWereOvertakenAreIgnored() {
        List<Sent> first = digit('1', 0, 0);
        List<Sent> second = digit('2', 10, 1600);
        deliver(first.subList(0, 6), 0);
        deliver(second.subList(0, 2), 200);
        deliver(first.subList(6, 7), 230);
        deliver(second.subList(2, 7), 240);
        assertThat(heard).containsExactly("+1", "-1100", "+2", "-2100");
    }

    @Test
    void sameDigitTwiceIsTwoDigits() {
        deliver(digit('4', 0, 0), 0);
        deliver(digit('4', 10, 1600), 300);
        assertThat(heard).containsExactly("+4", "-4100", "+4", "-4100");
    }

    @Test
    void senderWhoseTimestampStandsStillBetweenDigitsIsUnderstoodByTheMarker() {
        deliver(digit('4', 0, 0), 0);
        deliver(digit('4', 10, 0), 300);
        deliver(digit('6', 20, 0), 600);
        assertThat(heard).containsExactly("+4", "-4100", "+4", "-4100", "+6", "-6100");
    }

    @Test
    void digitAfterHalfARoundOfSequenceNumbersIsHeard() {
        deliver(digit('4', 0, 0), 0);
        deliver(digit('5', 40_000, 40_000 * 160), 800_000);
        assertThat(heard).containsExactly("+4", "-4100", "+5", "-5100");
    }

    @Test
    void eventsThatAreNoDigitsAndZeroDurationsAreIgnored() {
        receiver.onEvent(true, 1, 0, new TelephoneEvent(16, false, 0, 160), 0);
        receiver.onEvent(true, 2, 0, new TelephoneEvent(3, false, 0, 0), 0);
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void numberIsHeardDigitByDigitDespiteLossRepetitionAndReordering(long seed) {
        var random = new Random(seed);
        String number = "0123456789*#ABCD0011";
        var sent = new ArrayList<Sent>();
        for (int i = 0; i < number.length(); i++) {
            List<Sent> packets = new ArrayList<>(digit(number.charAt(i), i * 10, i * 1600));
            packets.removeIf(packet -> random.nextInt(100) < 30);
            for (Sent packet : List.copyOf(packets)) {
                if (random.nextInt(100) < 20) {
                    packets.add(packet);
                }
            }
            if (packets.isEmpty()) {
                packets.add(digit(number.charAt(i), i * 10, i * 1600).get(2));
            }
            Collections.shuffle(packets, random);
            sent.addAll(packets);
        }
        deliver(sent, 0);
        receiver.onTime(1_000_000 * MS);
        String started = String.join(
                "",
                heard.stream()
                        .filter(text -> text.startsWith("+"))
                        .map(text -> text.substring(1))
                        .toList());
        assertThat(started).isEqualTo(number);
        assertThat(heard).hasSize(2 * number.length());
    }

    @Test
    void tenThousandMutatedReportsNeverThrowAndPairUp() {
        var random = new SeededRandomness(4);
        for (int i = 0; i < 10_000; i++) {
            ByteBuffer payload = Packets.mutate(new byte[] {5, 10, 1, 0x40}, random);
            int sequence = i;
            TelephoneEvent.parse(payload)
                    .ifPresent(event -> receiver.onEvent(
                            random.nextInt(2) == 0,
                            sequence & 0xFFFF,
                            (int) random.nextLong(),
                            event,
                            sequence * 20 * MS));
        }
        receiver.onTime(Long.MAX_VALUE / 2);
        assertThat(heard.size() % 2).isZero();
        for (int i = 0; i < heard.size(); i += 2) {
            assertThat(heard.get(i)).startsWith("+");
            assertThat(heard.get(i + 1)).startsWith("-" + heard.get(i).charAt(1));
        }
    }

    /** Seven packets of a digit of 100 ms, as our sender makes them. */
    private static List<Sent> digit(char digit, int sequence, int timestamp) {
        var sent = new ArrayList<Sent>();
        for (int i = 1; i <= 7; i++) {
            var event = new TelephoneEvent(DtmfDigit.event(digit), i > 4, 10, Math.min(i, 5) * FRAME);
            sent.add(new Sent(i == 1, sequence + i & 0xFFFF, timestamp, event));
        }
        return sent;
    }

    private void deliver(List<Sent> packets, long startMillis) {
        long now = startMillis * MS;
        for (Sent packet : packets) {
            receiver.onEvent(packet.marker(), packet.sequence(), packet.timestamp(), packet.event(), now);
            now += 20 * MS;
        }
    }

    private static List<Sent> run(DtmfSender sender, int timestamp, int frames) {
        var sent = new ArrayList<Sent>();
        for (int i = 0; i < frames; i++) {
            if (sender.tick(timestamp + i * FRAME, FRAME)) {
                ByteBuffer payload = ByteBuffer.allocate(4);
                sender.writePayload(payload);
                sent.add(new Sent(
                        sender.marker(),
                        i,
                        sender.timestamp(),
                        TelephoneEvent.parse(payload.flip()).orElseThrow()));
            }
        }
        return sent;
    }
}
