package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.ConferenceRoster;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.services.ConferenceRoom;
import io.switchhook.services.RoomSettings;
import io.switchhook.stack.conference.ConferenceInfo;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.ScriptedPeer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 4579 §4.2: a telephone follows who is in the conference that the other side of its call mixes")
class CallRosterTest {
    private static final String BODY_TYPE = "application/conference-info+xml";

    @RegisterExtension
    final Stage stage = new Stage();

    private static List<String> names(ConferenceRoster roster) {
        return roster.conference().map(ConferenceInfo::users).orElse(List.of()).stream()
                .map(user -> user.entity().replaceAll("sip:(.*?)@.*", "$1"))
                .toList();
    }

    private ConferenceRoster follow(OutgoingCall call) {
        var roster = call.createConferenceRoster();
        assertThat(stage.await(roster.start())).isInstanceOf(SubscribeOutcome.Active.class);
        return roster;
    }

    private void untilOver(ConferenceRoster roster) {
        stage.until(() -> roster.subscription().state() == SubscriptionState.ENDED);
        stage.until(() -> roster.conference().isEmpty());
    }

    @Test
    @DisplayName("A telephone that mixes tells inside the call who comes and goes, until the call is over")
    void focusInATelephone() {
        var focus = stage.direct("858");
        var conference = focus.phone().openConference(8).showFocus();
        focus.on(call -> {
            conference.join(call);
            call.answer();
        });
        var first = stage.direct("853");
        var call = first.talkTo(focus.uri());
        var roster = follow(call);
        stage.until(() -> names(roster).equals(List.of("853")));
        var second = stage.direct("895").talkTo(focus.uri());
        stage.until(() -> names(roster).equals(List.of("853", "895")));
        stage.await(second.hangUp());
        stage.until(() -> names(roster).equals(List.of("853")));
        var subscribe = stage.requests("853", "SUBSCRIBE").get(0);
        assertThat(subscribe.callId()).isEqualTo(call.id());
        stage.await(call.hangUp());
        untilOver(roster);
        stage.seconds(40);
        assertThat(stage.requests("853", "SUBSCRIBE")).hasSize(1);
    }

    @Test
    @DisplayName("A room of the PBX is followed in the same way; the roster that is given up leaves the call alone")
    void focusInThePbx() {
        stage.startPbx();
        var room = ConferenceRoom.of(RoomSettings.DEFAULT);
        assertThat(stage.await(stage.services().open("800", room)).isOpen()).isTrue();
        var caller = stage.registered("858");
        var call = caller.talkTo("800");
        stage.until(() -> room.participants().size() == 1);
        var roster = follow(call);
        stage.until(() -> names(roster).equals(List.of("858")));
        stage.registered("853").talkTo("800");
        stage.until(() -> names(roster).equals(List.of("858", "853")));
        stage.await(roster.end());
        untilOver(roster);
        assertThat(call.state().isAnswered()).isTrue();
        var again = follow(call);
        stage.until(() -> names(again).size() == 2);
        room.end();
        untilOver(again);
    }

    @Test
    @DisplayName("A call whose other side says of no conference has none to follow, and one that is over neither")
    void noFocus() {
        var callee = stage.direct("858").answering();
        var call = stage.direct("853").talkTo(callee.uri());
        var roster = call.createConferenceRoster();
        assertThat(stage.await(roster.start()))
                .isInstanceOfSatisfying(
                        SubscribeOutcome.Unreachable.class,
                        unreachable -> assertThat(unreachable.retryIn()).isEmpty());
        untilOver(roster);
        stage.await(call.hangUp());
        assertThat(stage.await(call.createConferenceRoster().start()).kind())
                .isEqualTo(SubscribeOutcome.Kind.UNREACHABLE);
        assertThat(stage.requests("853", "SUBSCRIBE")).isEmpty();
    }

    @Test
    @DisplayName(
            "A focus that shares no dialogs is asked at its Contact, and what is followed there ends with the call too")
    void focusThatSharesNoDialogs() {
        var focus = stage.peerAsPbx("800");
        var call = stage.unregistered("858");
        var dialog = answered(focus, call, "<sip:800@" + Stage.PBX_ADDRESS + ">;isfocus");
        var roster = ((OutgoingCall) call.lastCall()).createConferenceRoster();
        var started = roster.start();
        var refused = dialog.expectRequest("SUBSCRIBE");
        assertThat(refused.header("Event")).contains("conference");
        dialog.respond(refused, 405);
        var room = outside(focus, "sip:800@" + Stage.PBX_ADDRESS);
        assertThat(stage.await(started)).isInstanceOf(SubscribeOutcome.Active.class);
        assertThat(names(roster)).containsExactly("ann");
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        var farewell = room.expectRequest("SUBSCRIBE");
        assertThat(farewell.header("Expires")).contains("0");
        room.respond(farewell, 481);
        untilOver(roster);
    }

    @Test
    @DisplayName(
            "RFC 5057: a focus that goes on after the BYE is told in the dialog that nobody listens, and then the dialog is over")
    void focusThatGoesOn() {
        var focus = stage.peerAsPbx("800");
        var phone = stage.unregistered("858");
        var dialog = answered(focus, phone, "<sip:800@" + Stage.PBX_ADDRESS + ">;isfocus");
        var roster = ((OutgoingCall) phone.lastCall()).createConferenceRoster();
        var started = roster.start();
        dialog.respond(dialog.expectRequest("SUBSCRIBE"), 200, draft -> draft.header("Expires", "3600"));
        tell(dialog);
        assertThat(stage.await(started)).isInstanceOf(SubscribeOutcome.Active.class);
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        tell(dialog);
        var farewell = dialog.expectRequest("SUBSCRIBE");
        assertThat(farewell.header("Expires")).contains("0");
        dialog.respond(farewell, 200, draft -> draft.header("Expires", "0"));
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "conference").header("Subscription-State", "terminated;reason=timeout"));
        dialog.expectResponse("NOTIFY", 200);
        untilOver(roster);
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "conference").header("Subscription-State", "terminated;reason=timeout"));
        dialog.expectResponse("NOTIFY", 481);
    }

    @Test
    @DisplayName("RFC 6665 §4.5.2: the dialog with a GRUU is not shared")
    void focusWithAGruu() {
        var focus = stage.peerAsPbx("800");
        var phone = stage.unregistered("858");
        var uri = "sip:800@" + Stage.PBX_ADDRESS + ";gr=room";
        var dialog = answered(focus, phone, "<" + uri + ">;isfocus");
        var roster = ((OutgoingCall) phone.lastCall()).createConferenceRoster();
        var started = roster.start();
        outside(focus, uri);
        assertThat(stage.await(started)).isInstanceOf(SubscribeOutcome.Active.class);
        assertThat(stage.requests("858", "SUBSCRIBE"))
                .noneMatch(
                        subscribe -> subscribe.callId().equals(phone.lastCall().id()));
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
    }

    private PeerDialog answered(ScriptedPeer focus, Telephone phone, String contact) {
        var started = phone.prepare("800").start();
        var invite = focus.expectRequest("INVITE");
        var dialog = focus.dialog(invite);
        dialog.respond(
                invite,
                200,
                draft -> draft.replace("Contact", contact)
                        .body("application/sdp", stage.probe("pbx", 8_654).sdp()));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        return dialog;
    }

    private static PeerDialog outside(ScriptedPeer focus, String uri) {
        var subscribe = focus.expectRequest("SUBSCRIBE");
        assertThat(subscribe.requestUri()).isEqualTo(uri);
        assertThat(subscribe.toTag()).isEmpty();
        var room = focus.dialog(subscribe);
        room.respond(subscribe, 200, draft -> draft.header("Expires", "3600"));
        tell(room);
        return room;
    }

    private static void tell(PeerDialog dialog) {
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "conference")
                        .header("Subscription-State", "active;expires=3600")
                        .body(
                                BODY_TYPE,
                                "<conference-info xmlns=\"urn:ietf:params:xml:ns:conference-info\" entity=\"sip:800@pbx\""
                                        + " version=\"1\" state=\"full\"><users><user entity=\"sip:ann@example.com\"/>"
                                        + "</users></conference-info>"));
        dialog.expectResponse("NOTIFY", 200);
    }
}
