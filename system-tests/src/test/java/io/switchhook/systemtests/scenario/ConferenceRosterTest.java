package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.phone.ConferenceRoster;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.Participant;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.services.ConferenceRoom;
import io.switchhook.services.RoomSettings;
import io.switchhook.stack.conference.ConferenceInfo;
import io.switchhook.stack.conference.ConferenceUser;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 4575: telephones show who is in a room")
class ConferenceRosterTest {
    private static final String BODY_TYPE = "application/conference-info+xml";
    private static final String ROOM = "sip:800@" + Stage.PBX_ADDRESS;

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<String> seen = new ArrayList<>();
    private ConferenceRoom room = ConferenceRoom.of(RoomSettings.DEFAULT);

    private void open(RoomSettings settings) {
        stage.startPbx();
        room = ConferenceRoom.of(settings);
        assertThat(stage.await(stage.services().open("800", room)).isOpen()).isTrue();
    }

    private ConferenceRoster roster(Telephone telephone, String target) {
        return telephone.line().createConferenceRoster(target).onChanged(change -> {
            change.joined().forEach(user -> seen.add("+" + name(user)));
            change.left().forEach(user -> seen.add("-" + name(user)));
            if (change.now().isEmpty()) {
                seen.add("over");
            }
        });
    }

    private static String name(ConferenceUser user) {
        return user.entity().replaceAll("sip:(.*?)@.*", "$1");
    }

    private static List<String> names(ConferenceRoster roster) {
        return roster.conference().map(ConferenceInfo::users).orElse(List.of()).stream()
                .map(ConferenceRosterTest::name)
                .toList();
    }

    private OutgoingCall enters(Telephone caller) {
        int before = room.participants().size();
        var call = caller.talkTo("800");
        stage.until(() -> room.participants().size() > before);
        return call;
    }

    private void start(ConferenceRoster roster) {
        assertThat(stage.await(roster.start())).isInstanceOf(SubscribeOutcome.Active.class);
        stage.seconds(1);
    }

    @Test
    @DisplayName(
            "The Contact says isfocus, who is in the room sees who else is, comes, is muted and goes; §3.9: every five seconds at most")
    void participantsSeeEachOther() {
        open(RoomSettings.DEFAULT);
        var first = stage.registered("858");
        var call = enters(first);
        var uri = stage.await(call.conferenceUri()).orElseThrow();
        assertThat(uri).startsWith("sip:800@" + Stage.PBX_ADDRESS);
        var roster = roster(first, uri);
        start(roster);
        assertThat(roster.conference().orElseThrow().entity()).isEqualTo(ROOM);
        assertThat(roster.conference().orElseThrow().maximumUserCount()).contains(32L);
        var second = enters(stage.registered("853"));
        enters(stage.registered("895"));
        stage.seconds(6);
        assertThat(names(roster)).containsExactly("858", "853", "895");
        assertThat(roster.conference().orElseThrow().count()).isEqualTo(3);
        room.participants().get(1).mute();
        room.lock(true);
        stage.seconds(6);
        assertThat(roster.conference().orElseThrow().users())
                .extracting(ConferenceUser::isMuted)
                .containsExactly(false, true, false);
        assertThat(roster.conference().orElseThrow().locked()).contains(true);
        room.participants().get(1).unmute();
        stage.await(second.hangUp());
        stage.seconds(6);
        assertThat(seen).containsExactly("+858", "+853", "+895", "-853");
        stage.await(roster.end());
        var told = stage.requests("pbx", "NOTIFY");
        assertThat(told.get(0).body()).contains("state=\"full\" version=\"1\"");
        assertThat(told.subList(1, told.size() - 1))
                .allSatisfy(notify -> assertThat(notify.body()).contains("state=\"partial\""));
        assertThat(told).hasSizeLessThanOrEqualTo(7);
    }

    @Test
    @DisplayName("§8.2: a stranger is refused, whom the room names is not")
    void whoMayKnow() {
        open(RoomSettings.DEFAULT.withWatchers("895"));
        var reception = stage.registered("895").answering();
        var watches = roster(reception, "800");
        start(watches);
        assertThat(names(watches)).isEmpty();
        var stranger = stage.registered("853");
        assertThat(stage.await(roster(stranger, "800").start()))
                .isInstanceOfSatisfying(
                        SubscribeOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
        assertThat(stage.await(roster(reception, "858").start()))
                .isInstanceOfSatisfying(
                        SubscribeOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
        assertThat(stage.await(stranger.talkTo("895").conferenceUri())).isEmpty();
        stage.await(watches.end());
    }

    @Test
    @DisplayName("§8.2: who leaves is told nothing more")
    void whoLeavesIsToldNothingMore() {
        open(RoomSettings.DEFAULT);
        var leaver = stage.registered("858");
        var call = enters(leaver);
        enters(stage.registered("853"));
        var roster = roster(leaver, "800");
        start(roster);
        stage.await(call.hangUp());
        stage.until(() -> roster.subscription().state() == SubscriptionState.ENDED);
        stage.seconds(1);
        assertThat(seen).containsExactly("+858", "+853", "-858", "-853", "over");
        var last = stage.requests("pbx", "NOTIFY").get(1);
        assertThat(last.header("Subscription-State")).contains("terminated;reason=rejected");
        assertThat(last.body()).doesNotContain("853");
    }

    @Test
    @DisplayName(
            "§3.3: when the last has left, or the room is closed, the conference is over: deleted, and terminated with noresource")
    void theEnd() {
        open(RoomSettings.DEFAULT.withWatchers("895"));
        var member = stage.registered("858");
        enters(member);
        var roster = roster(member, "800");
        start(roster);
        room.end();
        stage.until(() -> roster.subscription().state() == SubscriptionState.ENDED);
        stage.seconds(1);
        assertThat(seen).containsExactly("+858", "-858", "over");
        assertOver(stage.requests("pbx", "NOTIFY").get(1));
        var watches = roster(stage.registered("895"), "800");
        start(watches);
        enters(member);
        stage.seconds(6);
        assertThat(names(watches)).containsExactly("858");
        stage.await(member.lastCall().hangUp());
        stage.seconds(6);
        assertThat(watches.conference().orElseThrow().count()).isZero();
        stage.await(stage.services().closeAsync());
        stage.until(() -> watches.subscription().state() == SubscriptionState.ENDED);
        var all = stage.requests("pbx", "NOTIFY");
        assertOver(all.get(all.size() - 1));
    }

    private static void assertOver(WireMessage notify) {
        assertThat(notify.header("Subscription-State")).contains("terminated;reason=noresource");
        assertThat(notify.body()).contains("state=\"deleted\"");
    }

    @Test
    @DisplayName("RFC 3323: who calls anonymously is in the room without a name; two of them are two")
    void anonymous() {
        open(RoomSettings.DEFAULT);
        var member = stage.registered("858");
        enters(member);
        for (var number : List.of("853", "895")) {
            int before = room.participants().size();
            var call = stage.registered(number).prepare("800", DialOptions.DEFAULT.anonymously());
            stage.await(call.start());
            stage.until(() -> room.participants().size() > before);
        }
        var roster = roster(member, "800");
        start(roster);
        assertThat(names(roster)).containsExactly("858", "anonymous2", "anonymous3");
        assertThat(roster.conference().orElseThrow().users())
                .extracting(ConferenceUser::isAnonymous)
                .containsExactly(false, true, true);
        assertThat(stage.requests("pbx", "NOTIFY"))
                .allSatisfy(notify -> assertThat(notify.body()).doesNotContain("853", "895"));
        stage.await(roster.end());
    }

    @Test
    @DisplayName("Who waits for the moderator is pending, and told when the conference begins")
    void pending() {
        open(RoomSettings.DEFAULT.withPin("4711").withModeratorPin("47121"));
        var guest = stage.registered("858");
        var waits = guest.talkTo("800");
        stage.await(waits.sendDigits("4711#"));
        var roster = roster(guest, "800");
        stage.await(roster.start());
        stage.seconds(1);
        assertThat(roster.subscription().state()).isEqualTo(SubscriptionState.PENDING);
        assertThat(roster.conference()).isEmpty();
        stage.await(stage.registered("895").talkTo("800").sendDigits("47121"));
        stage.until(() -> room.participants().size() == 2);
        stage.seconds(6);
        assertThat(names(roster)).containsExactlyInAnyOrder("895", "858");
        assertThat(roster.conference().orElseThrow().users())
                .filteredOn(user -> name(user).equals("895"))
                .flatExtracting(ConferenceUser::roles)
                .containsExactly("moderator");
        assertThat(room.participants()).noneMatch(Participant::isMuted);
        stage.await(roster.end());
    }

    @Test
    @DisplayName("RFC 6665 §4.5.2: a telephone subscribes inside its call, and is told the end after it")
    void insideTheCall() {
        open(RoomSettings.DEFAULT);
        enters(stage.registered("853"));
        var telephone = stage.peer("895", "watcher", "10.0.0.20", 5_060)
                .lenient()
                .target(new InetSocketAddress(IpLiteral.parse(Stage.PBX_ADDRESS).orElseThrow(), 5_060));
        var audio = stage.probe("watcher", 8_700);
        var dialog = telephone.newDialog(ROOM);
        var plain = dialog.invite(audio.sdp("sendrecv"));
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(plain, challenge);
        var invite = dialog.sendAuthorized(plain, challenge, "895", "895");
        var answer = dialog.expectResponse("INVITE", 200);
        assertThat(answer.header("Contact").orElseThrow())
                .startsWith("<sip:800@" + Stage.PBX_ADDRESS)
                .endsWith(";isfocus");
        dialog.learn(answer);
        dialog.ack(invite, answer);
        stage.until(() -> room.participants().size() == 2);
        dialog.send("SUBSCRIBE", draft -> draft.header("Event", "dialog").header("Expires", "3600"));
        dialog.expectResponse("SUBSCRIBE", 403);
        subscribeInside(dialog, 3_600);
        assertThat(told(dialog)).contains("state=\"full\" version=\"1\"", "sip:853@", "sip:895@");
        subscribeInside(dialog, 600);
        assertThat(told(dialog)).contains("state=\"full\" version=\"2\"");
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        var last = dialog.expectRequest("NOTIFY");
        dialog.respond(last, 200);
        assertThat(last.header("Subscription-State")).contains("terminated;reason=rejected");
        assertThat(last.header("Event")).contains("conference");
    }

    @Test
    @DisplayName(
            "RFC 4579 §4.2: a telephone that mixes, and shows it, tells who is in its conference inside the call, and to nobody else")
    void telephoneThatMixes() {
        var page = PageCall.incoming(stage);
        var dialog = page.dialog();
        dialog.send("SUBSCRIBE", draft -> draft.header("Event", "conference"));
        dialog.expectResponse("SUBSCRIBE", 403);
        var held = page.phone().phone().openConference(8).showFocus();
        held.join(page.call());
        held.join("me", (samples, offset, length) -> 0, (samples, offset, length) -> {});
        subscribeInside(dialog, 3_600);
        assertThat(told(dialog))
                .contains("state=\"full\" version=\"1\"", "entity=\"sip:853@", "dialed-in", ">me<", "focus-owner");
        stage.direct("895").talkTo(page.phone().uri());
        held.join(page.phone().lastIncoming());
        var seat = held.participant(page.phone().lastIncoming()).orElseThrow();
        seat.mute();
        assertThat(told(dialog)).contains("state=\"partial\" version=\"2\"", "entity=\"sip:895@", "recvonly");
        seat.leave();
        assertThat(told(dialog)).contains("version=\"3\"", "state=\"deleted\"").doesNotContain("sip:853@");
        var shy = stage.peer("857", "shy", "10.0.0.21", 5_060)
                .newDialog(page.phone().uri());
        var audio = stage.probe("shy", 8_800);
        var invite = shy.send(
                "INVITE", draft -> draft.header("Privacy", "id").body("application/sdp", audio.sdp("sendrecv")));
        shy.ack(invite, shy.expectResponse("INVITE", 200));
        held.join(page.phone().lastIncoming());
        assertThat(told(dialog))
                .contains("version=\"4\"", "@anonymous.invalid", "Anonymous")
                .doesNotContain("857");
        held.close();
        var last = dialog.expectRequest("NOTIFY");
        dialog.respond(last, 200);
        assertOver(last);
        assertThat(page.call().state().isEnded()).isFalse();
        var next = page.phone().phone().openConference(8).showFocus();
        next.join(page.call());
        subscribeInside(dialog, 3_600);
        told(dialog);
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        var farewell = dialog.expectRequest("NOTIFY");
        dialog.respond(farewell, 200);
        assertThat(farewell.header("Subscription-State")).contains("terminated;reason=rejected");
    }

    private static void subscribeInside(PeerDialog dialog, int expires) {
        dialog.send(
                "SUBSCRIBE",
                draft -> draft.header("Event", "conference")
                        .header("Accept", BODY_TYPE)
                        .header("Expires", String.valueOf(expires)));
        dialog.expectResponse("SUBSCRIBE", 200);
    }

    private static String told(PeerDialog dialog) {
        var notify = dialog.expectRequest("NOTIFY");
        dialog.respond(notify, 200);
        assertThat(notify.header("Subscription-State").orElseThrow()).startsWith("active");
        return notify.body();
    }

    @Test
    @DisplayName(
            "§4.6: what was missed is made good by asking for all; a conference that is deleted is subscribed to no more")
    void anotherFocus() {
        var focus = stage.peerAsPbx("800");
        var roster = roster(stage.unregistered("858"), "800");
        var started = roster.start();
        var subscribe = focus.expectRequest("SUBSCRIBE");
        assertThat(subscribe.header("Event")).contains("conference");
        assertThat(subscribe.header("Accept")).contains(BODY_TYPE);
        var dialog = focus.dialog(subscribe);
        dialog.respond(subscribe, 200, draft -> draft.header("Expires", "3600"));
        tell(dialog, 7, "full", "<users><user entity=\"sip:ann@example.com\"/></users>");
        assertThat(stage.await(started)).isInstanceOf(SubscribeOutcome.Active.class);
        tell(dialog, 8, "partial", "<users state=\"partial\"><user entity=\"sip:bob@example.com\"/></users>");
        stage.until(() -> names(roster).equals(List.of("ann", "bob")));
        tell(
                dialog,
                10,
                "partial",
                "<users state=\"partial\"><user entity=\"sip:ann@example.com\" state=\"deleted\"/></users>");
        var again = dialog.expectRequest("SUBSCRIBE");
        dialog.respond(again, 200, draft -> draft.header("Expires", "3600"));
        tell(dialog, 11, "full", "<users><user entity=\"sip:eve@example.com\"/></users>");
        stage.until(() -> names(roster).equals(List.of("eve")));
        tell(dialog, 12, "deleted", "");
        var farewell = dialog.expectRequest("SUBSCRIBE");
        assertThat(farewell.header("Expires")).contains("0");
        dialog.respond(farewell, 200, draft -> draft.header("Expires", "0"));
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "conference").header("Subscription-State", "terminated;reason=timeout"));
        dialog.expectResponse("NOTIFY", 200);
        stage.until(() -> roster.subscription().state() == SubscriptionState.ENDED);
        assertThat(seen).containsExactly("+ann", "+bob", "+eve", "-ann", "-bob", "-eve", "over");
    }

    private static void tell(PeerDialog dialog, int version, String state, String content) {
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "conference")
                        .header("Subscription-State", "active;expires=3600")
                        .body(
                                BODY_TYPE,
                                "<conference-info xmlns=\"urn:ietf:params:xml:ns:conference-info\" entity=\"" + ROOM
                                        + "\" version=\"" + version + "\" state=\"" + state + "\">" + content
                                        + "</conference-info>"));
        dialog.expectResponse("NOTIFY", 200);
    }
}
