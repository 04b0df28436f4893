package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubjectHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.UserAgentHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.OtherUri;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBuilderTest {
    private static final SipUri BOB = SipUri.of("bob", "biloxi.com");

    private static SipRequest.Builder invite() {
        return SipRequest.builder(SipMethod.INVITE, BOB)
                .add(
                        ViaHeader.TYPE,
                        new ViaHeader(
                                "UDP",
                                "pc33.atlanta.com",
                                OptionalInt.empty(),
                                Parameters.EMPTY.with("branch", "z9hG4bK776asdhds")))
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(ToHeader.TYPE, ToHeader.of(NameAddress.of("Bob", BOB)))
                .set(
                        FromHeader.TYPE,
                        FromHeader.of(NameAddress.of("Alice", SipUri.of("alice", "atlanta.com")))
                                .withTag("1928301774"))
                .set(CallIdHeader.TYPE, new CallIdHeader("a84b4c76e66710@pc33.atlanta.com"))
                .set(CSeqHeader.TYPE, new CSeqHeader(314159, SipMethod.INVITE));
    }

    private static SipMessage reparsed(SipMessage message) {
        return ((ParseResult.Parsed) MessageParser.parse(ByteBuffer.wrap(message.toByteArray()), Limits.DEFAULT))
                .message();
    }

    /** RFC 3261 §4, F1, but for the header order and the body. */
    @Test
    void requestIsWrittenAsInTheRfc() {
        var request = invite().body(ContentTypeHeader.SDP, "v=0\r\n").build();
        assertThat(request.toString())
                .isEqualTo(
                        "INVITE sip:bob@biloxi.com SIP/2.0\r\nVia: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds\r\nMax-Forwards: 70\r\n"
                                + "To: \"Bob\" <sip:bob@biloxi.com>\r\nFrom: \"Alice\" <sip:alice@atlanta.com>;tag=1928301774\r\n"
                                + "Call-ID: a84b4c76e66710@pc33.atlanta.com\r\nCSeq: 314159 INVITE\r\n"
                                + "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n");
        assertThat(request.uri()).isEqualTo(BOB);
        assertThat(request.cseq().number()).isEqualTo(314159);
        assertThat(reparsed(request)).isEqualTo(request).hasSameHashCodeAs(request);
        assertThat(MessageCheck.problemOf(request)).isEmpty();
    }

    @Test
    void answerTakesWhatTheRfcSaysFromTheRequest() {
        var request = invite().addFirst(ViaHeader.TYPE, ViaHeader.TYPE.parse("SIP/2.0/UDP p;branch=z9hG4bK2"))
                .header("Timestamp", "54")
                .set(SubjectHeader.TYPE, new SubjectHeader("x"))
                .build();
        var trying = SipResponse.answering(request, 100).build();
        assertThat(trying.toString())
                .isEqualTo(
                        "SIP/2.0 100 Trying\r\nVia: SIP/2.0/UDP p;branch=z9hG4bK2\r\nVia: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds\r\n"
                                + "From: \"Alice\" <sip:alice@atlanta.com>;tag=1928301774\r\nTo: \"Bob\" <sip:bob@biloxi.com>\r\n"
                                + "Call-ID: a84b4c76e66710@pc33.atlanta.com\r\nCSeq: 314159 INVITE\r\nTimestamp: 54\r\nContent-Length: 0\r\n\r\n");
        var ok = SipResponse.answering(request, 200, "Fine")
                .set(ToHeader.TYPE, request.to().withTag("a6c85cf"))
                .build();
        assertThat(ok.has(io.switchhook.sip.message.header.TimestampHeader.TYPE))
                .isFalse();
        assertThat(ok.reason()).isEqualTo("Fine");
        assertThat(ok.to().tag()).contains("a6c85cf");
        assertThat(ok.isSuccess() && ok.isFinal() && !ok.isProvisional()).isTrue();
        assertThat(trying.isProvisional()).isTrue();
        assertThat(reparsed(ok)).isEqualTo(ok);
    }

    @Test
    void untouchedLinesAreCopiedByteForByte() {
        var text = Wire.options(
                "x-odd  :   spaced  ", "Subject: a", "\tb", "v: SIP/2.0/UDP second", "Content-Length:   0");
        var request = Wire.request(text);
        assertThat(request.edit().build().toString())
                .isEqualTo(text.replace("Content-Length:   0", "Content-Length:   0"));
        assertThat(request.edit()
                        .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(69))
                        .build()
                        .toString())
                .isEqualTo(text.replace("Max-Forwards: 70", "Max-Forwards: 69"));
        assertThat(request.edit()
                        .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(69))
                        .build()
                        .value("Subject"))
                .contains("a b");
        assertThat(request.toString()).isEqualTo(text);
    }

    @Test
    void viasRoutesAndRecordRoutesAreStacked() {
        var via = ViaHeader.TYPE.parse("SIP/2.0/TCP p;branch=z9hG4bKp");
        var request = invite().addFirst(ViaHeader.TYPE, via).build();
        assertThat(request.topVia()).isEqualTo(via);
        assertThat(request.headerNames()).startsWith("Via", "Via", "Max-Forwards");
        assertThat(request.edit().removeFirst(ViaHeader.TYPE).build()).isEqualTo(invite().build());
        var route = RouteHeader.of(NameAddress.of(SipUri.parse("sip:p;lr")));
        var recordRoute = RecordRouteHeader.of(NameAddress.of(SipUri.parse("sip:p;lr")));
        var routed = request.edit()
                .addFirst(RouteHeader.TYPE, route)
                .addFirst(RecordRouteHeader.TYPE, recordRoute)
                .build();
        assertThat(routed.headerNames()).startsWith("Via", "Via", "Record-Route", "Route", "Max-Forwards");
    }

    @Test
    void firstOfSeveralValuesOnOneLineIsTakenAway() {
        var request = Wire.request(Wire.options(
                "Route: \"a, b\" <sip:p1;lr,x>;y=\",\" ,", " <sip:p2;lr>, <sip:p3;lr>", "Route: <sip:p4;lr>"));
        var once = request.edit().removeFirst(RouteHeader.TYPE).build();
        assertThat(once.all(RouteHeader.TYPE))
                .extracting(route -> route.address().uri().toString())
                .containsExactly("sip:p2;lr", "sip:p3;lr", "sip:p4;lr");
        var thrice = once.edit()
                .removeFirst(RouteHeader.TYPE)
                .removeFirst(RouteHeader.TYPE)
                .build();
        assertThat(thrice.values("Route")).containsExactly("<sip:p4;lr>");
        var none = thrice.edit()
                .removeFirst(RouteHeader.TYPE)
                .removeFirst(RouteHeader.TYPE)
                .build();
        assertThat(none.has(RouteHeader.TYPE)).isFalse();
        assertThat(reparsed(once)).isEqualTo(once);
    }

    @Test
    void setReplacesInPlaceAndAddAppendsBehindItsLike() {
        var request = invite().setAll(
                        AllowHeader.TYPE, List.of(new AllowHeader(SipMethod.INVITE), new AllowHeader(SipMethod.ACK)))
                .set(UserAgentHeader.TYPE, new UserAgentHeader("Switchhook"))
                .add(AllowHeader.TYPE, new AllowHeader(SipMethod.BYE))
                .build();
        assertThat(request.values("Allow")).containsExactly("INVITE, ACK", "BYE");
        assertThat(request.headerNames()).endsWith("Allow", "Allow", "User-Agent", "Content-Length");
        var changed = request.edit()
                .set(AllowHeader.TYPE, new AllowHeader(SipMethod.REFER))
                .setAll(ContactHeader.TYPE, List.of(ContactHeader.of(NameAddress.of(BOB)), ContactHeader.STAR))
                .build();
        assertThat(changed.values("Allow")).containsExactly("REFER");
        assertThat(changed.values("Contact")).containsExactly("<sip:bob@biloxi.com>", "*");
        assertThat(changed.headerNames()).containsSubsequence("Allow", "User-Agent");
        assertThat(changed.edit()
                        .setAll(AllowHeader.TYPE, List.of())
                        .remove(ContactHeader.TYPE)
                        .build()
                        .headerNames())
                .doesNotContain("Allow", "Contact");
    }

    @Test
    void rawHeadersAreAddedAndRemovedByName() {
        var request = invite().header("X-Own", "1")
                .header("x-own", "2")
                .header("k", "timer")
                .build();
        assertThat(request.values("X-Own")).containsExactly("1", "2");
        assertThat(request.all(SupportedHeader.TYPE)).hasSize(1);
        var less = request.edit().removeAll("X-OWN").removeAll("Supported").build();
        assertThat(less).isEqualTo(invite().build());
    }

    @Test
    void bodyAndItsHeadersChangeTogether() {
        var request = invite().header("Content-Disposition", "session")
                .body(ContentTypeHeader.SIPFRAG, "SIP/2.0 200 ÖK\r\n")
                .build();
        assertThat(request.value("Content-Length")).contains("17");
        assertThat(request.contentType().orElseThrow().is("MESSAGE", "sipfrag")).isTrue();
        var none = request.edit().noBody().build();
        assertThat(none).isEqualTo(invite().build());
        assertThat(none.value("Content-Length")).contains("0");
        var bytes = new byte[] {0, 1, 2};
        var binary = none.edit().body(ContentTypeHeader.of("a", "b"), bytes).build();
        bytes[0] = 9;
        assertThat(binary.body()).containsExactly(0, 1, 2);
    }

    @Test
    void contentLengthAlwaysTellsTheTruth() {
        assertThat(invite().header("Content-Length", "77").build().value("Content-Length"))
                .contains("0");
        assertThat(Wire.request(Wire.options() + "body").edit().build().value("Content-Length"))
                .contains("4");
        assertThat(Wire.request(Wire.options("l: 4") + "bodyandjunk")
                        .edit()
                        .build()
                        .toString())
                .endsWith("l: 4\r\n\r\nbody");
    }

    @Test
    void builderDoesNotChangeWhatItBuilt() {
        var builder = invite();
        var first = builder.build();
        var text = first.toString();
        builder.header("X", "1")
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(1))
                .uri(SipUri.of("x", "y"))
                .build();
        assertThat(first.toString()).isEqualTo(text);
        assertThat(first.first(MaxForwardsHeader.TYPE)).contains(new MaxForwardsHeader(70));
    }

    @Test
    void textOfUsersNeverBecomesAHeader() {
        for (var bad : List.of("a\r\nX: y", "a\nX", "a\rX", "a\0")) {
            assertThatThrownBy(() -> invite().header("Subject", bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> invite().header(bad, "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> invite().set(SubjectHeader.TYPE, new SubjectHeader(bad)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> invite().set(FromHeader.TYPE, FromHeader.of(NameAddress.of(bad, BOB))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> invite().set(
                                    FromHeader.TYPE,
                                    FromHeader.of(NameAddress.of(BOB)).withTag(bad)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> invite().add(WarningHeader.TYPE, new WarningHeader(399, "us", bad)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> SipResponse.builder(200, bad).build())
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> invite().uri(new OtherUri("x", bad))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> SipResponse.builder(99, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SipResponse.builder(700, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void builderIsUsableAfterARefusedValue() {
        var builder = invite();
        assertThatThrownBy(() -> builder.header("Subject", "a\r\nX: y")).isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.build()).isEqualTo(invite().build());
    }

    @Test
    void everyStatusHasAReason() {
        for (int status = 100; status < 700; status++) {
            assertThat(StatusCode.reasonFor(status)).isNotBlank();
        }
        assertThat(StatusCode.reasonFor(486)).isEqualTo("Busy Here");
        assertThat(StatusCode.reasonFor(481)).isEqualTo("Call/Transaction Does Not Exist");
        assertThat(StatusCode.reasonFor(202)).isEqualTo("Accepted");
    }

    @Test
    void linesCopiedFromARequestKeepFoldsAndGetTheEndOfALine() {
        var request = (SipRequest) Wire.message("OPTIONS sip:bob@example.com SIP/2.0\n"
                + "Via: SIP/2.0/UDP h.example.com;branch=z9hG4bK1\n"
                + "v: SIP/2.0/UDP g.example.com\r\n ;branch=z9hG4bK2  \r\n"
                + "From: <sip:alice@example.com>;tag=1\r\n"
                + "t: <sip:bob@example.com>\t\n"
                + "Call-ID: a@h\r\nCSeq: 1 OPTIONS\r\n\r\n");
        assertThat(SipResponse.answering(request, 200).build())
                .hasToString("SIP/2.0 200 OK\r\n"
                        + "Via: SIP/2.0/UDP h.example.com;branch=z9hG4bK1\r\n"
                        + "v: SIP/2.0/UDP g.example.com\r\n ;branch=z9hG4bK2\r\n"
                        + "From: <sip:alice@example.com>;tag=1\r\n"
                        + "t: <sip:bob@example.com>\r\n"
                        + "Call-ID: a@h\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
    }

    @Test
    void linesOfSeveralMessagesStandInOne() {
        var first = invite().set(SubjectHeader.TYPE, new SubjectHeader("first")).build();
        var second = invite().set(UserAgentHeader.TYPE, new UserAgentHeader("second"))
                .build();
        var built = SipResponse.builder(200, "OK")
                .copyAll(first, SubjectHeader.TYPE)
                .copyAll(second, UserAgentHeader.TYPE)
                .copyAll(first, CallIdHeader.TYPE)
                .build();
        assertThat(built)
                .hasToString("SIP/2.0 200 OK\r\nSubject: first\r\nUser-Agent: second\r\n"
                        + "Call-ID: a84b4c76e66710@pc33.atlanta.com\r\nContent-Length: 0\r\n\r\n");
        var edited = second.edit().copyAll(first, SubjectHeader.TYPE).build();
        assertThat(edited.first(SubjectHeader.TYPE)).contains(new SubjectHeader("first"));
        assertThat(edited.first(UserAgentHeader.TYPE)).contains(new UserAgentHeader("second"));
    }

    @Test
    void valueThatCannotBeWrittenChangesNothing() {
        var own = HeaderType.<String>list(
                "X-Own", scanner -> scanner.readToken("a word"), (value, target) -> target.append(value));
        var builder = SipResponse.builder(200, "OK").add(own, "one").add(own, "two");
        var before = builder.build();
        assertThatThrownBy(() -> builder.set(own, "three\r\nX-Evil: yes")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.setAll(own, List.of("three", "four\0")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.build()).isEqualTo(before);
        assertThat(builder.setAll(own, List.of("three", "four", "five")).build().all(own))
                .containsExactly("three", "four", "five");
    }

    @Test
    void toGetsATagWhereItHasNone() {
        var bare = SipResponse.builder(200, "OK").header("t", "<sip:a@b>;x=1");
        assertThat(bare.toTag("mine").build().to().tag()).contains("mine");
        assertThat(bare.toTag("other").build().to().tag()).contains("mine");
        assertThat(SipResponse.builder(100, "Trying")
                        .header("To", "<sip:a@b>")
                        .toTag("mine")
                        .build()
                        .to()
                        .tag())
                .isEmpty();
        assertThat(SipResponse.builder(200, "OK").toTag("mine").build().has(ToHeader.TYPE))
                .isFalse();
        var unreadable = SipResponse.builder(200, "OK").header("To", "<");
        assertThatThrownBy(() -> unreadable.toTag("mine")).isInstanceOf(MalformedException.class);
        assertThat(unreadable.build().value("To")).contains("<");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:a@b",
                "\"x;tag=y\" <sip:a@b;tag=z>;p=\"q,r\"",
                "<sip:a@b>\r\n ;x=1",
                "\"a\\\0b\" <sip:a@b>",
                "<sip:a@b> ; x"
            })
    @DisplayName("a To that gets a tag stays as it was written")
    void toTagIsPutBehindWhatIsThere(String to) {
        var text = "OPTIONS sip:b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nt: " + to + " \r\n"
                + "From: <sip:c@d>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 7\r\n\r\n";
        var parsed = (ParseResult.Parsed)
                MessageParser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT);
        var answer = SipResponse.answering((SipRequest) parsed.message(), 404)
                .toTag("mine")
                .build();
        assertThat(answer.toString()).contains("\r\nTo: " + to + ";tag=mine\r\n");
        assertThat(answer.to().tag()).contains("mine");
        var again = (ParseResult.Parsed) MessageParser.parse(ByteBuffer.wrap(answer.toByteArray()), Limits.DEFAULT);
        assertThat(again.message().to().tag()).contains("mine");
    }
}
