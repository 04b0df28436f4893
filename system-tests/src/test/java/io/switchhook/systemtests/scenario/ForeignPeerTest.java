package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What other systems send: our phone lives with it")
class ForeignPeerTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    @DisplayName("UPDATE without a description refreshes the session (RFC 3311)")
    void updateWithoutADescriptionIsAnswered() {
        var page = PageCall.outgoing(stage);
        page.dialog().send("UPDATE");
        page.dialog().expectResponse("UPDATE", 200);
        page.assertTheyTalk();
    }

    @Test
    @DisplayName("UPDATE with an offer holds us")
    void updateWithAnOfferIsAnswered() {
        var page = PageCall.outgoing(stage);
        page.dialog()
                .send(
                        "UPDATE",
                        draft -> draft.body("application/sdp", page.audio().sdp("sendonly")));
        var answer = page.dialog().expectResponse("UPDATE", 200);
        assertThat(answer.body()).contains("a=recvonly");
        stage.until(() -> page.call().state() == CallState.REMOTE_HELD);
    }

    @Test
    @DisplayName(
            "a strict router has record-routed before a loose one: our ACK and BYE reach it first (RFC 3261 §12.2.1.1)")
    void strictRouterBeforeALooseOne() {
        var bob = stage.peer("bob", "bob", "10.0.3.1", 5_060).lenient();
        var strict = stage.peer("strict", "strict", "10.0.3.4", 5_060).lenient();
        var audio = stage.probe("bob", 9_000);
        var alice = stage.direct("alice");
        var call = alice.prepare("sip:bob@10.0.3.1");
        var started = call.start();
        var invite = bob.expectRequest("INVITE");
        bob.dialog(invite)
                .respond(
                        invite,
                        200,
                        draft -> draft.header("Record-Route", "<sip:10.0.3.5;lr>, <sip:10.0.3.4>")
                                .body("application/sdp", audio.sdp()));
        assertRouted(strict.expectRequest("ACK"));
        assertThat(stage.await(started).isAnswered()).isTrue();
        call.hangUp();
        var bye = strict.expectRequest("BYE");
        assertRouted(bye);
        strict.respond(bye, 200);
        stage.await(call.ended());
    }

    private static void assertRouted(WireMessage request) {
        assertThat(request.requestUri()).isEqualTo("sip:10.0.3.4");
        assertThat(request.elements("Route")).hasSize(2).first().isEqualTo("<sip:10.0.3.5;lr>");
        assertThat(request.elements("Route").get(1)).startsWith("<sip:bob@10.0.3.1");
    }

    @Test
    @DisplayName("a re-INVITE right after the ACK locks the codec, while our transfer begins")
    void codecLockRightAfterTheAckCrossesOurHold() {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", 9_000);
        var call = phone.prepare("853");
        var transferred = new AtomicInteger();
        call.onStateChanged(change -> {
            if (change.state() == CallState.IN_CALL && transferred.getAndIncrement() == 0) {
                call.blindTransfer("895");
            }
        });
        call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respondWithSdp(invite, 200, audio.sdp());
        dialog.expectRequest("ACK");
        // Both re-INVITEs are on their way.
        var lock = dialog.invite(audio.sdp().replace("RTP/AVP 8 0 101", "RTP/AVP 8 101"));
        var hold = dialog.expectRequest("INVITE");
        dialog.respond(hold, 491);
        dialog.expectRequest("ACK");
        dialog.ack(lock, pbx.expectFinal("INVITE", Duration.ofSeconds(1)));
        // RFC 3261 §14.1: ours comes again after 2.1 to 4 s, and the REFER after it.
        var again = dialog.expectRequest("INVITE", Duration.ofMillis(4_500));
        dialog.respondWithSdp(again, 200, audio.sdp("recvonly"));
        dialog.expectRequest("ACK");
        var refer = dialog.expectRequest("REFER");
        dialog.respond(refer, 202);
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "refer")
                        .header("Subscription-State", "terminated;reason=noresource")
                        .body("message/sipfrag", "SIP/2.0 200 OK\r\n"));
        dialog.respond(dialog.expectRequest("BYE"), 200);
        stage.await(call.ended());
    }

    @ParameterizedTest
    @CsvSource({
        "Require, timer",
        "Session-Expires, 1800;refresher=uas",
        "Supported, 'replaces, 100rel, timer, gruu, outbound'",
        "Allow-Events, 'refer, presence, dialog'",
        "P-Asserted-Identity, \"x\" <sip:853@10.0.0.9>",
        "X-Unknown, \u00e4\u00f6\u00fc",
        "Record-Route, <sip:10.0.0.9:5060;lr>",
        "Contact, <sip:853@10.0.0.9:5060;ob>",
        "Server, ''"
    })
    void headersOfTheAnswerDoNotDisturb(String name, String value) {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", 9_000);
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respond(
                invite, 200, draft -> draft.body("application/sdp", audio.sdp()).replace(name, value));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        call.hangUp();
        dialog.respond(dialog.expectRequest("BYE"), 200);
        stage.await(call.ended());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Contact", "To-tag", "Content-Type", "body"})
    @DisplayName("wire.md §2.6: a 200 that lacks what it must have ends the call or is lived with, but never hangs")
    void incompleteAnswerDoesNotHang(String missing) {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", 9_000);
        var started = phone.prepare("853").start();
        var invite = pbx.expectRequest("INVITE");
        pbx.respond(invite, 200, draft -> {
            if (!missing.equals("body")) {
                draft.body("application/sdp", audio.sdp());
            }
            if (missing.equals("To-tag")) {
                draft.replace("To", invite.header("To").orElseThrow());
            } else if (!missing.equals("body")) {
                draft.remove(missing);
            }
        });
        stage.await(started);
        phone.lastCall().hangUp();
        stage.await(phone.lastCall().ended());
    }

    @Test
    @DisplayName("RFC 2543 hold: c=0.0.0.0")
    void oldHoldIsUnderstood() {
        var page = PageCall.outgoing(stage);
        var hold = page.dialog().invite(page.audio().sdp().replaceAll("c=IN IP4 \\S+", "c=IN IP4 0.0.0.0"));
        page.dialog().ack(hold, page.dialog().expectResponse("INVITE", 200));
        stage.until(() -> page.call().state() == CallState.REMOTE_HELD);
        page.audio().expectSilence(Duration.ofSeconds(1));
        var resume = page.dialog().invite(page.audio().sdp());
        page.dialog().ack(resume, page.dialog().expectResponse("INVITE", 200));
        page.assertTheyTalk();
    }

    @Test
    @DisplayName("RFC 3261 §14.2: a re-INVITE without a description gets our offer; the answer comes in the ACK")
    void reInviteWithoutADescriptionGetsOurOffer() {
        var page = PageCall.outgoing(stage);
        var reInvite = page.dialog().send("INVITE");
        var offer = page.dialog().expectResponse("INVITE", 200);
        assertThat(offer.body()).contains("m=audio").contains("PCMU");
        page.dialog()
                .ack(
                        reInvite,
                        offer,
                        ack -> ack.body("application/sdp", page.audio().sdp()));
        page.assertTheyTalk();
    }

    @Test
    void reInviteThatCannotBeUsedIs488AndTheCallGoesOn() {
        var page = PageCall.outgoing(stage);
        var reInvite = page.dialog().invite(page.audio().sdp().replace("RTP/AVP 8 0 101", "RTP/AVP 18"));
        page.dialog().ack(reInvite, page.dialog().expectResponse("INVITE", 488));
        page.assertTheyTalk();
        var garbage = page.dialog().invite("this is no description");
        page.dialog().ack(garbage, page.dialog().expectResponse("INVITE", 488));
        page.assertTheyTalk();
    }

    @Test
    void repeatedAnswerAfterOurByeIsAcknowledgedAgain() {
        var pbx = stage.peerAsPbx("853").lenient().exposeRetransmissions();
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", 9_000);
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        var answer = dialog.respondWithSdp(invite, 200, audio.sdp());
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        call.hangUp();
        dialog.respond(dialog.expectRequest("BYE"), 200);
        pbx.send(answer, invite.source().orElseThrow());
        dialog.expectRequest("ACK");
        assertThat(stage.requests("858", "BYE")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "BYE", "INFO", "NOTIFY", "REFER", "UPDATE", "OPTIONS", "SUBSCRIBE"})
    void requestInADialogThatIsOverIs481(String method) {
        var page = PageCall.outgoing(stage);
        page.dialog().send("BYE");
        page.dialog().expectResponse("BYE", 200);
        var request = page.dialog().send(method);
        var answer = page.dialog().expectResponse(method, 481);
        if (method.equals("INVITE")) {
            page.dialog().ack(request, answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS, 200", "MESSAGE, 405", "PUBLISH, 405", "FOO, 405"})
    void requestsOutsideADialogAreAnswered(String method, int status) {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.direct("858");
        pbx.newDialog(phone.uri()).send(method);
        assertThat(pbx.expectFinal(method, Duration.ofSeconds(1)).status()).isIn(status, 501);
    }

    @Test
    @DisplayName("RFC 3261 §8.2.2.3: an extension that we do not know is named in a 420")
    void unknownRequiredExtensionIs420() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.direct("858").answering();
        var audio = stage.probe("pbx", 9_000);
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.send(
                "INVITE", draft -> draft.body("application/sdp", audio.sdp()).header("Require", "nothingSoFar"));
        var answer = dialog.expectResponse("INVITE", 420);
        dialog.ack(invite, answer);
        assertThat(answer.header("Unsupported")).contains("nothingSoFar");
        assertThat(phone.incoming()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE", "INFO", "REFER"})
    @DisplayName("RFC 3261 §8.2.2.3: so it is within a dialog, and the call goes on")
    void unknownRequiredExtensionInADialogIs420(String method) {
        var page = PageCall.outgoing(stage);
        var request = page.dialog().send(method, draft -> {
            draft.header("Require", "timer, precondition").header("Refer-To", "<sip:895@10.0.0.9>");
            if (method.equals("INVITE")) {
                draft.body("application/sdp", page.audio().sdp());
            }
        });
        var answer = page.pbx().expectFinal(method, Duration.ofSeconds(1));
        assertThat(answer.status()).isEqualTo(420);
        assertThat(answer.header("Unsupported")).contains("precondition");
        if (method.equals("INVITE")) {
            page.dialog().ack(request, answer);
        }
        page.assertTheyTalk();
    }

    @Test
    void byeThatRequiresWhatWeDoNotKnowEndsTheCall() {
        var page = PageCall.outgoing(stage);
        page.dialog().send("BYE", draft -> draft.header("Require", "precondition"));
        page.dialog().expectResponse("BYE", 200);
        stage.await(page.call().ended());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<<<", "nothing that routes", "<sip:10.0.0.8;lr>, ;"})
    @DisplayName("RFC 3261 §12.1.1: calls whose way back cannot be read are 400, and no later call suffers from them")
    void invitesWithAnUnreadableRouteLeaveNothing(String route) {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.direct("858").answering();
        var audio = stage.probe("pbx", 9_000);
        // As many as may ring at once.
        for (int i = 0; i < 256; i++) {
            var dialog = pbx.newDialog(phone.uri());
            var invite = dialog.send(
                    "INVITE", draft -> draft.header("Record-Route", route).body("application/sdp", audio.sdp()));
            dialog.ack(invite, dialog.expectResponse("INVITE", 400));
        }
        assertThat(phone.line().calls()).isEmpty();
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(audio.sdp());
        dialog.ack(invite, dialog.expectResponse("INVITE", 200));
    }

    @Test
    @DisplayName("RFC 3264 §5: a 2xx without an answer agrees to nothing, and refuses nothing")
    void holdThatIsAgreedToWithoutAnAnswerIsNoHold() {
        var page = PageCall.outgoing(stage);
        var hold = page.call().hold();
        page.dialog().respond(page.dialog().expectRequest("INVITE"), 200);
        page.dialog().expectRequest("ACK");
        assertThat(stage.await(hold)).isEqualTo(new HoldOutcome.NoAnswer());
        page.assertTheyTalk();
    }

    @Test
    void requestOutOfOrderInADialogIs500AndTheCallGoesOn() {
        var page = PageCall.outgoing(stage);
        page.dialog().localCseq(5);
        page.dialog().send("INFO");
        page.dialog().expectResponse("INFO", 200);
        page.dialog().localCseq(2);
        page.dialog().send("INFO");
        page.dialog().expectResponse("INFO", 500);
        page.dialog().localCseq(10);
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Reason: ;;;", "Reason: Q.850", "Contact: <<<", "Event: ", "Route: x"})
    void byeWithAnUnreadableHeaderEndsTheCall(String line) {
        var page = PageCall.outgoing(stage);
        int colon = line.indexOf(':');
        page.dialog()
                .send(
                        "BYE",
                        draft -> draft.replace(
                                line.substring(0, colon),
                                line.substring(colon + 1).trim()));
        page.dialog().expectResponse("BYE", 200);
        stage.await(page.call().ended());
    }

    @Test
    void listenerThatThrowsHurtsNobodyElse() {
        var page = PageCall.outgoing(stage);
        var told = new AtomicInteger();
        page.call().onStateChanged(change -> {
            throw new IllegalStateException("a listener of the application fails");
        });
        page.call().onStateChanged(change -> told.incrementAndGet());
        page.call().hangUp();
        page.agreeToBye();
        stage.await(page.call().ended());
        stage.seconds(0.1);
        assertThat(told).hasValue(1);
        assertThat(stage.simulation().takeCallbackFailures()).hasSize(1);
    }

    @Test
    @DisplayName("RFC 3261 §18.2.1, RFC 3581: answers go where the request came from")
    void answersGoToTheSourceOfTheRequest() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.direct("858").rejecting();
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.send(
                "INVITE",
                draft -> draft.replace("Via", "SIP/2.0/UDP 192.0.2.77:4444;branch=z9hG4bKnat;rport")
                        .body("application/sdp", stage.probe("pbx", 9_000).sdp()));
        var busy = dialog.expectResponse("INVITE", 486);
        assertThat(busy.via()).contains("received=10.0.0.9").contains("rport=5060");
        dialog.ack(invite, busy);
    }

    @Test
    void audioFromAStrangerIsNotHeard() {
        var page = PageCall.outgoing(stage);
        page.assertTheyTalk();
        var wanted =
                RtpProbe.mediaAddress(stage.requests("858", "INVITE").get(0).body());
        stage.host("stranger", "10.6.6.6");
        var stranger = stage.probe("stranger", 7_000);
        stranger.sendTone(1_800, new InetSocketAddress(wanted.getAddress(), wanted.getPort()));
        stage.seconds(1);
        assertThat(page.phone().hearsPeer()).isTrue();
        assertThat(stranger.packets()).isZero();
    }

    @Test
    @DisplayName("RFC 3515 §2.4.4: reports that end before the outcome is known do not end the call")
    void reportsThatEndTooEarlyAreATimeOut() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.report("refer", "active", "SIP/2.0 180 Ringing");
        stage.seconds(60);
        page.report("refer", "terminated;reason=timeout", "SIP/2.0 180 Ringing");
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.TimedOut());
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404, 481, 405})
    @DisplayName(
            "RFC 3515 §2.4.4: reports that are to end while we wait are asked for longer; a refusal changes nothing")
    void reportsAreAskedForAsLongAsWeWait(int answer) {
        var page = PageCall.outgoing(stage);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        page.dialog().respond(page.expectRefer(), 202);
        page.report("refer;id=7", "active;expires=60", "SIP/2.0 180 Ringing");
        var refresh = page.dialog().expectRequest("SUBSCRIBE", Duration.ofSeconds(31));
        assertThat(refresh.header("Event")).contains("refer;id=7");
        assertThat(Integer.parseInt(refresh.header("Expires").orElseThrow())).isBetween(85, 95);
        page.dialog().respond(refresh, answer, draft -> draft.header("Expires", "90"));
        stage.seconds(40);
        assertThat(transfer).isNotDone();
        page.reportFinally("200 OK");
        page.agreeToBye();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }

    @Test
    void transferOfAHeldCallNeedsNoSecondHold() {
        var page = PageCall.outgoing(stage);
        var hold = page.call().hold();
        page.agreeToHold();
        stage.await(hold);
        var transfer = page.call().blindTransfer("895", TransferOptions.DEFAULT);
        page.dialog().respond(page.expectRefer(), 202);
        page.reportFinally("200 OK");
        page.agreeToBye();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
    }
}
