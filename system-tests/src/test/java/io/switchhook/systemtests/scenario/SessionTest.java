package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.RtpProbe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3665 §3: session establishment")
class SessionTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§3.1, §3.2 successful session, direct and through our PBX")
    void callRingsIsAnsweredTalksAndEnds(Setting setting) {
        var trio = Trio.in(stage, setting);
        var callee = trio.transferee().on(ringing -> stage.simulation().after(Duration.ofSeconds(2), ringing::answer));
        var caller = trio.transferor();
        var call = caller.talkTo(trio.dial(callee));
        caller.assertTalksWith(callee);
        callee.lastIncoming().hangUp();
        var ending = stage.await(call.ended());
        assertThat(ending.by()).isEqualTo(CallEnding.Party.REMOTE);
        stage.seconds(0.1);
        assertThat(caller.statesOf(call))
                .containsExactly(CallState.SETUP, CallState.RINGING, CallState.IN_CALL, CallState.COMPLETED);
        assertThat(callee.statesOf(callee.lastIncoming())).containsExactly(CallState.IN_CALL, CallState.COMPLETED);
        assertThat(caller.line().calls()).isEmpty();
    }

    @Test
    @DisplayName("§3.3 session with authentication: 407, ACK, INVITE again")
    void challengedInviteIsAcknowledgedAndSentAgain() {
        var pbx = stage.peerAsPbx("853");
        var audio = stage.probe("853".equals(pbx.name()) ? "pbx" : "", 9_000);
        var phone = stage.unregistered("858");
        var started = phone.prepare("853").start();
        var first = pbx.expectRequest("INVITE");
        var digest = new PeerDigest("proxy", "n", "SHA-256");
        pbx.respond(first, 407, draft -> draft.header("Proxy-Authenticate", digest.challenge()));
        var ack = pbx.expectRequest("ACK");
        assertThat(ack.branch()).isEqualTo(first.branch());
        var second = pbx.expectRequest("INVITE");
        assertThat(digest.accepts(second, "858")).isTrue();
        assertThat(second.cseq()).isEqualTo(2);
        assertThat(second.callId()).isEqualTo(first.callId());
        assertThat(second.fromTag()).isEqualTo(first.fromTag());
        var dialog = pbx.dialog(second);
        dialog.respondWithSdp(second, 200, audio.sdp());
        var confirmed = dialog.expectRequest("ACK");
        assertThat(confirmed.cseq()).isEqualTo(2);
        // RFC 3261 §22.1: the ACK repeats the credentials of its INVITE.
        assertThat(confirmed.header("Proxy-Authorization")).isEqualTo(second.header("Proxy-Authorization"));
        assertThat(stage.await(started).isAnswered()).isTrue();
    }

    @Test
    @DisplayName("§3.6 redirect: the caller is told the targets")
    void redirectedCallTellsWhereTo() {
        var caller = stage.direct("858");
        var callee = stage.direct("853").on(call -> call.forward("sip:855@10.0.7.7"));
        assertThat(caller.dial(callee.uri())).isEqualTo(new DialOutcome.Redirected(302, List.of("sip:855@10.0.7.7")));
        assertThat(caller.lastCall().state()).isEqualTo(CallState.FORWARDED);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§3.6 SDP in ACK: late offer")
    void lateOfferIsAnsweredInTheAck(Setting setting) {
        var trio = Trio.in(stage, setting);
        trio.transferee().answering();
        var call = trio.transferor().prepare(trio.dial(trio.transferee()), DialOptions.DEFAULT.withLateOffer());
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        trio.transferor().assertTalksWith(trio.transferee());
        var invite = stage.requests("858", "INVITE").get(0);
        assertThat(invite.body()).isEmpty();
        assertThat(stage.requests("858", "ACK").stream()
                        .filter(ack -> !ack.body().isEmpty()))
                .hasSize(1);
        // The session can be changed as any other.
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    @DisplayName("§3.7 re-INVITE with a new address: audio follows")
    void audioFollowsAReInviteToANewAddress() {
        var page = PageCall.outgoing(stage);
        page.assertTheyTalk();
        page.audio().stop();
        var moved = stage.probe("pbx", 9_900);
        var reInvite = page.dialog().invite(moved.sdp());
        var answer = page.dialog().expectResponse("INVITE", 200);
        page.dialog().ack(reInvite, answer);
        moved.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(answer.body()));
        moved.expectTone(page.phone().tone(), Duration.ofSeconds(2));
        assertThat(page.phone().hearsPeer()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§3.8 unsuccessful no answer: the caller cancels")
    void callThatIsNotAnsweredIsCancelled(Setting setting) {
        var trio = Trio.in(stage, setting);
        trio.transferee().on(ringing -> {});
        var call = trio.transferor().prepare(trio.dial(trio.transferee()));
        var started = call.start();
        stage.until(() -> call.state() == CallState.RINGING);
        stage.seconds(10);
        call.hangUp();
        assertThat(stage.await(started)).isEqualTo(new DialOutcome.Cancelled());
        assertThat(stage.await(call.ended()).state()).isEqualTo(CallState.CANCELLED);
        stage.await(trio.transferee().lastIncoming().ended());
        assertThat(trio.transferee().lastIncoming().state()).isEqualTo(CallState.CANCELLED);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void ringTimeOutCancels(Setting setting) {
        var trio = Trio.in(stage, setting);
        trio.transferee().on(ringing -> {});
        var call = trio.transferor()
                .prepare(trio.dial(trio.transferee()), DialOptions.DEFAULT.withRingTimeout(Duration.ofSeconds(15)));
        assertThat(stage.await(call.start())).isInstanceOf(DialOutcome.TimedOut.class);
        stage.await(trio.transferee().lastIncoming().ended());
    }

    @Test
    @DisplayName("RFC 3261 §9.1: a CANCEL waits for the first provisional answer")
    void cancelIsNotSentBeforeAProvisionalAnswer() {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.unregistered("858");
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        call.hangUp();
        stage.seconds(2);
        assertThat(stage.requests("858", "CANCEL")).isEmpty();
        pbx.respond(invite, 100);
        var cancel = pbx.expectRequest("CANCEL");
        assertThat(cancel.branch()).isEqualTo(invite.branch());
        pbx.respond(cancel, 200);
        pbx.respond(invite, 487);
        pbx.expectRequest("ACK");
        assertThat(stage.await(started)).isEqualTo(new DialOutcome.Cancelled());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§3.9 unsuccessful busy")
    void busyCalleeIsBusy(Setting setting) {
        var trio = Trio.in(stage, setting);
        trio.transferee().rejecting();
        var outcome = trio.transferor().dial(trio.dial(trio.transferee()));
        assertThat(outcome).isInstanceOfSatisfying(DialOutcome.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(486);
            assertThat(refused.isBusy()).isTrue();
        });
        assertThat(trio.transferor().lastCall().state()).isEqualTo(CallState.BUSY);
    }

    @Test
    @DisplayName("§3.10 unsuccessful no response: Timer B")
    void silentPeerTimesOutAfter32Seconds() {
        stage.host("pbx", Stage.PBX_ADDRESS);
        var phone = stage.unregistered("858");
        long begin = stage.simulation().nowNanos();
        assertThat(phone.dial("853")).isInstanceOf(DialOutcome.TimedOut.class);
        assertThat(stage.simulation().nowNanos() - begin).isEqualTo(32_000_000_000L);
        // RFC 3261 §17.1.1.2: at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s.
        assertThat(stage.requests("858", "INVITE")).hasSize(7);
    }

    @Test
    @DisplayName("§3.11 unsuccessful temporarily unavailable")
    void unregisteredExtensionIsTemporarilyUnavailable() {
        stage.startPbx();
        var caller = stage.registered("858");
        assertThat(caller.dial("853"))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(480));
    }

    @Test
    @DisplayName("RFC 3960: early media is heard before the answer")
    void earlyMediaIsHeard() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", 9_000);
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respondWithSdp(invite, 183, audio.sdp());
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(invite.body()));
        stage.until(() -> call.state() == CallState.RINGING_WITH_EARLY_MEDIA);
        assertThat(phone.hearsPeer()).isTrue();
        // RFC 3261 §13.2.1: the answer need not come again in the 200.
        dialog.respond(invite, 200);
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        assertThat(phone.hearsPeer()).isTrue();
        audio.expectTone(phone.tone(), Duration.ofSeconds(1));
    }

    /** What lives have found: the ACK went by TCP to a UDP port, and the callee repeated its answer until it gave up. */
    @Test
    void callOfATcpLineToAUdpAddressStaysOnUdp() {
        stage.startPbx();
        var caller = stage.registered("858", "858", ";transport=tcp");
        var callee = stage.direct("853").answering();
        var call = caller.talkTo(callee.uri() + ";transport=udp");
        caller.assertTalksWith(callee);
        call.hangUp();
        stage.until(() -> callee.lastIncoming().state().isEnded());
        assertThat(stage.flow("858", "853")).containsExactly("INVITE", "ACK", "BYE");
    }

    /** RFC 3261 §13.3.1.4: the callee gives up when its 2xx are never acknowledged; here none of them arrived. */
    @Test
    void calleeThatHangsUpBeforeItsAnswerArrivedIsTold() {
        stage.expectBreachesOf("pbx");
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respond(invite, 180);
        stage.until(() -> call.state() == CallState.RINGING);
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        assertThat(stage.await(started)).isInstanceOf(DialOutcome.Unreachable.class);
        assertThat(call.state()).isEqualTo(CallState.FAILED);
    }

    @Test
    void callWithNothingInCommonIsRefused488() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.direct("858").answering();
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 10.0.0.9",
                "s=-",
                "c=IN IP4 10.0.0.9",
                "t=0 0",
                "m=audio 9000 RTP/AVP 18",
                "a=rtpmap:18 G729/8000",
                ""));
        var answer = dialog.expectResponse("INVITE", 488);
        dialog.ack(invite, answer);
        assertThat(answer.header("Warning")).isPresent();
        assertThat(phone.lastIncoming().state().isEnded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 480, 484, 500, 503, 600, 603, 699})
    void everyRefusalIsAcknowledgedAndTold(int status) {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var started = phone.prepare("853").start();
        pbx.respond(pbx.expectRequest("INVITE"), status, draft -> draft.header("Warning", "399 x \"because\""));
        pbx.expectRequest("ACK");
        assertThat(stage.await(started)).isInstanceOfSatisfying(DialOutcome.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.warning()).isEqualTo(Optional.of("because"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Warning: x", "Contact: <<>>", "Retry-After: never", "Reason: ;;;"})
    void refusalWithAnUnreadableHeaderIsStillARefusal(String line) {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var started = phone.prepare("853").start();
        int colon = line.indexOf(':');
        pbx.respond(
                pbx.expectRequest("INVITE"),
                486,
                draft -> draft.header(line.substring(0, colon), line.substring(colon + 2)));
        pbx.expectRequest("ACK");
        assertThat(stage.await(started).kind()).isEqualTo(DialOutcome.Kind.REFUSED);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("RFC 3264 §8.4: hold by either side, by both, and resume in any order")
    void holdAndResumeInAnyOrder(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        var callee = trio.transferee().lastIncoming();
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        stage.until(() -> callee.state() == CallState.REMOTE_HELD);
        assertThat(call.state()).isEqualTo(CallState.LOCAL_HELD);
        trio.transferor().assertHearsNothing();
        assertThat(stage.await(callee.hold()).isDone()).isTrue();
        stage.until(() -> call.state() == CallState.INACTIVE_HELD && callee.state() == CallState.INACTIVE_HELD);
        trio.transferor().assertHearsNothing();
        trio.transferee().assertHearsNothing();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        stage.until(() -> call.state() == CallState.REMOTE_HELD && callee.state() == CallState.LOCAL_HELD);
        assertThat(stage.await(callee.resume()).isDone()).isTrue();
        stage.until(() -> call.state() == CallState.IN_CALL && callee.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void holdTwiceAtOnceEndsInTheLastWish() {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var hold = call.hold();
        var resume = call.resume();
        assertThat(stage.await(hold).isDone()).isTrue();
        assertThat(stage.await(resume).isDone()).isTrue();
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void holdThatIsRefusedLeavesTheAudioAsItWas() {
        var page = PageCall.outgoing(stage);
        var hold = page.call().hold();
        var reInvite = page.dialog().expectRequest("INVITE");
        page.dialog().respond(reInvite, 488);
        page.dialog().expectRequest("ACK");
        assertThat(stage.await(hold).kind()).isEqualTo(io.switchhook.phone.call.HoldOutcome.Kind.REFUSED);
        page.assertTheyTalk();
    }

    @Test
    @DisplayName("wire.md §1.4 (2): a Contact without a user part is the remote target all the same")
    void contactWithoutUserIsUsed() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", 9_000);
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respond(
                invite,
                200,
                draft -> draft.body("application/sdp", audio.sdp()).replace("Contact", "<sip:10.0.0.9:5060>"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        call.hangUp();
        var bye = dialog.expectRequest("BYE");
        assertThat(bye.requestUri()).isEqualTo("sip:10.0.0.9:5060");
        dialog.respond(bye, 200);
    }

    @Test
    void audioThatIsAttachedDuringTheCallIsHeard() {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        call.audio().sendSilence();
        trio.transferee().assertHearsNothing();
        call.audio().send(new ToneSource(8_000, trio.transferor().tone()));
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void closingThePhoneEndsItsCalls() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        trio.talk();
        var callee = trio.transferee().lastIncoming();
        stage.await(trio.transferor().phone().closeAsync());
        assertThat(stage.await(callee.ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:858@10.0.7.2>", "<sip:858@example.com>"})
    @DisplayName("two accounts of the same user are told apart by the domain that was called, or by the server")
    void callIsForTheAccountThatWasCalled(String called) {
        var first = stage.peer("one", "one", "10.0.7.1", 5_060);
        var second = stage.peer("two", "two", "10.0.7.2", 5_060).lenient();
        var phone =
                stage.telephone("858", SipAccount.builder("sip:858@10.0.7.1").build());
        var other =
                phone.phone().createLine(SipAccount.builder("sip:858@10.0.7.2").build());
        phone.line().register();
        first.acceptRegistration();
        other.register();
        var contact = second.acceptRegistration().contactUri().orElseThrow();
        stage.seconds(0.1);
        var dialog = second.newDialog(contact);
        var invite = dialog.send(
                "INVITE",
                draft -> draft.replace("To", called)
                        .body("application/sdp", stage.probe("two", 9_000).sdp()));
        stage.until(() -> !phone.incoming().isEmpty());
        assertThat(phone.lastIncoming().line()).isSameAs(other);
        phone.lastIncoming().reject();
        dialog.ack(invite, second.expectFinal("INVITE", Duration.ofSeconds(1)));
    }
}
