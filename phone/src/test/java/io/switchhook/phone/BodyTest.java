package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallState;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies of calls that are understood, passed over, or refused: RFC 3261 §8.2.3, RFC 5621 §8. */
class BodyTest {

    private static String withPart(String sdp, String headers) {
        return "--b\r\nContent-Type: application/sdp\r\n\r\n" + sdp + "\r\n--b\r\n" + headers
                + "\r\n\r\nxx\r\n--b--\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "application/isup, , 415",
        "application/isup, signal;handling=required, 415",
        "application/isup, signal;handling=optional, 180",
    })
    void besideADescriptionAPartCounts(String type, String disposition, int status) throws IOException {
        var bench = new Bench();
        var dialog = bench.peer.newDialog("sip:858@192.0.2.1");
        var headers = "Content-Type: " + type + (disposition == null ? "" : "\r\nContent-Disposition: " + disposition);
        var invite = dialog.send(
                "INVITE", draft -> draft.body("multipart/mixed;boundary=b", withPart(bench.ear.sdp(), headers)));
        var answer = dialog.expectResponse("INVITE", status);
        if (status == 415) {
            assertThat(answer.header("Accept").orElse("")).contains("application/sdp", "multipart/mixed");
            assertThat(answer.header("Accept-Encoding")).contains("identity");
            assertThat(answer.header("Accept-Language")).contains("*");
            dialog.ack(invite, answer);
            assertThat(bench.incoming).isEmpty();
        } else {
            var answered = bench.incoming.get(0).answer();
            var success = dialog.expectResponse("INVITE", 200);
            assertThat(success.body()).contains("m=audio 1");
            dialog.ack(invite, success);
            assertThat(bench.await(answered)).isEqualTo(AnswerOutcome.ANSWERED);
            dialog.send("BYE");
            dialog.expectResponse("BYE", 200);
        }
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, , , 415",
        "text/html, render;handling=optional, , 180",
        "application/sdp, , gzip, 415",
    })
    void aSingleBodyCountsToo(String type, String disposition, String encoding, int status) throws IOException {
        var bench = new Bench();
        var dialog = bench.peer.newDialog("sip:858@192.0.2.1");
        var invite = dialog.send("INVITE", draft -> {
            draft.body(type, "x");
            if (disposition != null) {
                draft.header("Content-Disposition", disposition);
            }
            if (encoding != null) {
                draft.header("Content-Encoding", encoding);
            }
        });
        var answer = dialog.expectResponse("INVITE", status);
        if (status == 180) {
            bench.incoming.get(0).reject();
            answer = dialog.expectResponse("INVITE", 486);
        }
        dialog.ack(invite, answer);
        bench.end();
    }

    @Test
    void insideACallARefusedBodyChangesNothing() throws IOException {
        var bench = new Bench();
        var talk = bench.dialAndTalk();
        var change = talk.dialog().send("INVITE", draft -> draft.body("application/isup", "x"));
        var refusal = talk.dialog().expectResponse("INVITE", 415);
        assertThat(refusal.header("Accept").orElse("")).contains("application/sdp");
        talk.dialog().ack(change, refusal);
        talk.dialog().send("UPDATE", draft -> draft.body("application/isup", "x"));
        talk.dialog().expectResponse("UPDATE", 415);
        var next = talk.dialog().invite(bench.ear.sdp());
        talk.dialog().ack(next, talk.dialog().expectResponse("INVITE", 200));
        assertThat(talk.call().state()).isEqualTo(CallState.IN_CALL);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void partsThatCannotBeReadAre400() throws IOException {
        var bench = new Bench();
        var dialog = bench.peer.newDialog("sip:858@192.0.2.1");
        var invite = dialog.send("INVITE", draft -> draft.body("multipart/mixed", "x"));
        dialog.ack(invite, dialog.expectResponse("INVITE", 400));
        bench.end();
    }
}
