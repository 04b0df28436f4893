package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("RFC 3261 §13.2.1, §13.2.2.4: an offer of ours in a 2xx whose ACK brings no answer that is of use")
class UnansweredOfferTest {
    @RegisterExtension
    final Stage stage = new Stage();

    enum Answer {
        NONE,
        MALFORMED,
        AGREES_TO_NOTHING,
        DOES_NOT_FIT;

        void acknowledge(PeerDialog dialog, WireMessage invite, WireMessage response) {
            dialog.ack(invite, response, draft -> {
                var offer = response.body();
                switch (this) {
                    case NONE -> {}
                    case MALFORMED -> draft.body("application/sdp", "v=0\r\nm=what?\r\n");
                    case AGREES_TO_NOTHING ->
                        draft.body("application/sdp", offer.replaceAll("m=audio [0-9]+ ", "m=audio 0 "));
                    case DOES_NOT_FIT -> draft.body("application/sdp", offer.replace("m=audio", "m=video"));
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Answer.class)
    @DisplayName("the telephone ends the call by BYE, says why to both sides, and never shows a call that stands")
    void callWithoutAnAnswerIsEnded(Answer kind) {
        var phone = stage.direct("858");
        var answered = new AtomicReference<CompletableFuture<AnswerOutcome>>();
        phone.on(call -> answered.set(call.answer()));
        var peer = stage.peer("853", "peer", "10.0.3.1", 5_060);
        var dialog = peer.newDialog(phone.uri());
        var invite = dialog.send("INVITE");
        var response = dialog.expectResponse("INVITE", 200);
        assertThat(response.body()).contains("m=audio");
        kind.acknowledge(dialog, invite, response);
        var bye = dialog.expectRequest("BYE");
        assertThat(bye.header("Reason").orElseThrow()).startsWith("SIP").contains("cause=488");
        dialog.respond(bye, 200);
        var call = phone.lastIncoming();
        var ending = stage.await(call.ended());
        assertThat(ending.by()).isEqualTo(CallEnding.Party.LOCAL);
        assertThat(ending.state()).isEqualTo(CallState.FAILED);
        assertThat(ending.reason()).isNotEmpty();
        assertThat(stage.await(answered.get())).isEqualTo(AnswerOutcome.NO_COMMON_CODEC);
        assertThat(phone.statesOf(call)).containsExactly(CallState.FAILED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Answer.class,
            names = {"NONE", "MALFORMED", "DOES_NOT_FIT"})
    @DisplayName("§14.2: asked for an offer within the call, the telephone goes on as before when it is not answered")
    void callGoesOnWhenALaterOfferIsNotAnswered(Answer kind) {
        var page = PageCall.outgoing(stage);
        page.assertTheyTalk();
        var invite = page.dialog().send("INVITE");
        kind.acknowledge(page.dialog(), invite, page.dialog().expectResponse("INVITE", 200));
        page.assertTheyTalk();
        // What follows has a version of its own (RFC 3264 §8).
        var hold = page.outgoingCall().hold();
        page.agreeToHold();
        assertThat(stage.await(hold).isDone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Answer.class)
    @DisplayName("the PBX ends both sides of such a call, and answers the offer of who was called by refusing it")
    void pbxEndsBothSides(Answer kind) {
        stage.startPbx();
        var callee = stage.registered("858").answering();
        var peer = stage.peer("853", "peer", "10.0.3.1", 5_060)
                .lenient()
                .target(new InetSocketAddress(stage.host("pbx").address(), 5_060));
        var dialog = peer.newDialog("sip:858@" + Stage.PBX_ADDRESS);
        var first = dialog.send("INVITE", draft -> draft.replace("From", from(dialog)));
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(first, challenge);
        var invite = dialog.sendAuthorized(first, challenge, "853", "853");
        var response = dialog.expectResponse("INVITE", 200);
        kind.acknowledge(dialog, invite, response);
        var bye = dialog.expectRequest("BYE");
        assertThat(bye.header("Reason").orElseThrow()).startsWith("SIP").contains("cause=488");
        dialog.respond(bye, 200);
        var ending = stage.await(callee.lastIncoming().ended());
        assertThat(ending.state()).isNotEqualTo(CallState.COMPLETED);
        var ack = stage.requests("pbx", "ACK").get(0);
        assertThat(ack.body()).contains("m=audio 0 ");
    }

    private static String from(PeerDialog dialog) {
        return "<sip:853@" + Stage.PBX_ADDRESS + ">;tag=" + dialog.localTag();
    }
}
