package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6086 §5.2 while a call stands: INFO goes across the PBX, so each telephone hears what the other takes now. */
class PbxInfoTest {

    /** Anna takes x-lamp, Bert x-door, and both know it. */
    private static Bench.Talk talk(Bench bench) {
        var dialog = bench.anna.peer().newDialog("sip:853@192.0.2.10");
        var plain = dialog.send(
                "INVITE",
                draft -> draft.header("Recv-Info", "x-lamp")
                        .body("application/sdp", bench.anna.ear().sdp()));
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(plain, challenge);
        var calling = new Bench.Leg(bench.anna, dialog, dialog.sendAuthorized(plain, challenge, "858", Bench.SECRET));
        var called = bench.bert.ring();
        answer(called, "x-door");
        calling.answered();
        bench.run(100);
        return new Bench.Talk(calling, called);
    }

    private static void answer(Bench.Leg called, String packages) {
        called.dialog()
                .respond(
                        called.invite(),
                        200,
                        draft -> draft.header("Recv-Info", packages)
                                .header("Allow", "INVITE, ACK, BYE, UPDATE")
                                .body(
                                        "application/sdp",
                                        called.telephone().ear().sdp()));
        called.dialog().expectRequest("ACK");
    }

    private static WireMessage take(Bench.Leg leg, String method, String packages, String direction) {
        return leg.dialog()
                .send(
                        method,
                        draft -> draft.header("Recv-Info", packages)
                                .body("application/sdp", leg.telephone().ear().sdp(direction)));
    }

    private static void end(Bench bench, Bench.Talk talk) {
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    void aChangeOfThePackagesAloneIsToldToTheOtherSide(String method) throws IOException {
        var bench = new Bench();
        var talk = talk(bench);
        var change = take(talk.anna(), method, "x-lamp, x-bell", "sendrecv");
        var answer = talk.anna().dialog().expectResponse(method, 200);
        assertThat(answer.header("Recv-Info")).contains("x-door");
        if (method.equals("INVITE")) {
            talk.anna().dialog().ack(change, answer);
        }
        var told = talk.bert().dialog().expectRequest("UPDATE");
        assertThat(told.header("Recv-Info")).contains("x-lamp, x-bell");
        talk.bert()
                .dialog()
                .respond(
                        told,
                        200,
                        draft -> draft.header("Recv-Info", "x-door")
                                .body("application/sdp", bench.bert.ear().sdp()));
        bench.run(5_000);
        assertThat(bench.bert.peer().received().stream().filter(m -> m.isRequest("UPDATE")))
                .as("said once")
                .hasSize(1);
        end(bench, talk);
    }

    @Test
    void withAChangeThatIsPassedOnTheAnswersSayIt() throws IOException {
        var bench = new Bench();
        var talk = talk(bench);
        var hold = take(talk.anna(), "INVITE", "x-lamp", "sendonly");
        var passed = talk.bert().dialog().expectRequest("INVITE");
        assertThat(passed.header("Recv-Info")).contains("x-lamp");
        talk.bert()
                .dialog()
                .respond(
                        passed,
                        200,
                        draft -> draft.header("Recv-Info", "x-window")
                                .body("application/sdp", bench.bert.ear().sdp("recvonly")));
        talk.bert().dialog().expectRequest("ACK");
        var success = talk.anna().dialog().expectResponse("INVITE", 200);
        assertThat(success.header("Recv-Info")).contains("x-window");
        talk.anna().dialog().ack(hold, success);
        end(bench, talk);
    }

    /** §5.2.4. */
    @Test
    void aRefusedChangeIsNeitherTakenNorTold() throws IOException {
        var bench = new Bench();
        var talk = talk(bench);
        take(talk.anna(), "UPDATE", "x-bell", "sendonly");
        var passed = talk.bert().dialog().expectRequest("INVITE");
        assertThat(passed.header("Recv-Info")).contains("x-lamp");
        talk.bert().refuseChange(passed, 488);
        talk.anna().dialog().expectResponse("UPDATE", 488);
        bench.run(5_000);
        assertThat(bench.bert.peer().received().stream()
                        .filter(m -> m.header("Recv-Info").orElse("").contains("x-bell")))
                .isEmpty();
        end(bench, talk);
    }

    /** A telephone that knows of no packages hears of none. */
    @Test
    void whoHasSaidNothingIsToldNothing() throws IOException {
        var bench = new Bench();
        var talk = bench.talk();
        take(talk.anna(), "UPDATE", "x-lamp", "sendrecv");
        assertThat(talk.anna().dialog().expectResponse("UPDATE", 200).header("Recv-Info"))
                .isEmpty();
        bench.run(5_000);
        assertThat(bench.bert.peer().received().stream()
                        .filter(m ->
                                m.isRequest("UPDATE") || m.header("Recv-Info").isPresent()))
                .isEmpty();
        end(bench, talk);
    }

    @Test
    void afterATransferTheRemainingPartyHearsWhatTheTargetTakes() throws IOException {
        var bench = new Bench();
        var talk = talk(bench);
        talk.anna().refer("895");
        talk.anna().dialog().expectResponse("REFER", 202);
        var carl = bench.carl.ring();
        assertThat(carl.invite().header("Recv-Info")).contains("x-door");
        answer(carl, "x-gate");
        var told = talk.bert().dialog().expectRequest("UPDATE");
        assertThat(told.header("Recv-Info")).contains("x-gate");
        talk.bert()
                .dialog()
                .respond(
                        told,
                        200,
                        draft -> draft.header("Recv-Info", "x-door")
                                .body("application/sdp", bench.bert.ear().sdp()));
        talk.anna().expectReport("200");
        talk.anna().hangUp();
        carl.hangUp();
        talk.bert().expectBye();
        bench.end();
    }
}
