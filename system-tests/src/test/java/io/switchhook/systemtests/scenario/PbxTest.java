package io.switchhook.systemtests.scenario;

import static io.switchhook.systemtests.fixture.ScriptedExtension.pbxAddress;
import static io.switchhook.systemtests.fixture.ScriptedExtension.register;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.simulation.Packet;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The embedded PBX")
class PbxTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private static int refusal(DialOutcome outcome) {
        return outcome instanceof DialOutcome.Refused refused ? refused.status() : 0;
    }

    // --- truthful answers -----------------------------------------------------------------------------------------

    @Test
    void unknownExtensionIs404() {
        stage.startPbx();
        assertThat(refusal(stage.registered("858").dial("777"))).isEqualTo(404);
    }

    @Test
    void extensionThatIsNotRegisteredIs480() {
        stage.startPbx();
        assertThat(refusal(stage.registered("858").dial("853"))).isEqualTo(480);
    }

    @ParameterizedTest
    @CsvSource({"486, 486", "603, 603", "480, 480", "600, 600", "488, 488"})
    void refusalOfTheTelephoneIsPassedOn(int given, int seen) {
        stage.startPbx();
        var caller = stage.registered("858");
        stage.registered("853").on(call -> call.reject(given));
        assertThat(refusal(caller.dial("853"))).isEqualTo(seen);
    }

    @Test
    @DisplayName("The Warning of who rejects is what the caller reads")
    void warningOfTheTelephoneIsPassedOn() {
        stage.startPbx();
        var caller = stage.registered("858");
        stage.registered("853").on(call -> call.reject(486, "In a meeting"));
        assertThat(caller.dial("853"))
                .isEqualTo(new DialOutcome.Refused(486, "Busy Here", Optional.of("In a meeting")));
    }

    @Test
    void headersOfTheCallerAreReadByWhoeverIsCalled() {
        stage.startPbx();
        var caller = stage.registered("858");
        var callee = stage.registered("853").rejecting();
        var options = DialOptions.DEFAULT.withHeader("Subject", "Your order").withHeader("X-Customer", "4711, 4712");
        stage.await(caller.prepare("853", options).start());
        assertThat(callee.lastIncoming().headers("Subject")).containsExactly("Your order");
        assertThat(callee.lastIncoming().headers("x-customer")).containsExactly("4711, 4712");
        assertThat(callee.lastIncoming().headers("X-Nothing")).isEmpty();
    }

    @Test
    void whoHasForwardedACallIsKnown() {
        stage.startPbx();
        var caller = stage.registered("858");
        var callee = stage.registered("853").on(call -> call.forward("895"));
        var target = stage.registered("895").rejecting();
        assertThat(refusal(caller.dial("853"))).isEqualTo(486);
        assertThat(callee.lastIncoming().divertedFrom()).isEmpty();
        assertThat(target.lastIncoming().divertedFrom()).contains("853");
        assertThat(target.lastIncoming().remoteNumber()).isEqualTo("858");
    }

    @Test
    void callerMayCallItself() {
        stage.startPbx();
        var caller = stage.registered("858").rejecting();
        assertThat(refusal(caller.dial("858"))).isEqualTo(486);
    }

    @Test
    void telephoneThatHasVanishedIs480() {
        stage.startPbx();
        var caller = stage.registered("858");
        var callee = stage.registered("853");
        stage.simulation().unplug(callee.host());
        assertThat(refusal(caller.dial("853"))).isIn(480, 408);
        stage.simulation().plugIn(callee.host());
    }

    // --- forking --------------------------------------------------------------------------------------------------

    @Test
    void allTelephonesOfAnExtensionRingAndTheFirstThatAnswersWins() {
        stage.startPbx();
        var caller = stage.registered("858");
        var desk = stage.registered("853").on(call -> {});
        var mobile = stage.registered("853", "853b", "").on(call -> {});
        var third = stage.registered("853", "853c", ";transport=tcp").on(call -> {});
        var call = caller.prepare("853");
        var started = call.start();
        stage.until(() -> desk.incoming().size()
                        + mobile.incoming().size()
                        + third.incoming().size()
                == 3);
        mobile.lastIncoming().answer();
        assertThat(stage.await(started).isAnswered()).isTrue();
        stage.await(desk.lastIncoming().ended());
        stage.await(third.lastIncoming().ended());
        assertThat(desk.lastIncoming().state()).isEqualTo(CallState.CANCELLED);
        assertThat(third.lastIncoming().state()).isEqualTo(CallState.CANCELLED);
        caller.assertTalksWith(mobile);
    }

    @Test
    void twoTelephonesThatAnswerAtOnceGiveOneCall() {
        stage.startPbx();
        var caller = stage.registered("858");
        var desk = stage.registered("853").answering();
        var mobile = stage.registered("853", "853b", "").answering();
        caller.talkTo("853");
        stage.seconds(1);
        assertThat(desk.line().calls().size() + mobile.line().calls().size()).isEqualTo(1);
        caller.assertTalksWith(desk.line().calls().isEmpty() ? mobile : desk);
    }

    @Test
    void oneBusyTelephoneDoesNotStopTheOthers() {
        stage.startPbx();
        var caller = stage.registered("858");
        stage.registered("853").rejecting();
        var mobile = stage.registered("853", "853b", "")
                .on(call -> stage.simulation().after(Duration.ofSeconds(3), call::answer));
        caller.talkTo("853");
        caller.assertTalksWith(mobile);
    }

    @Test
    void callerThatGivesUpStopsAllTelephones() {
        stage.startPbx();
        var caller = stage.registered("858");
        var desk = stage.registered("853").on(call -> {});
        var mobile = stage.registered("853", "853b", "").on(call -> {});
        var call = caller.prepare("853");
        call.start();
        stage.seconds(2);
        call.hangUp();
        stage.await(desk.lastIncoming().ended());
        stage.await(mobile.lastIncoming().ended());
    }

    @Test
    void forwardingIsFollowed() {
        stage.startPbx();
        var caller = stage.registered("858");
        stage.registered("853").on(call -> call.forward("895"));
        var target = stage.registered("895").answering();
        caller.talkTo("853");
        caller.assertTalksWith(target);
    }

    @Test
    void forwardingInACircleEnds() {
        stage.startPbx();
        var caller = stage.registered("858");
        stage.registered("853").on(call -> call.forward("895"));
        stage.registered("895").on(call -> call.forward("853"));
        assertThat(caller.dial("853").isAnswered()).isFalse();
    }

    // --- media ----------------------------------------------------------------------------------------------------

    @Test
    @DisplayName("RTP is relayed untouched, byte for byte")
    void relayKeepsPacketsUntouched() {
        stage.startPbx();
        var in = new HashSet<String>();
        var out = new HashSet<String>();
        stage.simulation().onPacket(packet -> {
            var bytes = packet.payload().toByteArray();
            boolean rtp = packet.kind() == Packet.Kind.DATAGRAM
                    && bytes.length > 12
                    && (bytes[0] & 0xc0) == 0x80
                    && (bytes[1] & 0x7f) < 72;
            if (rtp && packet.toHost().equals("pbx")) {
                in.add(Arrays.toString(bytes));
            } else if (rtp && packet.fromHost().equals("pbx")) {
                out.add(Arrays.toString(bytes));
            }
        });
        var caller = stage.registered("858");
        var callee = stage.registered("853").answering();
        caller.talkTo("853");
        caller.assertTalksWith(callee);
        assertThat(out).hasSizeGreaterThan(50);
        assertThat(in).containsAll(out);
    }

    @Test
    void mediaNeverFlowsAroundThePbx() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var around = new HashSet<String>();
        stage.simulation().onPacket(packet -> {
            if (!packet.fromHost().equals("pbx") && !packet.toHost().equals("pbx")) {
                around.add(packet.fromHost() + " to " + packet.toHost());
            }
        });
        trio.talk();
        trio.transferor().assertTalksWith(trio.transferee());
        assertThat(around).isEmpty();
    }

    /** The telephone of 853, scripted. */
    private ScriptedPeer registeredPeer() {
        var peer = stage.peer("853", "peer", "10.0.3.1", 5_060)
                .target(pbxAddress())
                .lenient();
        register(peer, "853");
        return peer;
    }

    @Test
    @DisplayName("early media is passed, and INFO with its answer")
    void earlyMediaAndInfoArePassed() {
        stage.startPbx();
        var caller = stage.registered("858");
        var peer = registeredPeer();
        var audio = stage.probe("peer", 9_000);
        var call = caller.prepare("853");
        var started = call.start();
        var invite = peer.expectRequest("INVITE");
        var dialog = peer.dialog(invite);
        dialog.respondWithSdp(invite, 183, audio.sdp());
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(invite.body()));
        stage.until(() -> call.state() == CallState.RINGING_WITH_EARLY_MEDIA);
        assertThat(caller.hearsPeer()).isTrue();
        dialog.respondWithSdp(invite, 200, audio.sdp());
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        audio.expectTone(caller.tone(), Duration.ofSeconds(1));
        dialog.send("INFO", draft -> draft.body("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"));
        dialog.expectResponse("INFO", 200);
        var passed = stage.requests("pbx", "INFO").get(0);
        assertThat(passed.body()).isEqualTo("Signal=5\r\nDuration=160\r\n");
        assertThat(passed.header("Content-Type")).contains("application/dtmf-relay");
    }

    // --- who may do what ------------------------------------------------------------------------------------------

    @Test
    void callInSomebodyElsesNameIsForbidden() {
        stage.startPbx();
        stage.registered("853").answering();
        var liar = stage.telephone(
                "858",
                SipAccount.builder("sip:853@" + Stage.PBX_ADDRESS)
                        .authUser("858")
                        .secret("858")
                        .build());
        assertThat(refusal(liar.dial("895"))).isEqualTo(403);
        assertThat(stage.await(liar.line().register()).isRegistered()).isFalse();
    }

    @Test
    void callWithoutCredentialsIsNotConnected() {
        stage.startPbx();
        var callee = stage.registered("853").answering();
        var stranger = stage.telephone(
                "858", SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS).build());
        assertThat(refusal(stranger.dial("853"))).isIn(401, 407);
        assertThat(callee.incoming()).isEmpty();
    }

    @Test
    void theOldestTelephoneGivesWayWhenAnExtensionIsFull() {
        stage.startPbx();
        var peer = stage.peer("858", "peer", "10.0.3.1", 5_060)
                .target(pbxAddress())
                .lenient();
        register(peer, "858");
        var bound = List.<String>of();
        for (int i = 0; i < 30; i++) {
            int port = 6_000 + i;
            var dialog = peer.newDialog("sip:858@" + Stage.PBX_ADDRESS);
            var first = dialog.send(
                    "REGISTER",
                    draft -> draft.replace("From", "<sip:858@10.0.0.9>;tag=r")
                            .replace("Contact", "<sip:858@10.0.3.1:" + port + ">"));
            dialog.sendAuthorized(first, peer.expectResponse("REGISTER", 401), "858", "858");
            bound = peer.expectResponse("REGISTER", 200).elements("Contact");
        }
        assertThat(bound).hasSize(10).allMatch(contact -> contact.matches(".*:60[12]\\d>.*"));
        assertThat(bound).anyMatch(contact -> contact.contains(":6029>"));
    }

    @ParameterizedTest
    @CsvSource({"1, 423", "0, 200", "4294967295, 200", "7200, 200"})
    void registrationLifetimesAreBounded(String expires, int status) {
        stage.startPbx();
        var peer = stage.peer("858", "peer", "10.0.3.1", 5_060)
                .target(pbxAddress())
                .lenient();
        var dialog = peer.newDialog("sip:858@" + Stage.PBX_ADDRESS);
        var first = dialog.send(
                "REGISTER",
                draft -> draft.replace("From", "<sip:858@10.0.0.9>;tag=r").header("Expires", expires));
        dialog.sendAuthorized(first, peer.expectResponse("REGISTER", 401), "858", "858");
        var answer = peer.expectFinal("REGISTER", Duration.ofSeconds(2));
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void bindingsExpire() {
        stage.startPbx();
        var caller = stage.registered("858");
        var peer = stage.peer("853", "peer", "10.0.3.1", 5_060)
                .target(pbxAddress())
                .lenient();
        var dialog = peer.newDialog("sip:853@" + Stage.PBX_ADDRESS);
        var first = dialog.send(
                "REGISTER",
                draft -> draft.replace("From", "<sip:853@10.0.0.9>;tag=r").header("Expires", "90"));
        dialog.sendAuthorized(first, peer.expectResponse("REGISTER", 401), "853", "853");
        peer.expectResponse("REGISTER", 200);
        stage.seconds(95);
        assertThat(refusal(caller.dial("853"))).isEqualTo(480);
    }

    @Test
    void callsBeyondTheLimitAreRefused503() {
        stage.startPbx(pbx -> pbx.maxCalls(1));
        var first = stage.registered("858");
        stage.registered("853").answering();
        var second = stage.registered("895");
        first.talkTo("853");
        assertThat(refusal(second.dial("853"))).isEqualTo(503);
    }

    // --- transports -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"'', ;transport=tcp", ";transport=tcp, ''", ";transport=tcp, ;transport=tcp"})
    void telephonesOnDifferentTransportsTalk(String callersTransport, String calleesTransport) {
        stage.startPbx();
        var caller = stage.registered("858", "858", callersTransport);
        var callee = stage.registered("853", "853", calleesTransport).answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        caller.assertTalksWith(callee);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";transport=tcp"})
    void telephonesTalkAndTransferOverIpv6(String transport) {
        stage.host("pbx", "2001:db8::9");
        stage.startPbxAt("[2001:db8::9]");
        var caller = ipv6("858", "2001:db8::1", transport);
        var callee = ipv6("853", "2001:db8::2", transport).answering();
        var target = ipv6("895", "2001:db8::3", transport).answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        stage.seconds(1);
        callee.assertTalksWith(target);
    }

    private Telephone ipv6(String number, String address, String transport) {
        stage.host(number, address);
        var config = PhoneConfig.DEFAULT
                .withListen(
                        ListenPoint.parse("udp:[" + address + "]:5060", 5_060),
                        ListenPoint.parse("tcp:[" + address + "]:5060", 5_060))
                .withRtpPorts(5_000, 10_000);
        var account = SipAccount.builder("sip:" + number + "@[2001:db8::9]" + transport)
                .secret(number)
                .build();
        return stage.telephone(number, account, config).register();
    }

    @Test
    void closingThePbxEndsItsCalls() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        stage.await(stage.pbx().closeAsync());
        stage.await(call.ended());
        stage.await(trio.transferee().lastIncoming().ended());
    }

    @ParameterizedTest
    @ValueSource(ints = {481, 404, 405})
    @DisplayName(
            "RFC 3261 §15.1.2, RFC 5057: a change that finds the other telephone's call gone is answered 487, and the call has ended by BYE")
    void changeThatFindsTheOtherGone(int status) {
        stage.startPbx();
        var caller = stage.registered("858");
        var peer = registeredPeer();
        var audio = stage.probe("peer", 9_000);
        var call = caller.prepare("853");
        var started = call.start();
        var invite = peer.expectRequest("INVITE");
        var dialog = peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, audio.sdp());
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        call.hold();
        dialog.respond(dialog.expectRequest("INVITE"), status);
        dialog.expectRequest("ACK");
        var ending = stage.await(call.ended());
        assertThat(ending.by()).isEqualTo(CallEnding.Party.REMOTE);
        assertThat(call.state()).isEqualTo(CallState.COMPLETED);
        assertThat(stage.answers("pbx", "INVITE", 487)).hasSize(1);
    }
}
