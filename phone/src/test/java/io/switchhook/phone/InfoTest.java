package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.InfoOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6086, at one end. */
class InfoTest {
    private final List<IncomingInfo> heard = new ArrayList<>();
    private final List<Character> digits = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** §5.2.3: in every INVITE, an empty one too; in answers to those who say it themselves. */
    @Test
    void whatWeTakeIsSaidWhenCallsAreSetUp() throws IOException {
        var bench = new Bench();
        var first = bench.dialAndTalk();
        assertThat(first.invite().header("Recv-Info")).contains("");
        first.peerHangsUp();
        bench.phone.onInfo("x-lamp", heard::add);
        bench.phone.onInfo("x-door", heard::add);
        var second = bench.dialAndTalk();
        assertThat(second.invite().header("Recv-Info")).contains("x-door, x-lamp");
        second.peerHangsUp();

        var dialog = bench.peer.newDialog("sip:858@192.0.2.1");
        var invite =
                dialog.send("INVITE", draft -> draft.header("Recv-Info", "").body("application/sdp", bench.ear.sdp()));
        assertThat(dialog.expectResponse("INVITE", 180).header("Recv-Info")).contains("x-door, x-lamp");
        bench.incoming.get(0).answer();
        var success = dialog.expectResponse("INVITE", 200);
        assertThat(success.header("Recv-Info")).contains("x-door, x-lamp");
        dialog.ack(invite, success);
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);

        var legacy = bench.ring();
        ((IncomingCall) legacy.call()).answer();
        var plain = legacy.dialog().expectResponse("INVITE", 200);
        assertThat(plain.header("Recv-Info")).isEmpty();
        legacy.dialog().ack(legacy.invite(), plain);
        legacy.peerHangsUp();
        bench.end();
    }

    @Test
    void aKnownPackageIsHeardAndAnUnknownOneIs469() throws IOException {
        var bench = new Bench();
        bench.phone.onInfo("x-lamp", heard::add);
        var talk = bench.dialAndTalk();
        talk.dialog()
                .send(
                        "INFO",
                        draft -> draft.header("Info-Package", "x-lamp;level=3")
                                .header("Content-Disposition", "Info-Package")
                                .body("application/json", "{}"));
        var answer = talk.dialog().expectResponse("INFO", 200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Recv-Info")).isEmpty();
        bench.run(100);
        assertThat(heard).singleElement().satisfies(info -> {
            assertThat(info.infoPackage()).isEqualTo("x-lamp");
            assertThat(info.contentType()).contains("application/json");
            assertThat(info.body()).isEqualTo(bytes("{}"));
            assertThat(info.call()).isSameAs(talk.call());
        });
        talk.dialog()
                .send("INFO", draft -> draft.header("Info-Package", "x-unknown").body("text/plain", "x"));
        assertThat(talk.dialog().expectResponse("INFO", 469).header("Recv-Info"))
                .contains("x-lamp");
        talk.dialog()
                .send(
                        "INFO",
                        draft -> draft.header("Info-Package", "x-lamp")
                                .header("Content-Encoding", "gzip")
                                .body("text/plain", "x"));
        talk.dialog().expectResponse("INFO", 415);
        talk.dialog().send("INFO", draft -> draft.header("Info-Package", "(((").body("text/plain", "x"));
        talk.dialog().expectResponse("INFO", 400);
        assertThat(heard).hasSize(1);
        assertThat(talk.call().state()).isEqualTo(CallState.IN_CALL);
        talk.peerHangsUp();
        bench.end();
    }

    /** §4.3.1. */
    @Test
    void ofSeveralPartsTheOneForThePackageIsRead() throws IOException {
        var bench = new Bench();
        bench.phone.onInfo("x-lamp", heard::add);
        var talk = bench.dialAndTalk();
        var parts = "--b\r\nContent-Type: text/plain\r\n\r\nother\r\n--b\r\nContent-Type: application/json\r\n"
                + "Content-Disposition: Info-Package\r\n\r\n{}\r\n--b--\r\n";
        talk.dialog()
                .send(
                        "INFO",
                        draft -> draft.header("Info-Package", "x-lamp").body("multipart/mixed;boundary=b", parts));
        talk.dialog().expectResponse("INFO", 200);
        bench.run(100);
        assertThat(heard.get(0).body()).isEqualTo(bytes("{}"));
        assertThat(heard.get(0).contentType()).contains("application/json");
        talk.peerHangsUp();
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({
        "application/dtmf-relay, 'Signal=5\r\nDuration=160', 5",
        "application/dtmf, 7, 7",
        "application/media_control+xml, <media_control/>, ''",
    })
    void whatBelongsToNoPackageIsTakenAsEver(String type, String body, String digit) throws IOException {
        var bench = new Bench();
        var talk = bench.dialAndTalk();
        talk.call().onDigit(digits::add);
        talk.dialog().send("INFO", draft -> draft.body(type, body));
        talk.dialog().expectResponse("INFO", 200);
        bench.run(100);
        assertThat(digits.stream().map(String::valueOf).reduce("", String::concat))
                .isEqualTo(digit);
        talk.peerHangsUp();
        bench.end();
    }

    /** §5.2.2: not before the other side has said that it takes it. */
    @Test
    void onlyWhatTheOtherSideTakesIsSent() throws IOException {
        var bench = new Bench();
        var call = bench.line.createCall("853");
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        var dialog = bench.peer.dialog(invite);
        assertThat(bench.await(call.sendInfo("x-lamp", "text/plain", bytes("1")))
                        .kind())
                .isEqualTo(InfoOutcome.Kind.NOT_WANTED);
        dialog.respond(
                invite,
                200,
                draft -> draft.header("Recv-Info", "x-door")
                        .header("Recv-Info", "x-lamp")
                        .body("application/sdp", bench.ear.sdp()));
        dialog.expectRequest("ACK");
        bench.await(dialled);
        assertThat(bench.await(call.sendInfo("x-window", "text/plain", bytes("1"))))
                .isEqualTo(new InfoOutcome.NotWanted(List.of("x-door", "x-lamp")));
        var sending = call.sendInfo("x-lamp", "text/plain", bytes("on"));
        var info = dialog.expectRequest("INFO");
        assertThat(info.header("Info-Package")).contains("x-lamp");
        assertThat(info.header("Content-Disposition")).contains("Info-Package");
        assertThat(info.header("Content-Type")).contains("text/plain");
        assertThat(info.header("Recv-Info")).as("§4.2.1").isEmpty();
        assertThat(info.body()).isEqualTo("on");
        dialog.respond(info, 200);
        assertThat(bench.await(sending).isDelivered()).isTrue();
        var refused = call.sendInfo("x-door", "text/plain", new byte[0]);
        var empty = dialog.expectRequest("INFO");
        assertThat(empty.header("Content-Disposition")).isEmpty();
        dialog.respond(empty, 469, draft -> draft.header("Recv-Info", ""));
        assertThat(bench.await(refused))
                .isInstanceOfSatisfying(
                        InfoOutcome.Refused.class, no -> assertThat(no.status()).isEqualTo(469));
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        assertThat(bench.await(call.sendInfo("x-lamp", "text/plain", bytes("1")))
                        .kind())
                .isEqualTo(InfoOutcome.Kind.NOT_SENT);
        bench.end();
    }

    @Test
    void whatIsNoPackageIsAMistake() throws IOException {
        var bench = new Bench();
        assertThatThrownBy(() -> bench.phone.onInfo("no token", heard::add)).hasMessageContaining("token");
        var call = bench.line.createCall("853");
        assertThatThrownBy(() -> call.sendInfo("", "text/plain", new byte[0])).hasMessageContaining("token");
        assertThatThrownBy(() -> call.sendInfo("x", "nonsense", new byte[0])).hasMessageContaining("media type");
        bench.close();
    }
}
