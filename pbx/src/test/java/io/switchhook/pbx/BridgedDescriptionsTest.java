package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.Pump;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one telephone of a call says of its media is an offer or an answer to the other, whatever way it is said. */
class BridgedDescriptionsTest {
    private final Bench bench;

    BridgedDescriptionsTest() throws IOException {
        bench = new Bench();
    }

    private static String withVideo(String sdp, int port) {
        return sdp + "m=video " + port + " RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=sendrecv\r\n";
    }

    private static String with(String sdp, String formats) {
        return sdp.replace("RTP/AVP 8 0 101", "RTP/AVP " + formats);
    }

    private static long lines(WireMessage message) {
        return message.body().lines().filter(line -> line.startsWith("m=")).count();
    }

    /** The telephone is offered something and takes it. */
    private WireMessage takes(Bench.Leg leg, String answer) {
        var offer = leg.dialog().expectRequest("INVITE");
        leg.dialog().respondWithSdp(offer, 200, answer);
        leg.dialog().expectRequest("ACK");
        return offer;
    }

    private void end(Bench.Leg one, Bench.Leg other) {
        one.hangUp();
        other.expectBye();
        bench.end();
    }

    // --- the answer in an ACK ---------------------------------------------------------------------------------------

    /** A re-INVITE of Anna's without a description, and her answer to the PBX's offer, which is returned. */
    private WireMessage asksForAnOffer(Bench.Leg anna, String answer) {
        var invite = anna.dialog().send("INVITE");
        var ok = anna.dialog().expectResponse("INVITE", 200);
        anna.dialog().ack(invite, ok, draft -> draft.body("application/sdp", answer));
        return ok;
    }

    @Test
    @DisplayName("RFC 3261 §14.1, §13.2.1: the answer in the ACK of a re-INVITE without an offer moves the audio")
    void theAnswerInAnAckMovesTheAudio() throws IOException {
        var talk = bench.talk();
        var host = bench.simulation.host("new place", "192.0.2.77");
        var newEar = RtpProbe.open("new ear", host, Pump.of(bench.simulation), Bench.at("192.0.2.77", 4400));
        asksForAnOffer(talk.anna(), newEar.sdp());
        bench.run(200);
        int before = bench.anna.ear().packets();
        bench.bert
                .ear()
                .sendTone(1_000, RtpProbe.mediaAddress(talk.bert().invite().body()));
        bench.run(1_000);
        int atOld = bench.anna.ear().packets() - before;
        assertThat(List.of(atOld, newEar.packets()))
                .as("packets at the old and at the new place")
                .isEqualTo(List.of(0, 50));
        newEar.close();
        end(talk.anna(), talk.bert());
    }

    @ParameterizedTest
    @CsvSource({"sendonly, '8 0 101', recvonly", "sendrecv, '0 101', sendrecv"})
    @DisplayName("What the ACK of a re-INVITE without an offer says is told to the one across: a hold, another codec")
    void theAnswerInAnAckIsToldAcross(String direction, String formats, String back) {
        var talk = bench.talk();
        asksForAnOffer(talk.anna(), with(bench.anna.ear().sdp(direction), formats));
        var told = takes(talk.bert(), with(bench.bert.ear().sdp(back), formats));
        assertThat(told.body()).contains("a=" + direction).contains("RTP/AVP " + formats + " ");
        end(talk.anna(), talk.bert());
    }

    private void holds(Bench.Leg one, Bench.Leg other) {
        var hold = one.dialog().invite(one.telephone().ear().sdp("sendonly"));
        takes(other, other.telephone().ear().sdp("recvonly"));
        one.dialog().ack(hold, one.dialog().expectResponse("INVITE", 200));
    }

    @Test
    @DisplayName("RFC 3261 §14.2: asked for an offer, the PBX offers as in a brand new call, so that a hold can end")
    void aHoldEndsByAReInviteWithoutAnOffer() {
        var talk = bench.talk();
        holds(talk.anna(), talk.bert());
        var ok = asksForAnOffer(talk.anna(), bench.anna.ear().sdp());
        assertThat(ok.body()).contains("a=sendrecv");
        var told = takes(talk.bert(), bench.bert.ear().sdp());
        assertThat(told.body()).contains("a=sendrecv");
        end(talk.anna(), talk.bert());
    }

    @Test
    void whoIsHeldIsNotOfferedTheEndOfIt() {
        var talk = bench.talk();
        holds(talk.bert(), talk.anna());
        var ok = asksForAnOffer(talk.anna(), bench.anna.ear().sdp("recvonly"));
        assertThat(ok.body()).contains("a=sendonly");
        end(talk.anna(), talk.bert());
    }

    // --- what cannot be passed on -----------------------------------------------------------------------------------

    private String fax() {
        var sdp = bench.anna.ear().sdp();
        return sdp.substring(0, sdp.indexOf("m=")) + "m=image 4002 udptl t38\r\n";
    }

    @Test
    @DisplayName("RFC 3261 §14.2: an offer of which nothing can be relayed is 488, and the audio goes on")
    void faxIsRefusedAndTheAudioGoesOn() {
        var talk = bench.talk();
        var invite = talk.anna().dialog().invite(fax());
        var refusal = talk.anna().dialog().expectResponse("INVITE", 488);
        talk.anna().dialog().ack(invite, refusal);
        assertThat(refusal.header("Warning")).contains("304 switchhook \"Only RTP is relayed here\"");
        assertThat(bench.bert.peer().received())
                .filteredOn(m -> m.isRequest("INVITE"))
                .hasSize(1);
        end(talk.anna(), talk.bert());
    }

    @Test
    @DisplayName("RFC 3264 §6: of a fax offered beside the audio the audio alone is passed on")
    void faxBesideTheAudioIsLeftOut() {
        var talk = bench.talk();
        var invite = talk.anna().dialog().invite(bench.anna.ear().sdp() + "m=image 4002 udptl t38\r\n");
        var passed = takes(talk.bert(), bench.bert.ear().sdp() + "m=image 0 udptl t38\r\n");
        assertThat(passed.body()).contains("m=audio ").contains("m=image 0 udptl t38\r\n");
        var ok = talk.anna().dialog().expectResponse("INVITE", 200);
        talk.anna().dialog().ack(invite, ok);
        assertThat(ok.body()).contains("m=image 0 udptl t38\r\n");
        end(talk.anna(), talk.bert());
    }

    @Test
    @DisplayName("RFC 3261 §14.2: why a telephone refuses a change is told to who has asked for it")
    void theWarningOfWhoRefusesAChangeIsPassedOn() {
        var talk = bench.talk();
        var invite = talk.anna().dialog().invite(with(bench.anna.ear().sdp(), "0 101"));
        var passed = talk.bert().dialog().expectRequest("INVITE");
        talk.bert().dialog().respond(passed, 488, draft -> draft.header("Warning", "305 bert \"No PCMU here\""));
        talk.bert().telephone().peer().expectRequest("ACK");
        var refusal = talk.anna().dialog().expectResponse("INVITE", 488);
        talk.anna().dialog().ack(invite, refusal);
        assertThat(refusal.header("Warning")).contains("305 bert \"No PCMU here\"");
        end(talk.anna(), talk.bert());
    }

    @Test
    void aCallThatIsAFaxIsRefusedWithTheReason() {
        var anna = bench.anna.dial("853", fax());
        var refusal = anna.dialog().expectResponse("INVITE", 488);
        anna.dialog().ack(anna.invite(), refusal);
        assertThat(refusal.header("Warning")).contains("304 switchhook \"Only RTP is relayed here\"");
        bench.end();
    }

    @Test
    @DisplayName(
            "RFC 8843 §A.3: that two telephones could send all lines to one port is not passed on, since each line has its own here")
    void linesAreNotBundledThroughUs() {
        var bundled = withVideo(bench.anna.ear().sdp(), 4_010)
                .replace("t=0 0\r\n", "t=0 0\r\na=group:BUNDLE 1 2\r\na=group:LS 1 2\r\n");
        var anna = bench.anna.dial("853", bundled);
        var bert = bench.bert.ring();
        assertThat(bert.invite().body()).contains("a=group:LS 1 2\r\n").doesNotContain("BUNDLE");
        bert.dialog()
                .respondWithSdp(bert.invite(), 200, withVideo(bench.bert.ear().sdp(), 4_020));
        bert.dialog().expectRequest("ACK");
        anna.answered();
        end(anna, bert);
    }

    // --- in whatever order ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    @DisplayName(
            "RFC 3261 §14.1: a callee that changes the call before the caller's ACK waits for it, and is not told 488")
    void aChangeBeforeTheCallersAckWaitsForIt(String method) {
        var anna = bench.anna.dial("853");
        var bert = bench.bert.ring();
        bert.answer();
        var change = bert.dialog()
                .send(
                        method,
                        draft -> draft.body(
                                "application/sdp", with(bench.bert.ear().sdp(), "8 101")));
        bench.run(50);
        anna.answered();
        takes(anna, with(bench.anna.ear().sdp(), "8 101"));
        var ok = bert.dialog().expectResponse(method, 200);
        if (method.equals("INVITE")) {
            bert.dialog().ack(change, ok);
        }
        end(anna, bert);
    }

    @Test
    @DisplayName("RFC 3261 §14.1: a re-INVITE that is called off leaves the session of both as it was")
    void aHoldThatIsCalledOffHoldsNobody() {
        var talk = bench.talk();
        var hold = talk.anna().dialog().invite(bench.anna.ear().sdp("sendonly"));
        var passed = talk.bert().dialog().expectRequest("INVITE");
        talk.bert().dialog().respond(passed, 100);
        talk.anna().dialog().cancel(hold);
        talk.anna().dialog().ack(hold, talk.anna().dialog().expectResponse("INVITE", 487));
        talk.bert().dialog().respondWithSdp(passed, 200, bench.bert.ear().sdp("recvonly"));
        talk.bert().dialog().expectRequest("ACK");
        var takenBack = takes(talk.bert(), bench.bert.ear().sdp());
        assertThat(takenBack.body()).contains("a=sendrecv");
        end(talk.anna(), talk.bert());
    }

    @Test
    @DisplayName("RFC 3311 §5.2: what the caller changes by UPDATE while it rings is told to whoever answers")
    void aChangeWhileItRingsIsToldToWhoeverAnswers() {
        var anna = bench.anna.dial(
                "853",
                draft -> draft.header("Supported", "100rel")
                        .body("application/sdp", bench.anna.ear().sdp()));
        var invite = bench.bert.peer().expectRequest("INVITE");
        var bert = new Bench.Leg(bench.bert, bench.bert.peer().dialog(invite), invite);
        bert.dialog()
                .respond(
                        invite,
                        183,
                        draft -> draft.header("Require", "100rel")
                                .header("RSeq", "1")
                                .body("application/sdp", bench.bert.ear().sdp()));
        bert.dialog().respond(bert.dialog().expectRequest("PRACK"), 200);
        var early = bench.anna.peer().expectResponse("INVITE", 183);
        anna.dialog().learn(early);
        var rack = early.header("RSeq").orElseThrow() + " " + anna.invite().cseq() + " INVITE";
        anna.dialog().send("PRACK", draft -> draft.header("RAck", rack));
        anna.dialog().expectResponse("PRACK", 200);
        var held = with(bench.anna.ear().sdp("sendonly"), "0 101");
        anna.dialog().send("UPDATE", draft -> draft.body("application/sdp", held));
        anna.dialog().expectResponse("UPDATE", 200);
        bert.dialog().respond(invite, 200);
        bert.dialog().expectRequest("ACK");
        anna.answered();
        var told = takes(bert, with(bench.bert.ear().sdp("recvonly"), "0 101"));
        assertThat(told.body()).contains("a=sendonly").contains("RTP/AVP 0 101 8");
        end(anna, bert);
    }

    @Test
    @DisplayName("What a telephone says anew in its answer to the PBX's refresh is told to the one across")
    void theAnswerToARefreshIsToldAcross() {
        var anna = bench.anna.dial("853");
        var bert = bench.bert.ring();
        bert.dialog()
                .respond(
                        bert.invite(),
                        200,
                        draft -> draft.remove("Allow")
                                .header("Allow", "INVITE, ACK, BYE, CANCEL")
                                .header("Require", "timer")
                                .header("Session-Expires", "1800;refresher=uac")
                                .body("application/sdp", bench.bert.ear().sdp()));
        bert.dialog().expectRequest("ACK");
        anna.answered();
        bench.run(899_000);
        var refresh = bert.dialog().expectRequest("INVITE", Duration.ofSeconds(5));
        bert.dialog().respondWithSdp(refresh, 200, with(bench.bert.ear().sdp("sendonly"), "0 101"));
        bert.dialog().expectRequest("ACK");
        var told = takes(anna, with(bench.anna.ear().sdp("recvonly"), "0 101"));
        assertThat(told.body()).contains("a=sendonly").contains("RTP/AVP 0 101 8");
        end(anna, bert);
    }

    // --- answers fit their offers -----------------------------------------------------------------------------------

    @Test
    @DisplayName("RFC 3264 §6: an answer has as many lines as the offer, whatever a telephone leaves out")
    void anAnswerHasAsManyLinesAsTheOffer() {
        var anna = bench.anna.dial("853", withVideo(bench.anna.ear().sdp(), 4_010));
        var bert = bench.bert.ring();
        bert.answer();
        var ok = anna.dialog().expectResponse("INVITE", 200);
        anna.dialog().ack(anna.invite(), ok);
        assertThat(lines(ok)).isEqualTo(2);
        assertThat(ok.body()).contains("m=video 0 ");
        end(anna, bert);
    }

    @Test
    @DisplayName("RFC 3264 §6: the same in a re-INVITE that adds video")
    void anAnswerToMoreLinesHasAsMany() {
        var talk = bench.talk();
        var more = talk.anna().dialog().invite(withVideo(bench.anna.ear().sdp(), 4_010));
        takes(talk.bert(), bench.bert.ear().sdp());
        var ok = talk.anna().dialog().expectResponse("INVITE", 200);
        talk.anna().dialog().ack(more, ok);
        assertThat(lines(ok)).isEqualTo(2);
        end(talk.anna(), talk.bert());
    }

    @Test
    @DisplayName("RFC 3264 §6: nor has it more")
    void anAnswerHasNoMoreLinesThanTheOffer() {
        var anna = bench.anna.dial("853");
        var bert = bench.bert.ring();
        bert.dialog()
                .respondWithSdp(bert.invite(), 200, withVideo(bench.bert.ear().sdp(), 4_020));
        bert.dialog().expectRequest("ACK");
        var ok = anna.dialog().expectResponse("INVITE", 200);
        anna.dialog().ack(anna.invite(), ok);
        assertThat(lines(ok)).isEqualTo(1);
        end(anna, bert);
    }

    @Test
    @DisplayName("RFC 3264 §6.1: sendonly is answered recvonly or inactive, also when the telephone says sendrecv")
    void aHoldIsNotAnsweredSendrecv() {
        var talk = bench.talk();
        var hold = talk.anna().dialog().invite(bench.anna.ear().sdp("sendonly"));
        takes(talk.bert(), bench.bert.ear().sdp("sendrecv"));
        var ok = talk.anna().dialog().expectResponse("INVITE", 200);
        talk.anna().dialog().ack(hold, ok);
        assertThat(ok.body()).contains("a=recvonly");
        end(talk.anna(), talk.bert());
    }

    @Test
    @DisplayName(
            "RFC 3261 §13.2.1: a caller ignores a second description in its dialog, so the first is said again, and the other one offered once the call stands")
    void theAnswerIsTheSameInEachResponseOfADialog() throws IOException {
        var second = bench.telephone("853", "192.0.2.4");
        var anna = bench.anna.dial("853");
        var one = bench.bert.peer().expectRequest("INVITE");
        var other = second.ring();
        bench.bert
                .peer()
                .dialog(one)
                .respondWithSdp(one, 183, with(bench.bert.ear().sdp(), "8 101"));
        var early = anna.dialog().expectResponse("INVITE", 183);
        other.dialog().respondWithSdp(other.invite(), 200, with(second.ear().sdp(), "0 101"));
        other.dialog().expectRequest("ACK");
        new Bench.Leg(bench.bert, bench.bert.peer().dialog(one), one).expectCancel();
        var answer = anna.dialog().expectResponse("INVITE", 200);
        assertThat(answer.body()).isEqualTo(early.body());
        anna.dialog().ack(anna.invite(), answer);
        var winner = takes(anna, with(bench.anna.ear().sdp(), "0 101"));
        assertThat(winner.body()).contains("RTP/AVP 0 101 8");
        end(anna, other);
    }
}
