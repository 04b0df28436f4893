package io.switchhook.stack.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final InetSocketAddress PHONE = at("192.0.2.1", 5060);
    private static final InetSocketAddress PBX = at("192.0.2.2", 5060);
    private static final InetSocketAddress OTHER = at("2001:db8::3", 5062);

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    private static TraceEvent sent(long millis, InetSocketAddress from, InetSocketAddress to, String summary) {
        return new TraceEvent.Message(
                START.plusMillis(millis), TraceEvent.Direction.SENT, "UDP", from, to, "c", summary, new byte[0]);
    }

    private static TraceEvent received(long millis, InetSocketAddress from, InetSocketAddress to, String summary) {
        return new TraceEvent.Message(
                START.plusMillis(millis), TraceEvent.Direction.RECEIVED, "UDP", to, from, "c", summary, new byte[0]);
    }

    @Test
    void threeColumnsWithArrowsBothWaysAndADecision() {
        var drawn = Ladder.draw(List.of(
                sent(0, PHONE, PBX, "INVITE 853, sdp"),
                received(20, PBX, PHONE, "401 Unauthorized (INVITE)"),
                new TraceEvent.Note(START.plus(Duration.ofMillis(21)), "c", "Answers the challenge of 401"),
                sent(1_500, PHONE, OTHER, "NOTIFY 858: 200 OK"),
                received(61_000, OTHER, PBX, "BYE")));
        assertThat(drawn).isEqualTo("""
                                           192.0.2.1:5060                    192.0.2.2:5060                  [2001:db8::3]:5062
                                                  |                                 |                                 |
                           0.000                  |-------- INVITE 853, sdp ------->|                                 |
                           0.020                  |<-- 401 Unauthorized (INVITE) ---|                                 |
                           0.021   · Answers the challenge of 401
                           1.500                  |----------------------- NOTIFY 858: 200 OK ----------------------->|
                          61.000                  |                                 |<------------- BYE --------------|
                        """);
    }

    @Test
    void aLongSummaryIsShortenedAndNeverThroughTheMiddleOfACharacter() {
        for (int length = 20; length < 40; length++) {
            var drawn = Ladder.draw(List.of(sent(0, PHONE, PBX, "x".repeat(length) + "😀😀😀😀😀😀😀😀😀😀")));
            var arrow = drawn.lines().skip(2).findFirst().orElseThrow();
            assertThat(arrow).contains("…").contains(">");
            assertThat(arrow.replace("😀", "").chars().noneMatch(c -> Character.isSurrogate((char) c)))
                    .isTrue();
        }
    }

    @Test
    void noMessagesAreASentence() {
        assertThat(Ladder.draw(List.of())).isEqualTo("No messages were exchanged.\n");
        assertThat(Ladder.draw(List.of(new TraceEvent.Note(START, "c", "thinks"))))
                .isEqualTo("No messages were exchanged.\n");
    }

    @Test
    void moreAddressesThanFitAreSaidToBeLeftOut() {
        var events = new ArrayList<TraceEvent>();
        for (int i = 1; i <= 9; i++) {
            events.add(sent(i, PHONE, at("192.0.2." + (10 + i), 5060), "OPTIONS"));
        }
        var drawn = Ladder.draw(events);
        assertThat(drawn).endsWith("Left out: messages with 4 more addresses.\n");
        assertThat(drawn.lines().filter(line -> line.contains("OPTIONS"))).hasSize(5);
    }

    @Test
    void aMessageToItselfIsTold() {
        assertThat(Ladder.draw(List.of(sent(0, PHONE, PHONE, "INVITE 858")))).contains("· to itself: INVITE 858");
    }
}
