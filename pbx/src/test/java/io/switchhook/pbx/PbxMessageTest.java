package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.Draft;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MESSAGE through the PBX: RFC 3428 §6 and §7, with the PBX as a back-to-back user agent. */
class PbxMessageTest {

    /** Sends with credentials; the dialog to wait for the answer in. */
    private static PeerDialog send(Bench.Telephone from, String to, Consumer<Draft> change) {
        var dialog = from.peer().newDialog("sip:" + to + "@192.0.2.10");
        var plain = dialog.send("MESSAGE", draft -> {
            draft.remove("Contact").body("text/plain", "hello");
            change.accept(draft);
        });
        dialog.sendAuthorized(plain, dialog.expectResponse("MESSAGE", 401), from.number(), Bench.SECRET);
        return dialog;
    }

    @Test
    void aMessageReachesTheOtherTelephoneAsItWasWritten() throws IOException {
        var bench = new Bench();
        var dialog = send(
                bench.anna,
                "853",
                draft -> draft.header("Subject", "Lunch")
                        .header("Date", "Sat, 13 Nov 2010 23:29:00 GMT")
                        .header("Expires", "60"));
        var message = bench.bert.peer().expectRequest("MESSAGE");
        assertThat(message.body()).isEqualTo("hello");
        assertThat(message.header("Content-Type")).contains("text/plain");
        assertThat(message.header("Subject")).contains("Lunch");
        assertThat(message.header("Expires")).contains("60");
        assertThat(message.header("Date")).contains("Sat, 13 Nov 2010 23:29:00 GMT");
        assertThat(message.header("From").orElse("")).contains("858");
        assertThat(message.header("To").orElse("")).contains("sip:853@192.0.2.10");
        assertThat(message.header("Contact")).isEmpty();
        assertThat(message.header("Authorization")).isEmpty();
        bench.bert.peer().respond(message, 200);
        var answer = dialog.expectResponse("MESSAGE", 200);
        assertThat(answer.header("Contact")).isEmpty();
        assertThat(answer.body()).isEmpty();
        bench.end();
    }

    @Test
    void allTelephonesOfAnExtensionGetItAndTheFirstThatTakesItAnswers() throws IOException {
        var bench = new Bench();
        var second = bench.telephone("853", "192.0.2.4");
        var dialog = send(bench.anna, "853", draft -> {});
        var one = bench.bert.peer().expectRequest("MESSAGE");
        var two = second.peer().expectRequest("MESSAGE");
        bench.bert.peer().respond(one, 486);
        second.peer().respond(two, 202);
        dialog.expectResponse("MESSAGE", 202);
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({
        "480, 603, 603",
        "486, 415, 415",
        "404, 486, 486",
        "401, 401, 403",
        "503, 503, 500",
        "408, 408, 480",
        "302, 302, 480",
    })
    void ofTwoRefusalsTheOneThatSaysMostGoesBack(int first, int second, int answer) throws IOException {
        var bench = new Bench();
        var other = bench.telephone("853", "192.0.2.4");
        var dialog = send(bench.anna, "853", draft -> {});
        var one = bench.bert.peer().expectRequest("MESSAGE");
        var two = other.peer().expectRequest("MESSAGE");
        bench.bert.peer().respond(one, first, draft -> draft.header("Accept", "text/html"));
        other.peer().respond(two, second, draft -> draft.header("Accept", "text/html"));
        var refusal = dialog.expectResponse("MESSAGE", answer);
        assertThat(refusal.header("WWW-Authenticate")).isEmpty();
        if (answer == 415) {
            assertThat(refusal.header("Accept")).contains("text/html");
        }
        bench.end();
    }

    @Test
    void whoIsNotThereAndWhoIsNotKnown() throws IOException {
        var bench = new Bench(builder -> builder.extension("700", Bench.SECRET));
        send(bench.anna, "700", draft -> {}).expectResponse("MESSAGE", 480);
        send(bench.anna, "999", draft -> {}).expectResponse("MESSAGE", 404);
        bench.end();
    }

    @Test
    void aTelephoneThatIsSilentIsAnsweredForBeforeTheSenderGivesUp() throws IOException {
        var bench = new Bench();
        var dialog = send(bench.anna, "853", draft -> {});
        bench.bert.peer().expectRequest("MESSAGE");
        dialog.expectResponse("MESSAGE", 480, Duration.ofSeconds(30));
        bench.end();
    }

    @Test
    void withoutCredentialsOrInAnothersNameNothingIsPassedOn() throws IOException {
        var bench = new Bench();
        var dialog = bench.anna.peer().newDialog("sip:853@192.0.2.10");
        var plain = dialog.send(
                "MESSAGE",
                draft -> draft.replace("From", "<sip:895@192.0.2.10>;tag=" + dialog.localTag())
                        .body("text/plain", "forged"));
        dialog.sendAuthorized(plain, dialog.expectResponse("MESSAGE", 401), "858", Bench.SECRET);
        dialog.expectResponse("MESSAGE", 403);
        bench.run(500);
        assertThat(bench.bert.peer().received().stream().anyMatch(m -> m.isRequest("MESSAGE")))
                .isFalse();
        bench.end();
    }

    @Test
    void insideACallTextGoesAcrossAndTheAnswerComesBack() throws IOException {
        var bench = new Bench();
        var talk = bench.talk();
        talk.anna()
                .dialog()
                .send("MESSAGE", draft -> draft.header("Subject", "s").body("text/plain", "psst"));
        var passed = talk.bert().dialog().expectRequest("MESSAGE");
        assertThat(passed.body()).isEqualTo("psst");
        assertThat(passed.header("Subject")).contains("s");
        talk.bert().dialog().respond(passed, 415, draft -> draft.header("Accept", "text/html"));
        assertThat(talk.anna().dialog().expectResponse("MESSAGE", 415).header("Accept"))
                .contains("text/html");
        talk.bert().dialog().send("MESSAGE", draft -> draft.body("text/plain", "back"));
        talk.anna().dialog().respond(talk.anna().dialog().expectRequest("MESSAGE"), 200);
        talk.bert().dialog().expectResponse("MESSAGE", 200);
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    /** RFC 6086 §5.2.3, with the PBX saying on each side what the other takes. */
    @Test
    void infoPackagesAreAgreedAcrossThePbx() throws IOException {
        var bench = new Bench();
        var dialog = bench.anna.peer().newDialog("sip:853@192.0.2.10");
        var plain = dialog.send(
                "INVITE",
                draft -> draft.header("Recv-Info", "x-lamp")
                        .body("application/sdp", bench.anna.ear().sdp()));
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(plain, challenge);
        var calling = new Bench.Leg(bench.anna, dialog, dialog.sendAuthorized(plain, challenge, "858", Bench.SECRET));
        var called = bench.bert.ring();
        assertThat(called.invite().header("Recv-Info")).contains("x-lamp");
        called.dialog()
                .respond(
                        called.invite(),
                        200,
                        draft -> draft.header("Recv-Info", "x-door, x-bell")
                                .body("application/sdp", bench.bert.ear().sdp()));
        called.dialog().expectRequest("ACK");
        var success = dialog.expectResponse("INVITE", 200);
        assertThat(success.header("Recv-Info")).contains("x-door, x-bell");
        dialog.ack(calling.invite(), success);
        dialog.send(
                "INFO",
                draft -> draft.header("Info-Package", "x-door;open=1")
                        .header("Content-Disposition", "Info-Package")
                        .body("application/json", "{}"));
        var info = called.dialog().expectRequest("INFO");
        assertThat(info.header("Info-Package")).contains("x-door;open=1");
        assertThat(info.header("Content-Disposition")).contains("Info-Package");
        assertThat(info.body()).isEqualTo("{}");
        called.dialog().respond(info, 469, draft -> draft.header("Recv-Info", "x-bell"));
        assertThat(dialog.expectResponse("INFO", 469).header("Recv-Info")).contains("x-bell");
        calling.hangUp();
        called.expectBye();
        bench.end();
    }

    @Test
    void aDigitByInfoStillGoesAcross() throws IOException {
        var bench = new Bench();
        var talk = bench.talk();
        talk.anna()
                .dialog()
                .send("INFO", draft -> draft.body("application/dtmf-relay", "Signal=5\r\nDuration=100\r\n"));
        WireMessage info = talk.bert().dialog().expectRequest("INFO");
        assertThat(info.body()).startsWith("Signal=5");
        talk.bert().dialog().respond(info, 200);
        talk.anna().dialog().expectResponse("INFO", 200);
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    /** What a refusal says of the way to the other telephone is not said of ours: a 503 would send the asker to another server. */
    @ParameterizedTest
    @CsvSource({"401, 403", "407, 403", "503, 500", "415, 415", "404, 487"})
    void aRefusalInsideACallSaysNothingOfUs(int refusal, int passed) throws IOException {
        var bench = new Bench();
        var talk = bench.talk();
        talk.anna().dialog().send("MESSAGE", draft -> draft.body("text/plain", "hello"));
        var message = talk.bert().dialog().expectRequest("MESSAGE");
        talk.bert().dialog().respond(message, refusal);
        talk.anna().dialog().expectResponse("MESSAGE", passed);
        if (passed != 487) {
            talk.anna().hangUp();
        }
        bench.end();
    }

    @Test
    void aTelephoneThatIsSilentInsideACallDoesNotEndIt() throws IOException {
        var bench = new Bench();
        var talk = bench.talk();
        talk.anna().dialog().send("MESSAGE", draft -> draft.body("text/plain", "hello"));
        talk.bert().dialog().expectRequest("MESSAGE");
        talk.anna().dialog().expectResponse("MESSAGE", 504, Duration.ofSeconds(40));
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }
}
