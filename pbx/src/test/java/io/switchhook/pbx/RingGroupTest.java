package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.Draft;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bert has two telephones; Anna calls him. */
class RingGroupTest {
    private final Bench bench;
    private final Bench.Telephone mobile;

    RingGroupTest() throws IOException {
        bench = new Bench();
        mobile = bench.telephone("853", "192.0.2.4");
    }

    @Test
    void theFirstThatAnswersGetsTheCallAndTheOtherIsCancelled() {
        var anna = bench.anna.dial("853");
        var desk = bench.bert.ring();
        var pocket = mobile.ring();
        pocket.answer();
        anna.answered();
        desk.expectCancel();
        anna.hangUp();
        pocket.expectBye();
        bench.end();
    }

    private static void sendEarlyMedia(Bench.Leg leg, String sdp, int hertz) {
        leg.dialog().respondWithSdp(leg.invite(), 183, sdp);
        leg.telephone().ear().sendTone(hertz, RtpProbe.mediaAddress(leg.invite().body()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "RFC 3960 §2: early media is over with the call of the telephone that sent it, and the next one's is heard")
    void theNextIsHeardWhenWhoWasHeardRefuses(boolean alike) {
        var anna = bench.anna.dial("853");
        var desk = bench.bert.ring();
        var pocket = mobile.ring();
        sendEarlyMedia(desk, bench.bert.ear().sdp(), 1_000);
        var early = anna.dialog().expectResponse("INVITE", 183);
        bench.anna.ear().sendTone(1_200, RtpProbe.mediaAddress(early.body()));
        bench.anna.ear().expectTone(1_000, Duration.ofSeconds(1));
        bench.bert.ear().expectTone(1_200, Duration.ofSeconds(1));
        desk.refuse(486, draft -> {});
        bench.run(100);
        int before = bench.bert.ear().packets();
        bench.anna.ear().expectSilence(Duration.ofSeconds(1));
        var mobiles = alike ? mobile.ear().sdp() : mobile.ear().sdp().replace("8 0 101", "0 101");
        sendEarlyMedia(pocket, mobiles, 1_400);
        bench.run(500);
        assertThat(bench.anna.ear().hears(1_400)).isEqualTo(alike);
        assertThat(mobile.ear().hears(1_200)).isEqualTo(alike);
        pocket.dialog().respondWithSdp(pocket.invite(), 200, mobiles);
        pocket.dialog().expectRequest("ACK");
        anna.answered();
        if (!alike) {
            var offer = anna.dialog().expectRequest("INVITE");
            anna.dialog().respondWithSdp(offer, 200, bench.anna.ear().sdp().replace("8 0 101", "0 101"));
            anna.dialog().expectRequest("ACK");
            bench.anna.ear().sendPcmu();
            mobile.ear().sendPcmu();
        }
        bench.anna.ear().expectTone(1_400, Duration.ofSeconds(1));
        mobile.ear().expectTone(1_200, Duration.ofSeconds(1));
        assertThat(bench.bert.ear().packets()).isEqualTo(before);
        bench.telephones.forEach(telephone -> telephone.ear().stop());
        anna.hangUp();
        pocket.expectBye();
        bench.end();
    }

    @Test
    void whoAnswersAMomentLaterIsThankedAndLetGo() {
        var anna = bench.anna.dial("853");
        var desk = bench.bert.ring();
        var pocket = mobile.ring();
        desk.dialog().respondWithSdp(desk.invite(), 200, bench.bert.ear().sdp());
        pocket.dialog().respondWithSdp(pocket.invite(), 200, mobile.ear().sdp());
        desk.dialog().expectRequest("ACK");
        pocket.dialog().expectRequest("ACK");
        anna.answered();
        pocket.expectBye();
        anna.hangUp();
        desk.expectBye();
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({"603, Decline", "600, Busy Everywhere", "606, Not Acceptable"})
    void whoDeclinesForTheUserStopsTheOther(int status, String reason) {
        var anna = bench.anna.dial("853");
        var desk = bench.bert.ring();
        var pocket = mobile.ring();
        desk.refuse(status, draft -> draft.header("Warning", "399 desk \"Not now\""));
        var declined = anna.dialog().expectResponse("INVITE", status);
        anna.dialog().ack(anna.invite(), declined);
        assertThat(declined.header("Warning")).contains("399 desk \"Not now\"");
        var cancel = mobile.peer().expectRequest("CANCEL");
        assertThat(cancel.header("Reason")).contains("SIP;cause=" + status + ";text=\"" + reason + "\"");
        mobile.peer().respond(cancel, 200);
        pocket.dialog().respond(pocket.invite(), 487);
        bench.end();
    }

    @Test
    void whoAnswersWhileTheOtherDeclinesIsLetGo() {
        var anna = bench.anna.dial("853");
        var desk = bench.bert.ring();
        var pocket = mobile.ring();
        desk.dialog().respond(desk.invite(), 603);
        pocket.dialog().respondWithSdp(pocket.invite(), 200, mobile.ear().sdp());
        pocket.dialog().expectRequest("ACK");
        pocket.expectBye();
        anna.refused(603);
        bench.end();
    }

    @Test
    void afterADeclineNobodyIsCalledAnyMore() {
        var anna = bench.anna.dial("853");
        var desk = bench.bert.ring();
        var pocket = mobile.ring();
        desk.dialog().respond(desk.invite(), 603);
        pocket.dialog().respond(pocket.invite(), 302, draft -> draft.header("Contact", "<sip:895@192.0.2.10>"));
        anna.refused(603);
        bench.run(1_000);
        assertThat(bench.carl.peer().received().stream().anyMatch(m -> m.isRequest("INVITE")))
                .isFalse();
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({
        "486, 404, 486",
        "404, 486, 486",
        "486, 603, 603",
        "408, 404, 404",
        "503, 503, 500",
        "401, 407, 403",
        "480, 603, 603"
    })
    void theBestRefusalIsPassedOn(int first, int second, int passed) {
        var anna = bench.anna.dial("853");
        bench.bert.ring().refuse(first, draft -> {});
        mobile.ring().refuse(second, draft -> {});
        anna.refused(passed);
        bench.end();
    }

    @Test
    void aForwardedCallRingsElsewhere() {
        var anna = bench.anna.dial("853");
        bench.bert.ring().refuse(302, draft -> draft.header("Contact", "<sip:895@192.0.2.10>"));
        mobile.ring().refuse(486, draft -> {});
        anna.dialog().expectResponse("INVITE", 181);
        var carl = bench.carl.ring();
        assertThat(carl.invite().headers("Diversion")).containsExactly("<sip:853@192.0.2.10>;reason=deflection");
        carl.answer();
        anna.answered();
        carl.hangUp();
        anna.expectBye();
        bench.end();
    }

    @Test
    void whoHasForwardedACallIsToldWithTheReason() {
        var anna = bench.anna.dial(
                "853",
                draft -> draft.header("Diversion", "<sip:800@example.com>;reason=time-of-day")
                        .body("application/sdp", bench.anna.ear().sdp()));
        mobile.ring().refuse(486, draft -> {});
        bench.bert
                .ring()
                .refuse(
                        302,
                        draft -> draft.header("Contact", "<sip:895@192.0.2.10>")
                                .header("Diversion", "<sip:853@192.0.2.3>;reason=\"No-Answer\""));
        bench.carl.ring().refuse(302, draft -> draft.header("Contact", "<sip:858@192.0.2.10>"));
        var back = bench.anna.ring();
        assertThat(back.invite().headers("Diversion"))
                .containsExactly(
                        "<sip:895@192.0.2.10>;reason=deflection",
                        "<sip:853@192.0.2.10>;reason=no-answer",
                        "<sip:800@example.com>;reason=time-of-day");
        back.refuse(486, draft -> {});
        anna.refused(486);
        bench.end();
    }

    private static Consumer<Draft> to(String contacts) {
        return draft -> draft.header("Contact", contacts);
    }

    /** The mobile does not take part. */
    private Bench.Leg callWithoutMobile() {
        var anna = bench.anna.dial("853");
        mobile.ring().refuse(486, draft -> {});
        return anna;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:858@192.0.2.10>;q=0.1, <sip:895@192.0.2.10>;q=0.9",
                "<sip:858@192.0.2.10>;q=0.7, <sip:895@192.0.2.10>",
                "<sip:895@192.0.2.10>;q=0.5, <sip:858@192.0.2.10>;q=0.5"
            })
    void thePreferredPlaceIsTriedFirstAndTheNextWhenNobodyTakesTheCallThere(String contacts) {
        var anna = callWithoutMobile();
        bench.bert.ring().refuse(302, to(contacts));
        var carl = bench.carl.ring();
        bench.run(5_000);
        assertThat(bench.anna.peer().received().stream().anyMatch(m -> m.isRequest("INVITE")))
                .isFalse();
        carl.refuse(480, draft -> {});
        var next = bench.anna.ring();
        assertThat(carl.invite().headers("Diversion")).containsExactly("<sip:853@192.0.2.10>;reason=deflection");
        assertThat(next.invite().headers("Diversion")).containsExactly("<sip:853@192.0.2.10>;reason=deflection");
        next.answer();
        anna.answered();
        anna.hangUp();
        next.expectBye();
        bench.end();
    }

    @Test
    void theNextPlaceIsTriedWhileTheOtherTelephoneRings() {
        var anna = bench.anna.dial("853");
        var pocket = mobile.ring();
        bench.bert.ring().refuse(302, to("<sip:895@192.0.2.10>, <sip:858@192.0.2.10>"));
        bench.carl.ring().refuse(486, draft -> {});
        bench.anna.ring().refuse(486, draft -> {});
        pocket.answer();
        anna.answered();
        pocket.hangUp();
        anna.expectBye();
        bench.end();
    }

    @Test
    void placesWhereNobodyIsAreLeftOut() {
        var anna = callWithoutMobile();
        bench.bert
                .ring()
                .refuse(302, to("<sip:999@192.0.2.10>, <mailto:bert@example.com>, <sip:895@192.0.2.10>;q=0.2"));
        bench.carl.ring().refuse(486, draft -> {});
        anna.refused(486);
        bench.end();
    }

    @Test
    void aPlaceFurtherUpIsTriedWhenAForwardedCallIsForwardedInVain() throws IOException {
        var last = bench.telephone("858", "192.0.2.5");
        var anna = callWithoutMobile();
        bench.bert.ring().refuse(302, to("<sip:895@192.0.2.10>, <sip:858@192.0.2.10>;q=0.5"));
        bench.carl.ring().refuse(302, to("<sip:999@192.0.2.10>"));
        var next = last.ring();
        // Carl has not sent it there.
        assertThat(next.invite().headers("Diversion")).containsExactly("<sip:853@192.0.2.10>;reason=deflection");
        bench.anna.ring().refuse(486, draft -> {});
        next.answer();
        anna.answered();
        anna.hangUp();
        next.expectBye();
        bench.end();
    }

    @Test
    void noPlaceIsTriedTwice() {
        var anna = bench.anna.dial("853");
        var pocket = mobile.ring();
        bench.bert.ring().refuse(302, to("<sip:895@192.0.2.10>"));
        var carl = bench.carl.ring();
        pocket.refuse(302, to("<sip:895@192.0.2.10>, <tel:8-95>"));
        carl.refuse(486, draft -> {});
        anna.refused(486);
        assertThat(bench.carl.peer().received().stream().filter(m -> m.isRequest("INVITE")))
                .hasSize(1);
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({"4, true", "5, false"})
    void noMoreThanFivePlacesAreTried(int inVain, boolean rings) {
        var anna = callWithoutMobile();
        var contacts = IntStream.range(0, inVain).mapToObj(i -> "<sip:70" + i + "@192.0.2.10>, ");
        bench.bert.ring().refuse(302, to(contacts.collect(Collectors.joining()) + "<sip:895@192.0.2.10>"));
        if (rings) {
            bench.carl.ring().refuse(404, draft -> {});
        }
        anna.refused(486);
        assertThat(bench.carl.peer().received().stream().anyMatch(m -> m.isRequest("INVITE")))
                .isEqualTo(rings);
        bench.end();
    }

    @Test
    void whenTheCallerHasGoneNoFurtherPlaceIsTried() {
        var anna = callWithoutMobile();
        bench.bert.ring().refuse(302, to("<sip:895@192.0.2.10>, <sip:858@192.0.2.10>"));
        var carl = bench.carl.ring();
        anna.dialog().cancel(anna.invite());
        anna.refused(487);
        carl.expectCancel();
        bench.run(1_000);
        assertThat(bench.anna.peer().received().stream().anyMatch(m -> m.isRequest("INVITE")))
                .isFalse();
        bench.end();
    }

    @Test
    void forwardingsInACircleEnd() {
        var anna = bench.anna.dial("853");
        int rings = 0;
        while (bench.anna.peer().received().stream().noneMatch(m -> m.isResponse("INVITE", 480)) && rings < 50) {
            bench.run(50);
            for (var telephone : new Bench.Telephone[] {bench.bert, mobile}) {
                for (WireMessage invite : telephone.peer().received()) {
                    if (invite.isRequest("INVITE")
                            && telephone.peer().sent().stream()
                                    .noneMatch(m -> m.callId().equals(invite.callId()))) {
                        rings++;
                        telephone.peer().respond(invite, 302, draft -> draft.header("Contact", "<sip:853@192.0.2.10>"));
                    }
                }
            }
        }
        anna.refused(480);
        assertThat(rings).isEqualTo(2);
        bench.end();
    }

    @Test
    void aRedirectionThatNamesNobodyEndsInARefusal() {
        var anna = bench.anna.dial("853");
        bench.bert.ring().refuse(302, draft -> {});
        mobile.ring().refuse(302, draft -> draft.header("Contact", "<tel:+4930>"));
        anna.refused(480);
        bench.end();
    }

    @Test
    void theCallerGivesUpAndEverybodyStopsRinging() {
        var anna = bench.anna.dial("853");
        var desk = bench.bert.ring();
        var pocket = mobile.ring();
        anna.dialog().cancel(anna.invite());
        anna.refused(487);
        desk.expectCancel();
        pocket.expectCancel();
        bench.end();
    }

    @Test
    void nobodyAnswersAndThePatienceEnds() {
        var anna = bench.anna.dial("853");
        var desk = bench.bert.ring();
        var pocket = mobile.ring();
        bench.simulation.run(Duration.ofSeconds(171));
        desk.expectCancel();
        pocket.expectCancel();
        anna.refused(480);
        bench.end();
    }

    @Test
    void aTelephoneThatSaysNothingDoesNotKeepTheCallerForEver() {
        var anna = bench.anna.dial("853");
        bench.bert.ring().refuse(486, draft -> {});
        bench.run(40_000);
        anna.refused(486);
        bench.end();
    }

    @Test
    void whoDoesNotExistIs404AndWhoIsNotThere480() {
        bench.anna.dial("999").refused(404);
        bench.carl.register(200, draft -> draft.replace("Contact", "*").header("Expires", "0"));
        bench.anna.dial("895").refused(480);
        bench.end();
    }
}
