package io.switchhook.sip.core.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.framing.StreamItem.Broken;
import io.switchhook.sip.core.framing.StreamItem.Kind;
import io.switchhook.sip.core.framing.StreamItem.Message;
import io.switchhook.sip.core.framing.StreamItem.Reason;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.ParseResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 §18.3, RFC 5626 §3.5.1. */
class StreamFramerTest {
    private static final String PING = "\r\n\r\n";

    private static String request(int number, String lengthHeader, String body) {
        return "MESSAGE sip:bob@biloxi.com SIP/2.0\r\n"
                + "Via: SIP/2.0/TCP pc33.atlanta.com;branch=z9hG4bK" + number + "\r\n"
                + "From: <sip:alice@atlanta.com>;tag=a1\r\nTo: <sip:bob@biloxi.com>\r\n"
                + "Call-ID: call-" + number + "\r\nCSeq: " + number + " MESSAGE\r\nMax-Forwards: 70\r\n"
                + lengthHeader + "\r\n\r\n" + body;
    }

    private static final String FIRST = request(1, "Content-Type: text/plain\r\nContent-Length: 11", "one\r\n\r\nmore");
    private static final String SECOND = request(2, "l:0", "");
    private static final String THIRD = "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP pc33.atlanta.com;branch=z9hG4bK3\r\n"
            + "From: <sip:alice@atlanta.com>;tag=a1\r\nTo: <sip:bob@biloxi.com>;tag=b1\r\nCall-ID: call-3\r\n"
            + "CSeq: 3 MESSAGE\r\nContent-Type: text/plain\r\nCONTENT-length : \r\n 4\r\n\r\nSIP/";
    private static final String STREAM = PING + FIRST + PING + SECOND + THIRD + PING;

    private static StreamFramer framer(StreamEnd end) {
        return new StreamFramer(end, StreamLimits.DEFAULT, Limits.DEFAULT);
    }

    private static List<StreamItem> feed(StreamFramer framer, String text) {
        return framer.onBytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Messages as their text, and keep-alives as their kind. */
    private static List<String> described(List<StreamItem> items) {
        return items.stream()
                .map(item -> item instanceof Message message
                        ? ((ParseResult.Parsed) message.result()).message().toString()
                        : item.kind().name())
                .toList();
    }

    private static final List<String> EXPECTED = List.of("PING", FIRST, "PING", SECOND, THIRD, "PING");

    @Test
    void everySplitInTwoGivesTheSameItems() {
        for (int split = 0; split <= STREAM.length(); split++) {
            var framer = framer(StreamEnd.OPENED_BY_PEER);
            var items = new ArrayList<>(feed(framer, STREAM.substring(0, split)));
            items.addAll(feed(framer, STREAM.substring(split)));
            assertThat(described(items)).as("split at " + split).isEqualTo(EXPECTED);
            assertThat(framer.isMidMessage()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
    void everyPieceSizeGivesTheSameItems(int size) {
        var framer = framer(StreamEnd.OPENED_BY_PEER);
        var items = new ArrayList<StreamItem>();
        for (int at = 0; at < STREAM.length(); at += size) {
            items.addAll(feed(framer, STREAM.substring(at, Math.min(STREAM.length(), at + size))));
        }
        assertThat(described(items)).isEqualTo(EXPECTED);
    }

    @Test
    void singleLineEndIsPongOnStreamThatWeOpened() {
        var framer = framer(StreamEnd.OPENED_BY_US);
        assertThat(feed(framer, "\r")).isEmpty();
        assertThat(feed(framer, "\n")).extracting(StreamItem::kind).containsExactly(Kind.PONG);
        assertThat(described(feed(framer, SECOND + "\r\n"))).containsExactly(SECOND, "PONG");
    }

    @Test
    void doubleLineEndOfServerIsItsOwnQuestionAndNoPong() {
        var framer = framer(StreamEnd.OPENED_BY_US);
        assertThat(described(feed(framer, PING))).containsExactly("PING");
        assertThat(described(feed(framer, "\r\n" + SECOND + PING))).containsExactly("PONG", SECOND, "PING");
    }

    @Test
    void singleLineEndBeforeMessageIsBlankOnStreamThatPeerOpened() {
        var framer = framer(StreamEnd.OPENED_BY_PEER);
        assertThat(described(feed(framer, "\r\n" + SECOND + "\r\n" + SECOND))).containsExactly(SECOND, SECOND);
    }

    @ParameterizedTest
    @EnumSource(StreamEnd.class)
    void floodOfLineEndsIsToldOnce(StreamEnd end) {
        assertThat(feed(framer(end), "\r\n".repeat(100_000))).hasSize(1);
    }

    @Test
    void midMessageIsVisibleSoThatItCanBeBoundedInTime() {
        var framer = framer(StreamEnd.OPENED_BY_PEER);
        feed(framer, SECOND + "MESS");
        assertThat(framer.isMidMessage()).isTrue();
        assertThat(framer.bufferedBytes()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: -1, BAD_LENGTH",
        "Content-Length: 1e3, BAD_LENGTH",
        "Content-Length: , BAD_LENGTH",
        "'Content-Length: 1, 1', BAD_LENGTH",
        "Content-Length: 99999999999999999999, BODY_TOO_LONG",
        "Content-Length: 2147483648, BODY_TOO_LONG",
        "Content-Length: 16777217, BODY_TOO_LONG",
        "Subject: no length, NO_LENGTH",
        "X-Content-Length: 5, NO_LENGTH"
    })
    void lengthThatCannotBeTrustedBreaksTheStream(String header, Reason reason) {
        var framer = framer(StreamEnd.OPENED_BY_PEER);
        var items = feed(framer, request(1, header, "") + SECOND);
        assertThat(items).hasSize(1);
        assertThat(((Broken) items.get(0)).reason()).isEqualTo(reason);
        assertThat(feed(framer, SECOND)).as("nothing is read after that").isEmpty();
        assertThat(framer.bufferedBytes()).isZero();
    }

    @Test
    void twoLengthsMustAgree() {
        var same = request(1, "Content-Length: 2\r\nContent-Type: text/plain\r\nl: 002", "ab");
        var different = request(1, "Content-Length: 2\r\nl: 3", "abc");
        assertThat(feed(framer(StreamEnd.OPENED_BY_PEER), same)).hasSize(1).allMatch(Message.class::isInstance);
        assertThat(((Broken) feed(framer(StreamEnd.OPENED_BY_PEER), different).get(0)).reason())
                .isEqualTo(Reason.BAD_LENGTH);
    }

    @Test
    void headWithoutEndIsBounded() {
        var framer = new StreamFramer(StreamEnd.OPENED_BY_PEER, new StreamLimits(1000, 100, 100), Limits.DEFAULT);
        assertThat(feed(framer, "M".repeat(999))).isEmpty();
        assertThat(framer.bufferedBytes()).isEqualTo(999);
        assertThat(((Broken) feed(framer, "M").get(0)).reason()).isEqualTo(Reason.HEAD_TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0016\u0003\u0001", "\u0000", " INVITE", "\n", "\u00ff"})
    void whatCannotBeginMessageBreaksTheStreamAtOnce(String text) {
        assertThat(((Broken) feed(framer(StreamEnd.OPENED_BY_PEER), text).get(0)).reason())
                .isEqualTo(Reason.NOT_SIP);
    }

    @Test
    void badMessageOfGoodLengthDoesNotBreakTheStream() {
        var bad = "MESSAGE sip:x SIP/2.0\r\nNonsense\r\nContent-Length: 3\r\n\r\nabc";
        var items = feed(framer(StreamEnd.OPENED_BY_PEER), bad + SECOND);
        assertThat(items).extracting(StreamItem::kind).containsExactly(Kind.MESSAGE, Kind.MESSAGE);
        assertThat(((Message) items.get(0)).result()).isNotInstanceOf(ParseResult.Parsed.class);
        assertThat(((Message) items.get(1)).result()).isInstanceOf(ParseResult.Parsed.class);
    }

    // --- bodies that are too long ---------------------------------------------------------------------------------

    private static final StreamLimits SMALL = new StreamLimits(1000, 10, 1000);

    private static String large(String start, int bytes) {
        return request(1, "Content-Type: text/plain\r\nContent-Length: " + bytes, "x".repeat(bytes))
                .replaceFirst("MESSAGE sip:bob@biloxi.com SIP/2.0", start);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 10_000})
    void bodyThatIsTooLongIsPassedOverAndItsRequestRefused(int size) {
        var framer = new StreamFramer(StreamEnd.OPENED_BY_PEER, SMALL, Limits.DEFAULT);
        var stream = large("MESSAGE sip:bob@biloxi.com SIP/2.0", 1000) + PING + SECOND;
        var items = new ArrayList<StreamItem>();
        for (int at = 0; at < stream.length(); at += size) {
            items.addAll(feed(framer, stream.substring(at, Math.min(stream.length(), at + size))));
            assertThat(framer.bufferedBytes()).as("nothing is kept of the body").isLessThan(1000);
        }
        assertThat(items).extracting(StreamItem::kind).containsExactly(Kind.MESSAGE, Kind.PING, Kind.MESSAGE);
        var refused = (ParseResult.Rejected) ((Message) items.get(0)).result();
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.request().orElseThrow().callId()).isEqualTo("call-1");
        assertThat(((ParseResult.Parsed) ((Message) items.get(2)).result())
                        .message()
                        .toString())
                .isEqualTo(SECOND);
    }

    @Test
    void bodyThatIsPassedOverCanBeBoundedInTime() {
        var framer = new StreamFramer(StreamEnd.OPENED_BY_PEER, SMALL, Limits.DEFAULT);
        var large = large("MESSAGE sip:bob@biloxi.com SIP/2.0", 1000);
        assertThat(feed(framer, large.substring(0, large.length() - 1))).isEmpty();
        assertThat(framer.isMidMessage()).isTrue();
        assertThat(framer.bufferedBytes()).isPositive();
        assertThat(feed(framer, "x")).hasSize(1);
        assertThat(framer.isMidMessage()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIP/2.0 200 OK", "ACK sip:bob@biloxi.com SIP/2.0"})
    void whatNobodyAnswersIsDroppedWithItsBody(String start) {
        var framer = new StreamFramer(StreamEnd.OPENED_BY_PEER, SMALL, Limits.DEFAULT);
        var items = feed(framer, large(start, 11) + SECOND);
        assertThat(items).extracting(StreamItem::kind).containsExactly(Kind.MESSAGE, Kind.MESSAGE);
        assertThat(((Message) items.get(0)).result()).isInstanceOf(ParseResult.Discarded.class);
        assertThat(((Message) items.get(1)).result()).isInstanceOf(ParseResult.Parsed.class);
    }

    @Test
    void tenBytesAreReadAndElevenAreNot() {
        var framer = new StreamFramer(StreamEnd.OPENED_BY_PEER, SMALL, Limits.DEFAULT);
        var start = "MESSAGE sip:bob@biloxi.com SIP/2.0";
        assertThat(feed(framer, large(start, 10) + large(start, 11)))
                .extracting(item -> ((Message) item).result().kind())
                .containsExactly(ParseResult.Kind.PARSED, ParseResult.Kind.REJECTED);
    }

    @Test
    void bodyThatIsLongerThanWhatIsIgnoredBreaksTheStream() {
        var framer = new StreamFramer(StreamEnd.OPENED_BY_PEER, SMALL, Limits.DEFAULT);
        var items = feed(framer, large("MESSAGE sip:bob@biloxi.com SIP/2.0", 1001) + SECOND);
        assertThat(items).hasSize(1);
        assertThat(((Broken) items.get(0)).reason()).isEqualTo(Reason.BODY_TOO_LONG);
    }
}
