package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.RtpProbe;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers that the PBX carries out: Anna transfers Bert to Carl, and each may leave at any moment. */
class BridgeTransferTest {
    private final Bench bench;

    BridgeTransferTest() throws IOException {
        bench = new Bench();
    }

    private static void accepted(Bench.Leg leg) {
        leg.dialog().expectResponse("REFER", 202);
    }

    @Test
    void theTargetAnswersAndTheTransferorLeaves() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        carl.answer();
        talk.anna().expectReport("200");
        talk.anna().hangUp();
        bench.bert
                .ear()
                .sendTone(
                        440,
                        io.switchhook.testkit.RtpProbe.mediaAddress(
                                talk.bert().invite().body()));
        bench.carl.ear().expectTone(440, Duration.ofSeconds(2));
        bench.bert.ear().stop();
        assertThat(bench.simulation
                        .await(bench.pbx.load(), Duration.ofSeconds(1))
                        .dialogs())
                .isEqualTo(2);
        carl.hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void aTargetThatSaysNothingIsHeardToThoughTheTransferorTalksOnForAMoment() {
        var talk = bench.talk();
        var answer = bench.anna.peer().received().stream()
                .filter(message -> message.isResponse("INVITE", 200))
                .findFirst();
        bench.anna
                .ear()
                .sendTone(440, RtpProbe.mediaAddress(answer.orElseThrow().body()));
        bench.bert
                .ear()
                .sendTone(620, RtpProbe.mediaAddress(talk.bert().invite().body()));
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        carl.answer();
        talk.anna().expectReport("200");
        bench.run(300);
        bench.anna.ear().stop();
        talk.anna().hangUp();
        bench.carl.ear().expectTone(620, Duration.ofSeconds(2));
        int before = bench.anna.ear().packets();
        bench.run(500);
        assertThat(bench.anna.ear().packets()).as("packets to who has left").isEqualTo(before);
        bench.bert.ear().stop();
        carl.hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void aTransferorThatDoesNotLeaveIsSentHomeAndItsAlarmIsGone() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        carl.answer();
        talk.anna().expectReport("200");
        talk.anna().expectBye();
        carl.hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void theTransferorHangsUpWhileTheTargetRingsAndTheTargetAnswers() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        talk.anna().hangUp();
        carl.answer();
        talk.anna().expectReport("200");
        bench.run(5_000);
        talk.bert().hangUp();
        carl.expectBye();
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({
        "RTP/AVP, none, none, true",
        "RTP/AVPF, none, none, true",
        "RTP/SAVP, crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm, "
                + "crypto:3 AES_CM_128_HMAC_SHA1_80 inline:QUJjZGVmMTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5, true",
        "RTP/AVP, crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm, "
                + "crypto:3 AES_CM_128_HMAC_SHA1_80 inline:QUJjZGVmMTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5, true",
        "UDP/TLS/RTP/SAVPF, fingerprint:sha-256 19:E2:1C, fingerprint:sha-256 19:E2:1C, false"
    })
    @DisplayName("RFC 3711: the tone is played in plain, or under keys that end at the PBX; not to who has other keys")
    void theRingingToneIsForThoseWhoseKeysEndHere(String profile, String offered, String answered, boolean played) {
        var calling = bench.anna.dial("853", secured(bench.anna.ear().sdp(), profile, "a=" + offered + "\r\n"));
        var called = bench.bert.ring();
        called.dialog()
                .respondWithSdp(
                        called.invite(), 200, secured(bench.bert.ear().sdp(), profile, "a=" + answered + "\r\n"));
        called.dialog().expectRequest("ACK");
        calling.answered();
        calling.refer("895");
        accepted(calling);
        var carl = bench.carl.ring();
        calling.hangUp();
        bench.run(5_000);
        assertThat(bench.bert.ear().packets() > 0).isEqualTo(played);
        carl.refuse(486, draft -> {});
        called.expectBye();
        calling.expectReport("486");
        bench.end();
    }

    private static String secured(String sdp, String profile, String key) {
        return sdp.replace("RTP/AVP", profile) + key;
    }

    @Test
    void theTransferorHangsUpAndTheTargetRefusesSoTheRemainingPartyIsNotLeftInSilence() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        talk.anna().hangUp();
        carl.refuse(486, draft -> {});
        talk.bert().expectBye();
        talk.anna().expectReport("486");
        bench.end();
    }

    @Test
    void theTargetRefusesAndTheTwoTalkOnAndMayTryAgain() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        bench.carl.ring().refuse(486, draft -> {});
        talk.anna().expectReport("486");
        var second = talk.anna().refer("895");
        accepted(talk.anna());
        var trying = talk.anna().dialog().expectRequest("NOTIFY");
        assertThat(trying.header("Event")).contains("refer;id=" + second.cseq());
        talk.anna().dialog().respond(trying, 200);
        bench.carl.ring().answer();
        talk.anna().expectReport("200");
        talk.anna().hangUp();
        talk.bert().hangUp();
        bench.run(1_000);
        assertThat(bench.carl.peer().received().stream().anyMatch(m -> m.isRequest("BYE")))
                .isTrue();
        bench.carl
                .peer()
                .respond(
                        bench.carl.peer().received().stream()
                                .filter(m -> m.isRequest("BYE"))
                                .findFirst()
                                .orElseThrow(),
                        200);
        bench.end();
    }

    @Test
    void theRemainingPartyHangsUpWhileTheTargetRings() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        talk.bert().hangUp();
        carl.expectCancel();
        talk.anna().expectReport("487");
        talk.anna().expectBye();
        bench.end();
    }

    @Test
    void bothHangUpWhileTheTargetRings() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        talk.anna().hangUp();
        talk.bert().hangUp();
        carl.expectCancel();
        talk.anna().expectReport("487");
        bench.end();
    }

    @Test
    void theTargetAnswersInTheMomentInWhichItIsCancelled() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        talk.bert().dialog().send("BYE");
        carl.answer();
        carl.expectBye();
        talk.anna().expectBye();
        bench.end();
    }

    @Test
    void theRemainingPartyHangsUpRightAfterTheJoinAndEverybodyGetsABye() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        carl.answer();
        talk.bert().hangUp();
        carl.expectBye();
        talk.anna().expectReport("200");
        talk.anna().expectBye();
        bench.end();
    }

    @Test
    void aSecondReferOfEitherSideIsToldToWait() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        talk.anna().refer("853");
        talk.anna().dialog().expectResponse("REFER", 491);
        talk.bert().refer("858");
        talk.bert().dialog().expectResponse("REFER", 491);
        carl.refuse(603, draft -> {});
        talk.anna().expectReport("603");
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void aTransferorThatHasBeenReplacedTransfersNobodyAnyMore() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        carl.answer();
        talk.anna().expectReport("200");
        talk.anna().refer("858");
        talk.anna().dialog().expectResponse("REFER", 603);
        talk.anna().dialog().send("INFO", draft -> draft.body("application/dtmf", "5"));
        talk.anna().dialog().expectResponse("INFO", 200);
        talk.anna().expectBye();
        carl.hangUp();
        talk.bert().expectBye();
        assertThat(bench.bert.peer().received().stream().anyMatch(m -> m.isRequest("INFO")))
                .isFalse();
        bench.end();
    }

    @Test
    void theTargetMayTransferInItsTurn() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        carl.answer();
        talk.anna().expectReport("200");
        talk.anna().hangUp();
        carl.refer("858");
        accepted(carl);
        var anna = bench.anna.ring();
        anna.answer();
        carl.expectReport("200");
        carl.hangUp();
        anna.hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void aReferThatNamesNobodyIs400AndAnUnknownNumberIsReported() {
        var talk = bench.talk();
        talk.anna().dialog().send("REFER");
        talk.anna().dialog().expectResponse("REFER", 400);
        talk.anna().dialog().send("REFER", draft -> draft.header("Refer-To", "<<nonsense"));
        talk.anna().dialog().expectResponse("REFER", 400);
        talk.anna().refer("999");
        accepted(talk.anna());
        talk.anna().expectReport("404");
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "SUBSCRIBE", "MESSAGE"})
    void aReferToOfAnotherMethodIsDeclinedAndTheTwoTalkOn(String method) {
        var talk = bench.talk();
        talk.anna()
                .dialog()
                .send("REFER", draft -> draft.header("Refer-To", "<sip:895@192.0.2.10;method=" + method + ">"));
        var declined = talk.anna().dialog().expectResponse("REFER", 603);
        assertThat(declined.toString()).startsWith("SIP/2.0 603 Decline: a Refer-To with no other method than INVITE");
        bench.run(1_000);
        assertThat(bench.carl.peer().received().stream().filter(m -> m.isRequest()))
                .isEmpty();
        talk.anna().dialog().send("REFER", draft -> draft.header("Refer-To", "<sip:895@192.0.2.10;method=INVITE>"));
        accepted(talk.anna());
        bench.carl.ring().refuse(486, draft -> {});
        talk.anna().expectReport("486");
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void nobodyAnswersForEverSoTheTransferFails() {
        var talk = bench.talk();
        talk.anna().refer("895");
        accepted(talk.anna());
        var carl = bench.carl.ring();
        bench.run(100);
        while (bench.anna.peer().received().stream()
                .noneMatch(m -> m.isRequest("NOTIFY") && m.body().contains("480"))) {
            bench.run(1_000);
            bench.anna.peer().received().stream()
                    .filter(m -> m.isRequest("NOTIFY"))
                    .forEach(m -> bench.anna.peer().respond(m, 200));
            bench.carl.peer().received().stream()
                    .filter(m -> m.isRequest("CANCEL"))
                    .findFirst()
                    .ifPresent(cancel -> {
                        bench.carl.peer().respond(cancel, 200);
                        carl.dialog().respond(carl.invite(), 487);
                    });
            assertThat(bench.simulation.elapsed()).isLessThan(Duration.ofMinutes(4));
        }
        bench.anna.peer().received().stream()
                .filter(m -> m.isRequest("NOTIFY"))
                .forEach(m -> bench.anna.peer().respond(m, 200));
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }
}
