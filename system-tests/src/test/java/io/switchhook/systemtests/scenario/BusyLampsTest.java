package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.EventNotice;
import io.switchhook.phone.Subscription;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4235: the PBX tells which extensions ring or are in a call")
class BusyLampsTest {
    private static final Pattern DOCUMENT = Pattern.compile(
            "<\\?xml version=\"1.0\" encoding=\"UTF-8\"\\?>\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"(\\d+)\""
                    + " state=\"full\" entity=\"sip:(\\d+)@" + Pattern.quote(Stage.PBX_ADDRESS) + "\">\n"
                    + "  <dialog id=\"\\2\"( direction=\"recipient\")?>\n    <state>(\\w+)</state>\n  </dialog>\n</dialog-info>\n");

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<String> seen = new ArrayList<>();
    private final List<Subscription> open = new ArrayList<>();

    /** Version, extension and state. */
    private void see(EventNotice notice) {
        seen.add(notice.state().map(BusyLampsTest::read).orElse("nothing"));
    }

    private static String read(EventState state) {
        var document = DOCUMENT.matcher(state.text());
        assertThat(document.matches()).as(state.text()).isTrue();
        assertThat(document.group(3) != null).isEqualTo(document.group(4).equals("early"));
        return document.group(1) + " " + document.group(2) + " " + document.group(4);
    }

    private Subscription watch(Telephone reception, String number) {
        var subscription = reception.line().createSubscription("dialog", number).onNotified(this::see);
        open.add(subscription);
        return subscription;
    }

    private void endAll() {
        open.forEach(subscription -> stage.await(subscription.end()));
    }

    private Pbx startPbx() {
        return stage.startPbx(builder -> builder.extension("857", "857"));
    }

    private void start(Subscription subscription) {
        assertThat(stage.await(subscription.start())).isInstanceOf(SubscribeOutcome.Active.class);
        stage.seconds(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";transport=tcp"})
    @DisplayName("§3.7: idle, ringing, in a call, idle; who calls is busy at once; versions count from 0")
    void lampFollowsACall(String transport) {
        startPbx();
        var reception = stage.registered("895", "895", transport);
        var called = stage.registered("853");
        var caller = stage.registered("858");
        start(watch(reception, "853"));
        start(watch(reception, "858"));
        var call = caller.prepare("853");
        var dialled = call.start();
        stage.seconds(5);
        stage.await(called.lastIncoming().answer());
        stage.await(dialled);
        stage.seconds(5);
        stage.await(call.hangUp());
        stage.seconds(5);
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "0 853 terminated",
                        "0 858 terminated",
                        "1 853 early",
                        "1 858 confirmed",
                        "2 853 confirmed",
                        "3 853 terminated",
                        "2 858 terminated");
        assertThat(stage.answers("pbx", "SUBSCRIBE", 401)).isNotEmpty();
        endAll();
    }

    @Test
    @DisplayName("§3.7: a call that is refused, or given up while it rings, leaves the lamp dark")
    void lampGoesOutAgain() {
        startPbx();
        var reception = stage.registered("895");
        var called = stage.registered("853");
        var caller = stage.registered("858");
        start(watch(reception, "853"));
        var refused = caller.prepare("853");
        refused.start();
        stage.seconds(3);
        stage.await(called.lastIncoming().reject());
        stage.seconds(3);
        var givenUp = caller.prepare("853");
        givenUp.start();
        stage.seconds(3);
        stage.await(givenUp.hangUp());
        stage.seconds(3);
        assertThat(seen)
                .containsExactly(
                        "0 853 terminated", "1 853 early", "2 853 terminated", "3 853 early", "4 853 terminated");
        endAll();
    }

    @Test
    @DisplayName("§3.7.2: of several calls the lamp stays on until the last has ended; §3.10: once a second at most")
    void oneLampForAllCalls() {
        startPbx();
        var reception = stage.registered("895");
        stage.registered("853").answering();
        var one = stage.registered("858");
        var two = stage.registered("857");
        start(watch(reception, "853"));
        var first = one.talkTo("853");
        stage.seconds(2);
        var second = two.talkTo("853");
        stage.seconds(2);
        stage.await(first.hangUp());
        stage.seconds(2);
        stage.await(second.hangUp());
        stage.seconds(2);
        assertThat(seen).containsExactly("0 853 terminated", "1 853 confirmed", "2 853 terminated");
        endAll();
    }

    @Test
    @DisplayName("A transfer puts the lamps of all three right")
    void lampsFollowATransfer() {
        startPbx();
        var reception = stage.registered("857");
        stage.registered("853").answering();
        stage.registered("895").answering();
        var transferor = stage.registered("858");
        var call = transferor.talkTo("853");
        for (var number : List.of("853", "858", "895")) {
            start(watch(reception, number));
        }
        seen.clear();
        stage.await(call.blindTransfer("895"));
        stage.seconds(5);
        assertThat(seen).containsExactly("1 895 confirmed", "1 858 terminated");
        endAll();
    }

    @Test
    @DisplayName("RFC 6665 §4.4.1: who unsubscribes hears nothing any more; a refresh gets the state")
    void unsubscribing() {
        startPbx();
        var reception = stage.registered("895");
        stage.registered("853").answering();
        var caller = stage.registered("858");
        var subscription = watch(reception, "853");
        start(subscription);
        subscription.refresh();
        stage.seconds(2);
        assertThat(seen).containsExactly("0 853 terminated", "1 853 terminated");
        stage.await(subscription.end());
        seen.clear();
        stage.await(caller.talkTo("853").hangUp());
        stage.seconds(5);
        assertThat(seen).isEmpty();
    }

    @Test
    @DisplayName("A PBX that closes says so, and to come again (probation); nobody new is taken")
    void closingPbxTellsIt() {
        var pbx = startPbx();
        var reception = stage.registered("895");
        var subscription = watch(reception, "853");
        start(subscription);
        var late = watcher();
        var closed = pbx.closeAsync();
        late.newDialog("sip:853@" + Stage.PBX_ADDRESS).send("SUBSCRIBE", draft -> draft.header("Event", "dialog"));
        late.expectResponse("SUBSCRIBE", 503);
        stage.await(closed);
        var last = stage.requests("pbx", "NOTIFY").get(1);
        assertThat(last.header("Subscription-State").orElseThrow())
                .startsWith("terminated;reason=probation;retry-after=30");
        assertThat(subscription.state()).isNotEqualTo(SubscriptionState.ACTIVE);
    }

    private ScriptedPeer watcher() {
        return stage.peer("895", "watcher", "10.0.0.20", 5_060)
                .lenient()
                .target(new InetSocketAddress(IpLiteral.parse(Stage.PBX_ADDRESS).orElseThrow(), 5_060));
    }

    /** The answer to a SUBSCRIBE with the right credentials. */
    private static WireMessage subscribe(ScriptedPeer watcher, String number, String event, int status) {
        var dialog = watcher.newDialog("sip:" + number + "@" + Stage.PBX_ADDRESS);
        var plain = dialog.send("SUBSCRIBE", draft -> draft.header("Event", event));
        dialog.sendAuthorized(plain, dialog.expectResponse("SUBSCRIBE", 401), "895", "895");
        return dialog.expectResponse("SUBSCRIBE", status);
    }

    @Test
    @DisplayName("§3.6, §3.7.2: nobody without a login, no single dialogs, no strangers; 489 for what is not served")
    void refusals() {
        startPbx();
        var watcher = watcher();
        subscribe(watcher, "853", "dialog", 200);
        assertThat(watcher.expectRequest("NOTIFY").header("Content-Type")).contains("application/dialog-info+xml");
        subscribe(watcher, "4711", "dialog", 404);
        subscribe(watcher, "853", "dialog;call-id=\"x\";to-tag=a;from-tag=b", 403);
        watcher.newDialog("sip:853@" + Stage.PBX_ADDRESS).send("SUBSCRIBE", draft -> draft.header("Event", "presence"));
        assertThat(watcher.expectResponse("SUBSCRIBE", 489).header("Allow-Events"))
                .contains("refer, dialog, message-summary, conference");
    }

    @Test
    @DisplayName("A PBX without lamps serves none")
    void withoutLamps() {
        stage.startPbx(Pbx.Builder::withoutBusyLamps);
        var watcher = watcher();
        watcher.newDialog("sip:853@" + Stage.PBX_ADDRESS).send("SUBSCRIBE", draft -> draft.header("Event", "dialog"));
        watcher.expectResponse("SUBSCRIBE", 489);
    }
}
