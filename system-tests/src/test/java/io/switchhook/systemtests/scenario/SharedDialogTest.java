package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.services.ConferenceRoom;
import io.switchhook.services.RoomSettings;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 5057: a roster and a transfer that outlive their call share its dialog, and each ends by itself")
class SharedDialogTest {
    private static final String ROOM = "sip:800@" + Stage.PBX_ADDRESS;

    @RegisterExtension
    final Stage stage = new Stage();

    private static void subscribe(PeerDialog dialog, String event, int expires) {
        dialog.send("SUBSCRIBE", draft -> draft.header("Event", event).header("Expires", String.valueOf(expires)));
    }

    private static WireMessage told(PeerDialog dialog, String event, String state) {
        var notify = dialog.expectRequest("NOTIFY", Duration.ofMinutes(1));
        dialog.respond(notify, 200);
        assertThat(notify.header("Event").orElseThrow()).startsWith(event);
        assertThat(notify.header("Subscription-State").orElseThrow()).startsWith(state);
        return notify;
    }

    /** Nothing of the dialog is left. */
    private static void assertOver(PeerDialog dialog) {
        subscribe(dialog, "refer", 60);
        dialog.expectResponse("SUBSCRIBE", 481);
    }

    @Test
    @DisplayName("The PBX ends the roster with the call, and the reports of the transfer when their time is over")
    void inThePbx() {
        stage.startPbx();
        var room = ConferenceRoom.of(RoomSettings.DEFAULT);
        assertThat(stage.await(stage.services().open("800", room)).isOpen()).isTrue();
        stage.registered("853").on(ringing -> {});
        var dialog = enterAsPeer();
        stage.until(() -> room.participants().size() == 1);
        subscribe(dialog, "conference", 3_600);
        dialog.expectResponse("SUBSCRIBE", 200);
        told(dialog, "conference", "active");
        var refer = dialog.send("REFER", draft -> draft.header("Refer-To", "<sip:853@" + Stage.PBX_ADDRESS + ">"));
        dialog.expectResponse("REFER", 202);
        told(dialog, "refer", "active");
        told(dialog, "refer", "active");
        subscribe(dialog, "refer;id=" + refer.cseq(), 20);
        dialog.expectResponse("SUBSCRIBE", 200);
        told(dialog, "refer", "active");
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        told(dialog, "conference", "terminated;reason=rejected");
        assertThat(told(dialog, "refer", "terminated;reason=timeout").body()).startsWith("SIP/2.0 180");
        assertOver(dialog);
    }

    private PeerDialog enterAsPeer() {
        var telephone = stage.peer("895", "watcher", "10.0.0.20", 5_060)
                .lenient()
                .target(new InetSocketAddress(IpLiteral.parse(Stage.PBX_ADDRESS).orElseThrow(), 5_060));
        var dialog = telephone.newDialog(ROOM);
        var plain = dialog.invite(stage.probe("watcher", 8_700).sdp("sendrecv"));
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(plain, challenge);
        var invite = dialog.sendAuthorized(plain, challenge, "895", "895");
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.learn(answer);
        dialog.ack(invite, answer);
        return dialog;
    }

    @Test
    @DisplayName("A telephone that mixes and is transferred does so too, whichever of the two is over first")
    void inAFocus() {
        var page = PageCall.incoming(stage);
        page.phone().phone().openConference(8).showFocus().join(page.call());
        var dialog = page.dialog();
        subscribe(dialog, "conference", 3_600);
        dialog.expectResponse("SUBSCRIBE", 200);
        told(dialog, "conference", "active");
        var target = stage.direct("895").on(ringing -> {});
        var refer = dialog.send("REFER", draft -> draft.header("Refer-To", "<" + target.uri() + ">"));
        dialog.expectResponse("REFER", 202);
        told(dialog, "refer", "active");
        told(dialog, "refer", "active");
        subscribe(dialog, "refer;id=" + refer.cseq(), 20);
        dialog.expectResponse("SUBSCRIBE", 200);
        told(dialog, "refer", "active");
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        told(dialog, "conference", "terminated;reason=rejected");
        subscribe(dialog, "conference", 3_600);
        dialog.expectResponse("SUBSCRIBE", 481);
        told(dialog, "refer", "terminated;reason=timeout");
        assertOver(dialog);
    }

    @Test
    @DisplayName("A telephone that follows a conference and transfers its focus hears the end of both after the BYE")
    void inAFollower() {
        var focus = stage.peerAsPbx("800");
        var phone = stage.unregistered("858");
        var call = phone.prepare("800");
        var started = call.start();
        var invite = focus.expectRequest("INVITE");
        var dialog = focus.dialog(invite);
        var audio = stage.probe("pbx", 8_654);
        dialog.respond(
                invite,
                200,
                draft -> draft.replace("Contact", "<" + ROOM + ">;isfocus").body("application/sdp", audio.sdp()));
        dialog.expectRequest("ACK");
        stage.await(started);
        var roster = call.createConferenceRoster();
        var asked = roster.start();
        dialog.respond(dialog.expectRequest("SUBSCRIBE"), 200, draft -> draft.header("Expires", "3600"));
        report(dialog, "conference", "active;expires=3600", "");
        assertThat(stage.await(asked)).isInstanceOf(SubscribeOutcome.Active.class);
        var transfer = call.blindTransfer("895");
        var hold = dialog.expectRequest("INVITE");
        dialog.respondWithSdp(hold, 200, audio.sdp("recvonly"));
        dialog.expectRequest("ACK");
        dialog.respond(dialog.expectRequest("REFER"), 202);
        report(dialog, "refer", "active;expires=60", "SIP/2.0 100 Trying");
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        report(dialog, "conference", "terminated;reason=rejected", "");
        stage.until(() -> roster.subscription().state() == SubscriptionState.ENDED);
        report(dialog, "refer", "terminated;reason=noresource", "SIP/2.0 200 OK");
        assertThat(stage.await(transfer).isSuccess()).isTrue();
        stage.seconds(6);
        dialog.send(
                "NOTIFY",
                draft ->
                        draft.header("Event", "conference").header("Subscription-State", "terminated;reason=rejected"));
        dialog.expectResponse("NOTIFY", 481);
    }

    private static void report(PeerDialog dialog, String event, String state, String fragment) {
        dialog.send("NOTIFY", draft -> {
            draft.header("Event", event).header("Subscription-State", state);
            if (!fragment.isEmpty()) {
                draft.body("message/sipfrag", fragment);
            }
        });
        dialog.expectResponse("NOTIFY", 200);
    }
}
