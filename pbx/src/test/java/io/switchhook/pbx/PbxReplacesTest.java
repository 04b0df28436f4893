package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.Draft;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3891 §3 and RFC 5589 §7 where all dialogs are the PBX's. */
class PbxReplacesTest {
    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench();
    }

    private static String replaces(PeerDialog dialog) {
        return dialog.callId() + ";to-tag=" + dialog.remoteTag().orElse("none") + ";from-tag=" + dialog.localTag();
    }

    /** REFER with a Replaces, as RFC 5589 §7.3 writes it. */
    private static void refer(Bench.Leg from, String number, String replaces) {
        var escaped = URLEncoder.encode(replaces, StandardCharsets.UTF_8);
        from.dialog()
                .send(
                        "REFER",
                        draft -> draft.header("Refer-To", "<sip:" + number + "@192.0.2.10?Replaces=" + escaped + ">"));
        from.dialog().expectResponse("REFER", 202);
    }

    /** Anna, who talks with Bert, talks with Carl too. */
    private Bench.Talk consult() {
        var calling = bench.anna.dial("895");
        var called = bench.carl.ring();
        called.answer();
        calling.answered();
        bench.run(100);
        return new Bench.Talk(calling, called);
    }

    private static void takeChange(Bench.Leg leg) {
        var change = leg.dialog().expectRequest("INVITE");
        leg.dialog().respondWithSdp(change, 200, leg.telephone().ear().sdp());
        leg.dialog().expectRequest("ACK");
    }

    private void assertHears(Bench.Telephone speaker, String mediaOf, Bench.Telephone listener) {
        speaker.ear().sendTone(440, RtpProbe.mediaAddress(mediaOf));
        listener.ear().expectTone(440, Duration.ofSeconds(2));
        speaker.ear().stop();
        bench.run(500);
    }

    private void hangUp(Bench.Leg one, Bench.Leg other) {
        one.hangUp();
        other.expectBye();
    }

    @Test
    void theTwoOthersAreJoinedAndTheTransferorLeavesBothCalls() {
        var talk = bench.talk();
        var consultation = consult();
        refer(talk.anna(), "895", replaces(consultation.anna().dialog()));
        var change = consultation.bert().dialog().expectRequest("INVITE");
        assertThat(change.toTag()).as("a change of the call that stands").isPresent();
        consultation
                .bert()
                .dialog()
                .respondWithSdp(change, 200, bench.carl.ear().sdp());
        consultation.bert().dialog().expectRequest("ACK");
        consultation.anna().expectBye();
        talk.anna().expectReport("200");
        talk.anna().hangUp();
        bench.run(500);
        assertHears(bench.bert, talk.bert().invite().body(), bench.carl);
        assertHears(bench.carl, change.body(), bench.bert);
        assertThat(bench.carl.peer().received().stream()
                        .filter(m -> m.isRequest("INVITE"))
                        .map(WireMessage::callId)
                        .distinct())
                .as("nobody calls Carl anew")
                .hasSize(1);
        hangUp(talk.bert(), consultation.bert());
        bench.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {488, 603, 500})
    void whenTheOtherRefusesBothCallsStand(int status) {
        var talk = bench.talk();
        var consultation = consult();
        refer(talk.anna(), "895", replaces(consultation.anna().dialog()));
        var change = consultation.bert().dialog().expectRequest("INVITE");
        consultation.bert().refuseChange(change, status);
        talk.anna().expectReport(Integer.toString(status));
        bench.run(3_000);
        assertHears(bench.bert, talk.bert().invite().body(), bench.anna);
        assertHears(bench.carl, consultation.bert().invite().body(), bench.anna);
        hangUp(talk.anna(), talk.bert());
        hangUp(consultation.anna(), consultation.bert());
        bench.end();
    }

    @Test
    void aCallOfSomebodyElseIsNotTouched() {
        var talk = bench.talk();
        var consultation = consult();
        // Bert has seen Anna's other dialog somewhere, and wants Carl for himself.
        refer(talk.bert(), "895", replaces(consultation.anna().dialog()));
        talk.bert().expectReport("603");
        hangUp(talk.anna(), talk.bert());
        hangUp(consultation.anna(), consultation.bert());
        bench.end();
    }

    @Test
    void theCallItselfCannotReplaceItself() {
        var talk = bench.talk();
        refer(talk.anna(), "853", replaces(talk.anna().dialog()));
        talk.anna().expectReport("603");
        hangUp(talk.anna(), talk.bert());
        bench.end();
    }

    @Test
    void aConsultationThatHasJustEndedIsDeclined() {
        var talk = bench.talk();
        var consultation = consult();
        hangUp(consultation.anna(), consultation.bert());
        refer(talk.anna(), "895", replaces(consultation.anna().dialog()));
        talk.anna().expectReport("603");
        hangUp(talk.anna(), talk.bert());
        bench.end();
    }

    /** RFC 3891 §3: an early dialog that we did not begin. */
    @Test
    void aConsultationThatStillRingsIsNoMatch() {
        var talk = bench.talk();
        var calling = bench.anna.dial("895");
        var called = bench.carl.ring();
        calling.dialog().expectResponse("INVITE", 180);
        refer(talk.anna(), "895", replaces(calling.dialog()));
        // It is no dialog that we answer for: Carl is asked, and knows it as little.
        var asked = bench.carl
                .peer()
                .expect(
                        "the INVITE with Replaces",
                        m -> m.isRequest("INVITE") && m.header("Replaces").isPresent(),
                        Duration.ofSeconds(5));
        bench.carl.peer().respond(asked, 481);
        talk.anna().expectReport("481");
        called.answer();
        calling.answered();
        hangUp(calling, called);
        hangUp(talk.anna(), talk.bert());
        bench.end();
    }

    @Test
    void aReplacesThatCannotBeReadIs400() {
        var talk = bench.talk();
        talk.anna()
                .dialog()
                .send("REFER", draft -> draft.header("Refer-To", "<sip:895@192.0.2.10?Replaces=no-tags-in-here>"));
        talk.anna().dialog().expectResponse("REFER", 400);
        hangUp(talk.anna(), talk.bert());
        bench.end();
    }

    @Test
    void whenTheOneToBeConnectedHangsUpMeanwhileTheConsultationStands() {
        var talk = bench.talk();
        var consultation = consult();
        refer(talk.anna(), "895", replaces(consultation.anna().dialog()));
        var change = consultation.bert().dialog().expectRequest("INVITE");
        talk.bert().hangUp();
        talk.anna().expectReport("487");
        talk.anna().expectBye();
        consultation
                .bert()
                .dialog()
                .respondWithSdp(change, 200, bench.carl.ear().sdp());
        consultation.bert().dialog().expectRequest("ACK");
        // Carl is given back what it had.
        takeChange(consultation.bert());
        bench.run(500);
        hangUp(consultation.anna(), consultation.bert());
        bench.end();
    }

    // --- INVITE with Replaces -------------------------------------------------------------------------------------

    private static PeerDialog replace(Bench.Telephone from, String target, String replaces, Consumer<Draft> more) {
        var dialog = from.peer().newDialog("sip:" + target + "@192.0.2.10");
        var plain = dialog.send("INVITE", draft -> {
            draft.header("Replaces", replaces)
                    .header("Require", "replaces")
                    .body("application/sdp", from.ear().sdp());
            more.accept(draft);
        });
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(plain, challenge);
        dialog.sendAuthorized(plain, challenge, from.number(), Bench.SECRET);
        return dialog;
    }

    private static void expectRefusal(PeerDialog dialog, int status) {
        dialog.expectResponse("INVITE", status);
    }

    @Test
    void anotherTelephoneOfTheSameExtensionTakesTheCallOver() throws IOException {
        var talk = bench.talk();
        var mobile = bench.telephone("858", "192.0.2.4");
        var dialog = replace(mobile, "853", replaces(talk.anna().dialog()), draft -> {});
        takeChange(talk.bert());
        var success = dialog.expectResponse("INVITE", 200);
        dialog.ack(mobile.peer().sent().get(mobile.peer().sent().size() - 1), success);
        talk.anna().expectBye();
        bench.run(500);
        mobile.ear().sendTone(440, RtpProbe.mediaAddress(success.body()));
        bench.bert.ear().expectTone(440, Duration.ofSeconds(2));
        mobile.ear().stop();
        talk.bert().dialog().send("BYE");
        talk.bert().dialog().expectResponse("BYE", 200);
        dialog.respond(dialog.expectRequest("BYE"), 200);
        bench.end();
    }

    @Test
    void whoMayNotOrNamesNothingIsRefusedAndTheCallStands() throws IOException {
        var talk = bench.talk();
        var named = replaces(talk.anna().dialog());
        expectRefusal(replace(bench.carl, "853", named, draft -> {}), 603);
        var mobile = bench.telephone("858", "192.0.2.4");
        expectRefusal(replace(mobile, "853", "forged;to-tag=1;from-tag=2", draft -> {}), 481);
        expectRefusal(replace(mobile, "853", named + ";early-only", draft -> {}), 486);
        expectRefusal(replace(mobile, "853", named, draft -> draft.header("Replaces", named)), 400);
        expectRefusal(
                replace(
                        mobile,
                        "853",
                        named,
                        draft -> draft.remove("Content-Type").bodyBytes(new byte[0])),
                488);
        assertHears(bench.bert, talk.bert().invite().body(), bench.anna);
        hangUp(talk.anna(), talk.bert());
        expectRefusal(replace(mobile, "853", named, draft -> {}), 603);
        bench.end();
    }

    @Test
    void whenThePartyAcrossRefusesTheCallStands() throws IOException {
        var talk = bench.talk();
        var mobile = bench.telephone("858", "192.0.2.4");
        var dialog = replace(mobile, "853", replaces(talk.anna().dialog()), draft -> {});
        talk.bert().refuseChange(talk.bert().dialog().expectRequest("INVITE"), 488);
        expectRefusal(dialog, 488);
        bench.run(1_000);
        assertHears(bench.bert, talk.bert().invite().body(), bench.anna);
        hangUp(talk.anna(), talk.bert());
        bench.end();
    }
}
