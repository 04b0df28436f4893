package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.ReferToHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.ViaHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageParserTest {
    @Test
    void headersAreFoundByFullAndCompactNameInAnyCase() {
        var request = Wire.request(
                Wire.options("k: timer", "SUPPORTED: 100rel , replaces", "m: <sip:a@b>", "X-Own: 1", "x-own: 2"));
        assertThat(request.all(SupportedHeader.TYPE))
                .extracting(SupportedHeader::optionTag)
                .containsExactly("timer", "100rel", "replaces");
        assertThat(request.first(ContactHeader.TYPE)).isPresent();
        assertThat(request.value("k")).contains("timer");
        assertThat(request.values("supported")).containsExactly("timer", "100rel , replaces");
        assertThat(request.values("X-OWN")).containsExactly("1", "2");
        assertThat(request.value("X-Other")).isEmpty();
        assertThat(request.has(AllowHeader.TYPE)).isFalse();
        assertThat(request.all(AllowHeader.TYPE)).isEmpty();
        assertThat(request.first(AllowHeader.TYPE)).isEmpty();
        assertThat(request.headerNames()).startsWith("Via", "From").endsWith("X-Own", "x-own");
    }

    @Test
    void headersOfOnesOwnAreDecoded() {
        HeaderType<String> own = HeaderType.list(
                "X-Own", scanner -> scanner.readToken("a word"), (value, writer) -> writer.append(value));
        HeaderType<String> text =
                HeaderType.single("Via", scanner -> scanner.readRest(), (value, writer) -> writer.append(value));
        var request = Wire.request(Wire.options("x-own: a, b", "X-OWN: c"));
        assertThat(request.all(own)).containsExactly("a", "b", "c");
        assertThat(request.first(text)).contains("SIP/2.0/UDP h.example.com;branch=z9hG4bK1");
        assertThat(request.topVia().host()).isEqualTo("h.example.com");
    }

    @Test
    void emptySupportedIsSkippedForTheNextOne() {
        var request = Wire.request(Wire.options("Supported:", "Supported: timer"));
        assertThat(request.first(SupportedHeader.TYPE)).contains(new SupportedHeader("timer"));
        assertThat(request.all(SupportedHeader.TYPE)).hasSize(1);
    }

    @Test
    void bareLineFeedsAreAccepted() {
        var request = Wire.request(
                Wire.options("Subject: a", " b", "Content-Length: 2").replace("\r\n", "\n") + "xy");
        assertThat(request.value("Subject")).contains("a b");
        assertThat(request.bodyText()).isEqualTo("xy");
    }

    @Test
    void foldsAreOneSpace() {
        var request = Wire.request(Wire.options("Subject:", "\t a  ", " \t b", "  c "));
        assertThat(request.value("Subject")).contains("a b c");
    }

    @Test
    void lineEndsBeforeTheMessageAreSkipped() {
        assertThat(Wire.request("\r\n\r\n\n" + Wire.options()).toString()).isEqualTo(Wire.options());
        assertThat(Wire.verdict("\r\n\r\n")).startsWith("discarded: only line ends");
        assertThat(Wire.verdict("")).startsWith("discarded");
    }

    @Test
    void missingContentLengthTakesTheWholeDatagram() {
        assertThat(Wire.request(Wire.options() + "body").bodyText()).isEqualTo("body");
        assertThat(Wire.request(Wire.options("l:3") + "body").bodyText()).isEqualTo("bod");
        assertThat(Wire.request(Wire.options("Content-Length: 4", "l: 4") + "body")
                        .bodyText())
                .isEqualTo("body");
    }

    @Test
    void wrongContentLengthsAreRefused() {
        assertThat(Wire.verdict(Wire.options("Content-Length: 5") + "body"))
                .isEqualTo("400 Content-Length is 5 but only 4 bytes follow");
        for (var length : new String[] {"-1", "five", "", "99999999999", "4294967300", "4 4", "+4", "0x4"}) {
            assertThat(Wire.verdict(Wire.options("Content-Length: " + length) + "body"))
                    .as(length)
                    .isEqualTo("400 Malformed Content-Length");
        }
    }

    @Test
    void malformedHeaderHurtsOnlyThoseWhoAskForIt() {
        var request = Wire.request(Wire.options("Refer-To: 600", "Contact: <sip:a@b"));
        assertThat(request.has(ReferToHeader.TYPE)).isTrue();
        assertThat(request.value("Refer-To")).contains("600");
        assertThatThrownBy(() -> request.first(ReferToHeader.TYPE))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessageContaining("Refer-To");
        assertThatThrownBy(() -> request.all(ContactHeader.TYPE)).isInstanceOf(MalformedHeaderException.class);
        assertThatCode(request::from).doesNotThrowAnyException();
    }

    @Test
    void startLinesThatAreNotSipAreDiscarded() {
        for (var line : new String[] {
            "GET / HTTP/1.1",
            "INVITE sip:a@b",
            "hello",
            "SIP/2.0 99 Low",
            "SIP/2.0 700 High",
            "SIP/2.0 20 OK",
            "SIP/2.0 2000 OK",
            "SIP/3.0 200 OK",
            "SIP/2.0  200 OK",
            "SIP/2.0",
            "SIP/",
            " INVITE sip:a@b SIP/2.0",
            "INV(ITE sip:a@b SIP/2.0",
            "SIP/2.0 -20 OK",
        }) {
            assertThat(Wire.verdict(Wire.options().replace("OPTIONS sip:bob@example.com SIP/2.0", line)))
                    .as(line)
                    .startsWith("discarded");
        }
        assertThat(Wire.verdict("OPTIONS sip:bob@example.com SIP/2.0")).startsWith("discarded");
        assertThat(Wire.verdict(Wire.options().replace("OPTIONS sip:bob@example.com", "OPTIONS")))
                .isEqualTo("400 Malformed Request-Line");
    }

    @Test
    void controlCharactersInAReasonPhraseAreRefused() {
        for (var reason : new String[] {"O\rK", "O\0K"}) {
            assertThat(Wire.verdict(
                            Wire.options().replace("OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 200 " + reason)))
                    .isEqualTo("discarded: expected a reason phrase without CR and NUL");
        }
    }

    @Test
    void bytesThatAreNoUtf8AreCopied() {
        var text = Wire.options("Subject: \u00ff\u00fe", "Content-Length: 0")
                .replace("sip:bob@example.com SIP", "sip:b\u00ffb@example.com SIP");
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        var request = (SipRequest)
                ((ParseResult.Parsed) MessageParser.parse(ByteBuffer.wrap(bytes), Limits.DEFAULT)).message();
        assertThat(request.edit().build().toByteArray()).isEqualTo(bytes);
        var answer =
                text.replaceFirst("OPTIONS sip.* SIP/2.0", "SIP/2.0 200 \u00ff").getBytes(StandardCharsets.ISO_8859_1);
        var response = (SipResponse)
                ((ParseResult.Parsed) MessageParser.parse(ByteBuffer.wrap(answer), Limits.DEFAULT)).message();
        assertThat(response.edit().build().toByteArray()).isEqualTo(answer);
    }

    @Test
    void otherVersionsAreAnswered505() {
        assertThat(Wire.verdict(Wire.options().replace("com SIP/2.0", "com SIP/3.0")))
                .isEqualTo("505 Version Not Supported");
        assertThat(Wire.verdict(Wire.options().replace("com SIP/2.0", "com SIP/2.10")))
                .isEqualTo("505 Version Not Supported");
        assertThat(Wire.verdict(Wire.options().replace("com SIP/2.0", "com sip/2.0")))
                .isEqualTo("parsed");
    }

    @Test
    void missingAndDoubledHeadersAreNamed() {
        for (var name : new String[] {"Via", "From", "To", "Call-ID", "CSeq"}) {
            assertThat(Wire.verdict(Wire.options().replaceFirst(name + ": .*\r\n", "")))
                    .isEqualTo("400 Missing " + name);
        }
        for (var line :
                new String[] {"From: <sip:x@y>", "To: <sip:x@y>", "Call-ID: b", "CSeq: 1 OPTIONS", "Max-Forwards: 1"}) {
            assertThat(Wire.verdict(Wire.options(line)))
                    .isEqualTo("400 More than one " + line.substring(0, line.indexOf(':')));
        }
    }

    @Test
    void maxForwardsMayBeMissingButNotMalformed() {
        assertThat(Wire.verdict(Wire.options().replace("Max-Forwards: 70\r\n", "")))
                .isEqualTo("parsed");
        assertThat(Wire.verdict(Wire.options().replace("Forwards: 70", "Forwards: 256")))
                .isEqualTo("400 Malformed Max-Forwards");
    }

    @Test
    void nobodyAnswersAnAckOrAResponse() {
        assertThat(Wire.verdict(Wire.options().replace("OPTIONS", "ACK").replaceFirst("To: .*\r\n", "")))
                .isEqualTo("discarded: Missing To");
        assertThat(Wire.verdict(Wire.options()
                        .replace("OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 200 OK")
                        .replaceFirst("To: .*\r\n", "")))
                .isEqualTo("discarded: Missing To");
    }

    @Test
    void brokenHeaderLinesAreRefused() {
        assertThat(Wire.verdict(Wire.options("no colon here"))).isEqualTo("400 Header line 7 has no name and colon");
        assertThat(Wire.verdict(Wire.options(": no name"))).isEqualTo("400 Header line 7 has no name and colon");
        assertThat(Wire.verdict(Wire.options("X: a\rY: b"))).isEqualTo("400 Header line 7 has a CR without LF");
        assertThat(Wire.verdict(Wire.options().replaceFirst("\r\nVia", "\r\n Via")))
                .isEqualTo("400 Header line 1 has no name and colon");
        assertThat(Wire.verdict(Wire.options().substring(0, Wire.options().length() - 2)))
                .isEqualTo("400 Header section does not end with an empty line");
    }

    @Test
    void rejectedRequestCanBeAnswered() {
        var rejected = (ParseResult.Rejected) Wire.parse(Wire.options("Content-Length: five"));
        var answer = SipResponse.answering(rejected.request().orElseThrow(), rejected.status(), rejected.reason())
                .build();
        assertThat(answer.toString())
                .isEqualTo("SIP/2.0 400 Malformed Content-Length\r\nVia: SIP/2.0/UDP h.example.com;branch=z9hG4bK1\r\n"
                        + "From: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a@h\r\n"
                        + "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
        assertThat(rejected.detail()).contains("\"five\"");
    }

    @Test
    void everyPrefixIsDiscardedRejectedOrParsed() {
        for (var name : TortureTest.names()) {
            var bytes = TortureTest.bytes(name);
            for (int length = 0; length < bytes.length; length++) {
                var result = MessageParser.parse(ByteBuffer.wrap(Arrays.copyOf(bytes, length)), Limits.DEFAULT);
                assertThat(result.kind()).isNotNull();
            }
        }
    }

    @Test
    void bufferIsLeftAtItsLimitAndItsBytesMayBeReused() {
        var bytes = ("junk" + Wire.options() + "junk").getBytes(StandardCharsets.UTF_8);
        var buffer = ByteBuffer.wrap(bytes).position(4).limit(bytes.length - 4).slice();
        var parsed = (ParseResult.Parsed) MessageParser.parse(buffer, Limits.DEFAULT);
        Arrays.fill(bytes, (byte) 0);
        assertThat(buffer.hasRemaining()).isFalse();
        assertThat(parsed.message().toString()).isEqualTo(Wire.options());
        assertThat(parsed.message().from().tag()).contains("1");
        var direct = ByteBuffer.allocateDirect(1000)
                .put(Wire.options().getBytes(StandardCharsets.UTF_8))
                .flip();
        assertThat(MessageParser.parse(direct, Limits.DEFAULT)).isEqualTo(parsed);
    }

    @Test
    void bodyAndBytesAreCopies() {
        var request = Wire.request(Wire.options() + "body");
        request.body()[0] = 'x';
        request.toByteArray()[0] = 'x';
        assertThat(request.bodyText()).isEqualTo("body");
        assertThat(request.method()).isEqualTo(SipMethod.OPTIONS);
        assertThat(request.toString()).startsWith("OPTIONS");
        var target = ByteBuffer.allocate(request.length());
        request.writeTo(target);
        assertThat(target.array()).isEqualTo(request.toByteArray());
    }

    @Test
    void limitsAreKeptAndAnsweredWith513() {
        var small = new Limits(2_000, 100, 20, 200, 3, 3, 5);
        assertThat(kind(small, Wire.options("Subject: " + "x".repeat(300)))).startsWith("513 Header line 7 larger");
        assertThat(kind(small, Wire.options("Subject:" + "\r\n x".repeat(100)))).startsWith("513 Header line 7 larger");
        assertThat(kind(small, Wire.options("X: y\r\n".repeat(15)))).startsWith("513 More than 20 header lines");
        assertThat(kind(small, Wire.options() + "x".repeat(101))).startsWith("513 Body larger");
        assertThat(kind(small, Wire.options() + "x".repeat(2_000))).startsWith("513 Message larger");
        assertThat(kind(small, Wire.options("Via: SIP/2.0/UDP a, SIP/2.0/UDP b, SIP/2.0/UDP c")))
                .startsWith("513 More than 3 Via");
        assertThat(kind(small, Wire.options("Via: SIP/2.0/UDP a, SIP/2.0/UDP b")))
                .isEqualTo("parsed");
        assertThat(kind(small, Wire.options("Route: <sip:a;lr>,<sip:b;lr>", "Route: <sip:c;lr>, <sip:d;lr>")))
                .startsWith("513 More than 3 Route");
        assertThat(kind(small, Wire.options("Route: <sip:a;lr>,<sip:b;lr>", "Route: <sip:c,d>")))
                .isEqualTo("parsed");
        assertThat(kind(small, Wire.options("Allow: A,B,C,D,E,F")))
                .startsWith("513 Header line 7 has more than 5 values");
        assertThat(kind(small, Wire.options("Allow: A,B,C,D,E"))).isEqualTo("parsed");
        assertThatThrownBy(() -> new Limits(1, 1, 0, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String kind(Limits limits, String text) {
        var result = MessageParser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), limits);
        if (result instanceof ParseResult.Rejected rejected) {
            assertThat(rejected.request()).isPresent();
            assertThat(rejected.request().get().first(ViaHeader.TYPE)).isPresent();
            return rejected.status() + " " + rejected.reason();
        }
        return result.kind() == ParseResult.Kind.PARSED ? "parsed" : "discarded";
    }

    @Test
    void deepNestingAndEndlessListsDoNotHurt() {
        assertThat(Wire.verdict(Wire.options("Retry-After: 1 " + "(".repeat(5_000))))
                .isEqualTo("parsed");
        assertThatThrownBy(() -> Wire.request(Wire.options("Retry-After: 1 " + "(".repeat(5_000)))
                        .first(io.switchhook.sip.message.header.RetryAfterHeader.TYPE))
                .isInstanceOf(MalformedHeaderException.class);
        assertThat(Wire.verdict(Wire.options("Via: SIP/2.0/UDP a" + ",SIP/2.0/UDP a".repeat(500))))
                .startsWith("513");
        assertThat(Wire.verdict(Wire.options("Contact: " + "<".repeat(8_000)))).isEqualTo("parsed");
    }

    @Test
    void parametersOfOneHeaderAreCapped() {
        var contact = "<sip:a@b>" + ";p".repeat(300);
        assertThatThrownBy(() -> io.switchhook.sip.message.header.ContactHeader.TYPE.parse(contact))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessageContaining("at most 256 parameters");
        assertThat(io.switchhook.sip.message.header.ContactHeader.TYPE
                        .parse("<sip:a@b>" + ";p".repeat(256))
                        .parameters()
                        .size())
                .isEqualTo(256);
    }
}
