package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.BusyLamp;
import io.switchhook.phone.event.LampState;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.WatchedCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 4235: a telephone shows whether others are free, ring or talk")
class BusyLampTest {
    private static final String BODY_TYPE = "application/dialog-info+xml";

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<LampState> seen = new ArrayList<>();

    private BusyLamp lamp(Telephone telephone, String number) {
        return telephone.line().createBusyLamp(number).onChanged(change -> {
            assertThat(change.previous()).isEqualTo(seen.isEmpty() ? LampState.UNKNOWN : seen.get(seen.size() - 1));
            seen.add(change.state());
        });
    }

    @Test
    void aLampFollowsACallThroughOurPbx() {
        stage.startPbx();
        var reception = stage.registered("895");
        var called = stage.registered("853");
        var caller = stage.registered("858");
        var lamp = lamp(reception, "853");
        assertThat(lamp.state()).isEqualTo(LampState.UNKNOWN);
        assertThat(stage.await(lamp.start())).isInstanceOf(SubscribeOutcome.Active.class);
        stage.seconds(2);
        var call = caller.prepare("853");
        var dialled = call.start();
        stage.seconds(5);
        assertThat(lamp.calls())
                .singleElement()
                .satisfies(ringing -> assertThat(ringing.rings()).isTrue());
        stage.await(called.lastIncoming().answer());
        stage.await(dialled);
        stage.seconds(5);
        assertThat(lamp.state()).isEqualTo(LampState.BUSY);
        stage.await(call.hangUp());
        stage.seconds(5);
        stage.await(lamp.end());
        stage.seconds(1);
        assertThat(seen)
                .containsExactly(LampState.IDLE, LampState.RINGING, LampState.BUSY, LampState.IDLE, LampState.UNKNOWN);
        assertThat(lamp.calls()).isEmpty();
    }

    @Test
    void aRefusalLeavesItUnknown() {
        stage.startPbx();
        var lamp = lamp(stage.registered("895"), "4711");
        assertThat(stage.await(lamp.start()))
                .isInstanceOfSatisfying(
                        SubscribeOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(404));
        assertThat(lamp.state()).isEqualTo(LampState.UNKNOWN);
        assertThat(seen).isEmpty();
    }

    @Test
    @DisplayName("§4.3: a missed document is made good by asking for all; a lost server leaves nothing known")
    void partialDocumentsOfAnotherServer() {
        var pbx = stage.peerAsPbx("853");
        var lamp = lamp(stage.unregistered("858"), "853");
        var started = lamp.start();
        var subscribe = pbx.expectRequest("SUBSCRIBE");
        assertThat(subscribe.header("Event")).contains("dialog");
        assertThat(subscribe.header("Accept")).contains(BODY_TYPE);
        var dialog = pbx.dialog(subscribe);
        dialog.respond(subscribe, 200, draft -> draft.header("Expires", "3600"));
        tell(dialog, 0, "full", "");
        assertThat(stage.await(started)).isInstanceOf(SubscribeOutcome.Active.class);
        tell(
                dialog,
                1,
                "partial",
                "<dialog id=\"a\" direction=\"recipient\" call-id=\"x\" local-tag=\"l\" remote-tag=\"r\">"
                        + "<state>early</state><remote><identity display=\"Ann\">sip:895@10.0.0.9</identity></remote></dialog>");
        stage.until(() -> lamp.state() == LampState.RINGING);
        assertThat(lamp.calls()).singleElement().satisfies(call -> {
            assertThat(call.stage()).isEqualTo(WatchedCall.Stage.EARLY);
            assertThat(call.remote().orElseThrow().number()).isEqualTo("895");
            assertThat(call.remote().orElseThrow().name()).contains("Ann");
            assertThat(call.callId()).contains("x");
        });
        tell(dialog, 3, "partial", "<dialog id=\"a\"><state>terminated</state></dialog>");
        var again = dialog.expectRequest("SUBSCRIBE");
        dialog.respond(again, 200, draft -> draft.header("Expires", "3600"));
        tell(dialog, 4, "full", "<dialog id=\"b\" direction=\"initiator\"><state>trying</state></dialog>");
        stage.until(() -> lamp.state() == LampState.BUSY);
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "dialog")
                        .header("Subscription-State", "terminated;reason=giveup;retry-after=3600"));
        dialog.expectResponse("NOTIFY", 200);
        stage.until(() -> lamp.state() == LampState.UNKNOWN);
        stage.await(lamp.end());
        assertThat(seen)
                .containsExactly(LampState.IDLE, LampState.RINGING, LampState.IDLE, LampState.BUSY, LampState.UNKNOWN);
    }

    private static void tell(PeerDialog dialog, int version, String state, String dialogs) {
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "dialog")
                        .header("Subscription-State", "active;expires=3600")
                        .body(
                                BODY_TYPE,
                                "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"" + version
                                        + "\" state=\"" + state + "\" entity=\"sip:853@10.0.0.9\">" + dialogs
                                        + "</dialog-info>"));
        dialog.expectResponse("NOTIFY", 200);
    }
}
