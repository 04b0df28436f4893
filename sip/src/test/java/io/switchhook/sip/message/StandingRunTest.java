package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.UserAgentHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lines that were read before, and those that only look like them. */
class StandingRunTest {
    private static final List<String> RUN = List.of(
            "Allow: INVITE, ACK, BYE, CANCEL",
            "Supported: replaces, 100rel",
            "User-Agent: Standing run 1.0",
            "Content-Type: application/sdp");

    private static final List<String> MATERIAL = List.of(
            "Allow: INVITE, ACK, BYE, CANCEL",
            "Allow: INVITE, ACK, BYE, CANCEL, INFO",
            "Allow:INVITE",
            "k: timer",
            "Supported: replaces, 100rel",
            "User-Agent: Standing run 1.0",
            "User-Agent: Standing run\r\n 1.0",
            "Accept: application/sdp",
            "Content-Type: application/sdp",
            "Contact: <sip:858@192.0.2.1>",
            "X-Own: Allow: INVITE",
            "Subject:");

    private static String head(String callId) {
        return """
                OPTIONS sip:853@example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: <sip:858@example.com>;tag=a
                To: <sip:853@example.com>
                CSeq: 1 OPTIONS
                Call-ID: %s
                """.formatted(callId).replace("\n", "\r\n");
    }

    private static ParseResult read(Limits limits, String callId, List<String> lines) {
        var text = head(callId) + String.join("\r\n", lines) + "\r\nContent-Length: 0\r\n\r\n";
        return MessageParser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), limits);
    }

    private static SipMessage with(String callId, List<String> lines) {
        return ((ParseResult.Parsed) read(Limits.DEFAULT, callId, lines)).message();
    }

    @Test
    void whatWasDecodedOfLinesThatStandTogetherIsShared() {
        var first = with("one", RUN);
        var second = with("two", RUN);
        assertThat(second.first(UserAgentHeader.TYPE).orElseThrow())
                .isSameAs(first.first(UserAgentHeader.TYPE).orElseThrow());
        assertThat(second.all(AllowHeader.TYPE))
                .isSameAs(first.all(AllowHeader.TYPE))
                .hasSize(4);
        assertThat(second.callId()).isEqualTo("two");
        assertThat(second.headerNames()).isEqualTo(first.headerNames()).hasSize(10);
    }

    @Test
    void aLineThatGoesOnBehindKnownOnesIsReadWhole() {
        with("known", RUN);
        var folded = new ArrayList<>(RUN);
        folded.set(3, "Content-Type: application/sdp\r\n ;charset=utf-8");
        for (int i = 0; i < 2; i++) {
            assertThat(with("folded", folded)
                            .first(ContentTypeHeader.TYPE)
                            .orElseThrow()
                            .toString())
                    .isEqualTo("application/sdp;charset=utf-8");
        }
    }

    @Test
    void knownLinesKeepWithinTheLimitsOfTheReader() {
        with("known", RUN);
        var usual = Limits.DEFAULT;
        var fewer = limits(usual, 8, usual.maxLineBytes());
        assertThat(read(fewer, "a", RUN)).isInstanceOfSatisfying(ParseResult.Rejected.class, no -> {
            assertThat(no.status()).isEqualTo(513);
        });
        assertThat(read(limits(usual, 10, usual.maxLineBytes()), "a", RUN)).isInstanceOf(ParseResult.Parsed.class);
        var longLine = List.of("Allow: INVITE", "Supported: " + "x".repeat(80), "User-Agent: Standing");
        with("known", longLine);
        assertThat(read(limits(usual, 50, 80), "a", longLine))
                .isInstanceOfSatisfying(ParseResult.Rejected.class, no -> {
                    assertThat(no.status()).isEqualTo(513);
                });
    }

    private static Limits limits(Limits usual, int lines, int lineBytes) {
        return new Limits(
                usual.maxMessageBytes(),
                usual.maxBodyBytes(),
                lines,
                lineBytes,
                usual.maxVias(),
                usual.maxRoutes(),
                usual.maxListValues());
    }

    /** What is read twice is read alike, and as it is written. */
    @Test
    void linesInAnyOrderAreReadAsTheyAreWritten() {
        var random = new SplittableRandom(3261);
        for (int round = 0; round < 5_000; round++) {
            int count = random.nextInt(8);
            var lines = IntStream.range(0, count)
                    .mapToObj(i -> MATERIAL.get(random.nextInt(MATERIAL.size())))
                    .toList();
            var message = with("c" + round, lines.isEmpty() ? List.of("Max-Forwards: 70") : lines);
            var names = message.headerNames();
            for (int i = 0; i < lines.size(); i++) {
                int colon = lines.get(i).indexOf(':');
                assertThat(names.get(5 + i)).isEqualTo(lines.get(i).substring(0, colon));
            }
            assertThat(message.values("Supported")).isEqualTo(valuesOf(lines, "Supported", "k"));
            assertThat(message.values("User-Agent")).isEqualTo(valuesOf(lines, "User-Agent", "User-Agent"));
            assertThat(message.all(SupportedHeader.TYPE))
                    .isEqualTo(valuesOf(lines, "Supported", "k").stream()
                            .flatMap(value -> SupportedHeader.TYPE.parseAll(value).stream())
                            .toList());
            assertThat(message.all(AllowHeader.TYPE))
                    .isEqualTo(valuesOf(lines, "Allow", "Allow").stream()
                            .flatMap(value -> AllowHeader.TYPE.parseAll(value).stream())
                            .toList());
        }
    }

    private static List<String> valuesOf(List<String> lines, String name, String compact) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":") || line.startsWith(compact + ":"))
                .map(line -> line.substring(line.indexOf(':') + 1)
                        .replace("\r\n", "")
                        .strip())
                .toList();
    }
}
