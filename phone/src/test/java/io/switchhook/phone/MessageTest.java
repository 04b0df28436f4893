package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.line.MessageOutcome;
import io.switchhook.testkit.Draft;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3428, at one end. */
class MessageTest {
    private final List<IncomingMessage> heard = new ArrayList<>();

    private WireMessage receive(Bench bench, int status, Consumer<Draft> change) {
        var dialog = bench.peer.newDialog("sip:858@192.0.2.1");
        dialog.send("MESSAGE", draft -> {
            draft.remove("Contact").body("text/plain", "hello");
            change.accept(draft);
        });
        return dialog.expectResponse("MESSAGE", status);
    }

    @Test
    void aMessageIsDeliveredWithoutContactAndWithoutADialog() throws IOException {
        var bench = new Bench();
        var sending = bench.line.sendMessage("853", "Grüße");
        var message = bench.peer.expectRequest("MESSAGE");
        assertThat(message.header("Contact")).isEmpty();
        assertThat(message.header("Content-Type")).contains("text/plain;charset=UTF-8");
        assertThat(message.body()).isEqualTo("Grüße");
        assertThat(message.toTag()).isEmpty();
        bench.peer.respond(message, 200);
        assertThat(bench.await(sending)).isEqualTo(new MessageOutcome.Delivered());
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({"200, DELIVERED", "202, ACCEPTED", "302, REFUSED", "404, REFUSED", "415, REFUSED", "603, REFUSED"})
    void theOutcomeIsWhatTheAnswerSays(int status, MessageOutcome.Kind kind) throws IOException {
        var bench = new Bench();
        var sending = bench.line.sendMessage("853", "x");
        bench.peer.respond(bench.peer.expectRequest("MESSAGE"), status);
        var outcome = bench.await(sending);
        assertThat(outcome.kind()).isEqualTo(kind);
        assertThat(outcome.isSuccess()).isEqualTo(status < 300);
        bench.end();
    }

    @Test
    void silenceIsNoAnswerAndLetsTheNextGo() throws IOException {
        var bench = new Bench();
        var first = bench.line.sendMessage("853", "1");
        var second = bench.line.sendMessage("853", "2");
        bench.peer.expectRequest("MESSAGE");
        assertThat(bench.await(first)).isEqualTo(new MessageOutcome.NoAnswer());
        var next = bench.peer.expect(
                "the second", m -> m.isRequest("MESSAGE") && m.body().equals("2"), Duration.ofSeconds(5));
        bench.peer.respond(next, 200);
        assertThat(bench.await(second).kind()).isEqualTo(MessageOutcome.Kind.DELIVERED);
        bench.end();
    }

    @Test
    void messagesToOneTargetGoOneAfterTheOther() throws IOException {
        var bench = new Bench();
        bench.line.sendMessage("853", "1");
        bench.line.sendMessage("853", "2");
        var first = bench.peer.expectRequest("MESSAGE");
        bench.run(5_000);
        assertThat(bench.peer.received().stream()
                        .filter(m -> m.isRequest("MESSAGE"))
                        .map(WireMessage::body))
                .containsOnly("1");
        bench.peer.respond(first, 200);
        var second = bench.peer.expectRequest("MESSAGE");
        assertThat(second.body()).isEqualTo("2");
        bench.peer.respond(second, 200);
        bench.end();
    }

    @Test
    void whatIsLargerThan1300BytesIsNotSent() throws IOException {
        var bench = new Bench();
        var outcome = bench.await(bench.line.sendMessage("853", "x".repeat(1_000)));
        assertThat(outcome).isInstanceOfSatisfying(MessageOutcome.TooLarge.class, large -> {
            assertThat(large.bytes()).isGreaterThan(1_300);
            assertThat(large.limit()).isEqualTo(1_300);
        });
        bench.run(1_000);
        assertThat(bench.peer.received()).isEmpty();
        var fits = bench.line.sendMessage("853", "x".repeat(400));
        var message = bench.peer.expectRequest("MESSAGE");
        assertThat(message.toByteArray().length).isLessThanOrEqualTo(1_300);
        bench.peer.respond(message, 200);
        bench.await(fits);
        bench.end();
    }

    @Test
    void validityBringsExpiresAndDate() throws IOException {
        var bench = new Bench();
        bench.line.sendMessage("853", MessageContent.text("x").withValidity(Duration.ofMinutes(2)));
        var message = bench.peer.expectRequest("MESSAGE");
        assertThat(message.header("Expires")).contains("120");
        assertThat(message.header("Date").orElse("")).endsWith("GMT");
        bench.peer.respond(message, 200);
        bench.end();
    }

    @Test
    void whatCannotBeSentIsAMistake() throws IOException {
        var bench = new Bench();
        assertThatThrownBy(() -> MessageContent.of("nonsense", new byte[1])).hasMessageContaining("media type");
        assertThatThrownBy(() -> MessageContent.text("x").withValidity(Duration.ZERO))
                .hasMessageContaining("1 s");
        assertThatThrownBy(() -> bench.line.sendMessage(" ", "x")).isInstanceOf(IllegalArgumentException.class);
        bench.close();
        assertThat(bench.await(bench.line.sendMessage("853", "x")).kind()).isEqualTo(MessageOutcome.Kind.NOT_SENT);
    }

    @Test
    void withoutAListenerItIs405AndAllowDoesNotNameIt() throws IOException {
        var bench = new Bench();
        var refusal = receive(bench, 405, draft -> {});
        assertThat(refusal.header("Allow").orElse("")).doesNotContain("MESSAGE").contains("INVITE");
        bench.end();
    }

    @Test
    void aListenerHearsWhatCameAndTheAnswerHasNeitherBodyNorContact() throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        var answer = receive(
                bench,
                200,
                draft -> draft.header("Date", "Sat, 13 Nov 2010 23:29:00 GMT")
                        .header("Subject", "Lunch")
                        .replace("Content-Type", "text/plain;charset=ISO-8859-1")
                        .bodyBytes("Grüße".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Contact")).isEmpty();
        bench.run(100);
        assertThat(heard).singleElement().satisfies(message -> {
            assertThat(message.text()).contains("Grüße");
            assertThat(message.fromNumber()).isEqualTo("853");
            assertThat(message.to()).isEqualTo("sip:858@192.0.2.1");
            assertThat(message.contentType()).isEqualTo("text/plain;charset=ISO-8859-1");
            assertThat(message.body()).hasSize(5);
            assertThat(message.date()).contains(java.time.Instant.parse("2010-11-13T23:29:00Z"));
            assertThat(message.subject()).contains("Lunch");
            assertThat(message.isExpired()).isFalse();
            assertThat(message.call()).isEmpty();
            assertThat(message.callId()).isNotEmpty();
        });
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, , 415",
        "text/plain;charset=klingon, , 415",
        "application/octet-stream, Content-Disposition: render;handling=optional, 200",
        "text/plain, Content-Encoding: gzip, 415",
        "text/plain, Require: nothing-we-know, 420",
        "text/plain, Replaces: a;to-tag=b;from-tag=c, 400",
        "multipart/mixed, , 400",
    })
    void whatIsNotUnderstoodIsRefused(String type, String more, int status) throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        var answer = receive(bench, status, draft -> {
            draft.replace("Content-Type", type);
            if (more != null) {
                var colon = more.indexOf(':');
                draft.header(more.substring(0, colon), more.substring(colon + 1).strip());
            }
        });
        if (status == 415) {
            assertThat(answer.header("Accept").orElse("")).startsWith("text/plain");
            assertThat(answer.header("Accept-Encoding")).contains("identity");
            assertThat(answer.header("Accept-Language")).contains("*");
        }
        bench.run(100);
        assertThat(heard).hasSize(status == 200 ? 1 : 0);
        bench.end();
    }

    @Test
    void ofAlternativesTheTextIsRead() throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        receive(
                bench,
                200,
                draft -> draft.body(
                        "multipart/alternative;boundary=b",
                        "--b\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>rich</b>\r\n--b--\r\n"));
        bench.run(100);
        assertThat(heard.get(0).text()).contains("plain");
        bench.end();
    }

    @Test
    void aRepeatedMessageIsHeardOnce() throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        receive(bench, 200, draft -> {});
        bench.peer.send(bench.peer.sent().get(0));
        bench.run(1_000);
        assertThat(bench.peer.retransmissions()).isEqualTo(1);
        assertThat(heard).hasSize(1);
        bench.end();
    }

    /** RFC 3261 §8.2.2.2: the same request by two ways. */
    @Test
    void aMessageThatComesByTwoWaysIsHeardOnce() throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        receive(bench, 200, draft -> {});
        var other = Draft.request("MESSAGE", "sip:858@192.0.2.1").header("Via", bench.peer.newVia());
        bench.peer.sent().get(0).headers().stream()
                .filter(header -> !header.name().equals("Via"))
                .forEach(header -> other.header(header.name(), header.value()));
        bench.peer.send(
                other.bodyBytes("hello".getBytes(StandardCharsets.UTF_8)).build());
        bench.peer.expectResponse("MESSAGE", 482);
        assertThat(heard).hasSize(1);
        bench.end();
    }

    @Test
    void anExpiredMessageIsShownAsSuch() throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        receive(
                bench,
                200,
                draft -> draft.header("Date", "Sat, 13 Nov 2010 23:29:00 GMT").header("Expires", "60"));
        receive(bench, 200, draft -> draft.header("Expires", "60"));
        bench.run(100);
        assertThat(heard).extracting(IncomingMessage::isExpired).containsExactly(true, false);
        bench.end();
    }

    @Test
    void aMessageForNobodyHereIs404() throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        var dialog = bench.peer.newDialog("sip:999@192.0.2.1");
        dialog.send("MESSAGE", draft -> draft.body("text/plain", "x"));
        dialog.expectResponse("MESSAGE", 404);
        bench.end();
    }

    @Test
    void whoeverFloodsAListenerThatIsBehindIsToldToComeBack() throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        for (int i = 0; i < 150; i++) {
            bench.peer.newDialog("sip:858@192.0.2.1").send("MESSAGE", draft -> draft.body("text/plain", "x"));
        }
        bench.run(1_000);
        var refused = bench.peer.received().stream()
                .filter(m -> m.isResponse("MESSAGE", 480))
                .toList();
        assertThat(heard.size() + refused.size()).isEqualTo(150);
        assertThat(heard).hasSizeGreaterThanOrEqualTo(100);
        assertThat(refused).allMatch(m -> m.header("Retry-After").isPresent());
        bench.end();
    }

    @Test
    void insideACallMessagesGoBothWays() throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        var talk = bench.dialAndTalk();
        var sending = talk.call().sendMessage("from here");
        var second = talk.call().sendMessage("and more");
        var message = talk.dialog().expectRequest("MESSAGE");
        assertThat(message.body()).isEqualTo("from here");
        assertThat(message.header("Contact")).isEmpty();
        bench.run(2_000);
        talk.dialog().respond(message, 200);
        assertThat(bench.await(sending).isSuccess()).isTrue();
        talk.dialog().respond(talk.dialog().expectRequest("MESSAGE"), 405);
        assertThat(bench.await(second))
                .isInstanceOfSatisfying(
                        MessageOutcome.Refused.class,
                        no -> assertThat(no.status()).isEqualTo(405));

        talk.dialog().send("MESSAGE", draft -> draft.body("text/plain", "from there"));
        talk.dialog().expectResponse("MESSAGE", 200);
        bench.run(100);
        assertThat(heard.get(0).call()).contains(talk.call());
        assertThat(talk.call().state()).isEqualTo(CallState.IN_CALL);
        talk.peerHangsUp();
        assertThat(bench.await(talk.call().sendMessage("late")).kind()).isEqualTo(MessageOutcome.Kind.NOT_SENT);
        bench.end();
    }

    /** RFC 5057 §5.3: a message belongs to no usage, so silence does not end the call. */
    @Test
    void aMessageInACallThatIsNotAnsweredLeavesTheCallAlone() throws IOException {
        var bench = new Bench();
        var talk = bench.dialAndTalk();
        var sending = talk.call().sendMessage("x");
        talk.dialog().expectRequest("MESSAGE");
        assertThat(bench.await(sending)).isEqualTo(new MessageOutcome.NoAnswer());
        assertThat(talk.call().state()).isEqualTo(CallState.IN_CALL);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void aMessageForADialogThatIsNotThereIs481() throws IOException {
        var bench = new Bench();
        bench.phone.onMessage(heard::add);
        var dialog = bench.peer.newDialog("sip:858@192.0.2.1");
        dialog.send(
                "MESSAGE",
                draft -> draft.replace("To", "<sip:858@192.0.2.1>;tag=forged").body("text/plain", "x"));
        dialog.expectResponse("MESSAGE", 481);
        assertThat(heard).isEmpty();
        bench.end();
    }
}
