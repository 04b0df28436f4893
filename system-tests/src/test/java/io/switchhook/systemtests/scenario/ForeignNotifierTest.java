package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.Subscription;
import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 6665 §4.1: our phone follows a notifier that it does not know")
class ForeignNotifierTest {
    private static final EventState WAITING = EventState.of("application/x-mail", "waiting");

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<String> heard = new ArrayList<>();
    private ScriptedPeer peer;
    private Subscription subscription;
    private CompletableFuture<SubscribeOutcome> outcome;

    @BeforeEach
    void peer() {
        peer = stage.peerAsPbx("mail");
    }

    private WireMessage subscribe(SubscribeOptions options) {
        var account = SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                .secret("secret")
                .build();
        subscription = stage.telephone("858", account)
                .line()
                .createSubscription("x-mail", "mail", options)
                .onNotified(
                        notice -> heard.add(notice.state().map(EventState::text).orElse("-")));
        outcome = subscription.start();
        return peer.expectRequest("SUBSCRIBE");
    }

    private WireMessage subscribe() {
        return subscribe(SubscribeOptions.DEFAULT);
    }

    private PeerDialog accept(WireMessage subscribe) {
        var dialog = peer.dialog(subscribe);
        dialog.respond(subscribe, 200, draft -> draft.header("Expires", "3600"));
        return dialog;
    }

    private void tell(PeerDialog dialog, String state) {
        dialog.send(
                "NOTIFY",
                draft -> draft.header("Event", "x-mail")
                        .header("Subscription-State", state)
                        .body("application/x-mail", "waiting"));
    }

    private void tellAndHear(PeerDialog dialog, String state) {
        tell(dialog, state);
        dialog.expectResponse("NOTIFY", 200);
    }

    /** The phone gives up; the peer says its last word. */
    private void leave(PeerDialog dialog) {
        var ended = subscription.end();
        var last = dialog.expectRequest("SUBSCRIBE");
        assertThat(last.header("Expires")).contains("0");
        dialog.respond(last, 200, draft -> draft.header("Expires", "0"));
        tellAndHear(dialog, "terminated;reason=timeout");
        stage.await(ended);
    }

    @Test
    @DisplayName("§4.1.2.4: a NOTIFY that comes before the 2xx is taken")
    void notifyMayOvertakeTheAnswer() {
        var request = subscribe();
        var dialog = peer.dialog(request);
        tellAndHear(dialog, "active;expires=600");
        dialog.respond(request, 200, draft -> draft.header("Expires", "600"));
        assertThat(stage.await(outcome)).isEqualTo(new SubscribeOutcome.Active(Optional.of(WAITING)));
        leave(dialog);
    }

    @Test
    @DisplayName(
            "§4.1.2.4: Timer N: accepted, but nothing told within 64*T1, is no subscription; later NOTIFYs get 481")
    void acceptedButNeverNotifiedIsNoSubscription() {
        var dialog = accept(subscribe(SubscribeOptions.DEFAULT.withoutRetry()));
        long begin = stage.simulation().nowNanos();
        assertThat(stage.await(outcome).kind()).isEqualTo(SubscribeOutcome.Kind.UNREACHABLE);
        assertThat(Duration.ofNanos(stage.simulation().nowNanos() - begin))
                .isBetween(Duration.ofSeconds(31), Duration.ofSeconds(33));
        tell(dialog, "active;expires=600");
        dialog.expectResponse("NOTIFY", 481);
        assertThat(heard).isEmpty();
    }

    @Test
    @DisplayName("§4.1.2.3: the dialog stays until the last NOTIFY, which is answered 200")
    void lastNotifyIsAwaited() {
        var dialog = accept(subscribe());
        tellAndHear(dialog, "active;expires=600");
        var ended = subscription.end();
        var last = dialog.expectRequest("SUBSCRIBE");
        dialog.respond(last, 200, draft -> draft.header("Expires", "0"));
        stage.seconds(5);
        assertThat(ended).isNotDone();
        tellAndHear(dialog, "terminated;reason=timeout");
        stage.await(ended);
        stage.seconds(1);
        assertThat(heard).containsExactly("waiting", "waiting");
    }

    @Test
    void lastNotifyThatNeverComesIsNotAwaitedForEver() {
        var dialog = accept(subscribe());
        tellAndHear(dialog, "active;expires=600");
        var ended = subscription.end();
        dialog.respond(dialog.expectRequest("SUBSCRIBE"), 200, draft -> draft.header("Expires", "0"));
        stage.await(ended);
        tell(dialog, "terminated;reason=timeout");
        dialog.expectResponse("NOTIFY", 481);
    }

    @Test
    @DisplayName("§5.4.9: of several notifiers the first is followed, the others get 481")
    void firstOfSeveralNotifiersIsFollowed() {
        var request = subscribe();
        var first = peer.dialog(request);
        var second = peer.dialog(request);
        tellAndHear(second, "active;expires=600");
        first.respond(request, 200, draft -> draft.header("Expires", "600"));
        tell(first, "active;expires=600");
        first.expectResponse("NOTIFY", 481);
        leave(second);
    }

    @Test
    @DisplayName("§4.1.2.4, §5.4.9: or all of them, each in a dialog of its own")
    void allOfSeveralNotifiersAreFollowed() {
        peer.lenient();
        var request = subscribe(SubscribeOptions.DEFAULT.followingAll());
        var first = accept(request);
        var second = peer.dialog(request);
        tellAndHear(second, "active;expires=600");
        tellAndHear(first, "active;expires=600");
        stage.seconds(40);
        tell(peer.dialog(request), "active;expires=600");
        peer.expectResponse("NOTIFY", 481);
        var ended = subscription.end();
        for (var dialog : List.of(first, second)) {
            dialog.respond(dialog.expectRequest("SUBSCRIBE"), 200, draft -> draft.header("Expires", "0"));
            tellAndHear(dialog, "terminated;reason=timeout");
        }
        stage.await(ended);
    }

    @Test
    @DisplayName("RFC 3261 §22.2: challenged, and sent again with credentials in the same attempt")
    void challengeIsAnswered() {
        var request = subscribe();
        var digest = new PeerDigest("switchhook", "a-nonce", "MD5");
        peer.respond(request, 401, draft -> draft.header("WWW-Authenticate", digest.challenge()));
        var again = peer.expectRequest("SUBSCRIBE");
        assertThat(digest.accepts(again, "secret")).isTrue();
        assertThat(again.callId()).isEqualTo(request.callId());
        var dialog = accept(again);
        tellAndHear(dialog, "active;expires=600");
        assertThat(stage.await(outcome).kind()).isEqualTo(SubscribeOutcome.Kind.ACTIVE);
        leave(dialog);
    }

    @Test
    void wrongSecretIsNotTriedForEver() {
        var request = subscribe();
        var digest = new PeerDigest("switchhook", "a-nonce", "MD5");
        peer.respond(request, 401, draft -> draft.header("WWW-Authenticate", digest.challenge()));
        peer.respond(
                peer.expectRequest("SUBSCRIBE"), 401, draft -> draft.header("WWW-Authenticate", digest.challenge()));
        assertThat(stage.await(outcome).kind()).isEqualTo(SubscribeOutcome.Kind.REFUSED);
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ENDED);
        peer.expectNothing(Duration.ofMinutes(2));
    }

    @Test
    @DisplayName("§4.4.2: deactivated: subscribed anew at once, in a new dialog")
    void migrationIsFollowed() {
        var request = subscribe();
        var dialog = accept(request);
        tellAndHear(dialog, "active;expires=600");
        tellAndHear(dialog, "terminated;reason=deactivated");
        var next = peer.expectRequest("SUBSCRIBE", Duration.ofMillis(100));
        assertThat(next.callId()).isNotEqualTo(request.callId());
        assertThat(next.toTag()).isEmpty();
        var other = accept(next);
        tellAndHear(other, "active;expires=600");
        leave(other);
    }

    @Test
    @DisplayName("§4.1.3: probation: not before the time that it says")
    void probationIsWaitedFor() {
        var dialog = accept(subscribe());
        tellAndHear(dialog, "terminated;reason=probation;retry-after=90");
        assertThat(stage.await(outcome))
                .isEqualTo(new SubscribeOutcome.Terminated("probation", Optional.of(Duration.ofSeconds(90))));
        peer.expectNothing(Duration.ofSeconds(89));
        var again = accept(peer.expectRequest("SUBSCRIBE", Duration.ofSeconds(2)));
        tellAndHear(again, "active;expires=600");
        leave(again);
    }

    @Test
    @DisplayName("§4.1.2.2: a refresh that is answered 481 ends this subscription; another is asked for")
    void forgottenSubscriptionIsAskedForAgain() {
        var dialog = accept(subscribe());
        tellAndHear(dialog, "active;expires=100");
        var refresh = dialog.expectRequest("SUBSCRIBE", Duration.ofSeconds(61));
        dialog.respond(refresh, 481);
        var again = accept(peer.expectRequest("SUBSCRIBE"));
        tellAndHear(again, "active;expires=600");
        leave(again);
    }

    @Test
    void repeatedAndOvertakenNotifiesAreToldOnce() {
        var dialog = accept(subscribe());
        tellAndHear(dialog, "active;expires=600");
        dialog.localCseq(0);
        tell(dialog, "active;expires=600");
        dialog.expectResponse("NOTIFY", 200);
        dialog.localCseq(-2);
        dialog.send(
                "NOTIFY",
                draft -> draft.replace("CSeq", "0 NOTIFY")
                        .header("Event", "x-mail")
                        .header("Subscription-State", "active;expires=600"));
        dialog.expectResponse("NOTIFY", 500);
        stage.seconds(1);
        assertThat(heard).containsExactly("waiting");
        dialog.localCseq(1);
        leave(dialog);
    }

    @Test
    @DisplayName("unasked NOTIFYs, as some PBXs send them, are answered and change nothing")
    void unaskedNotifyIsAnswered() {
        var dialog = accept(subscribe());
        tellAndHear(dialog, "active;expires=600");
        var contact = peer.received().get(0).contactUri().orElseThrow();
        tellAndHear(peer.newDialog(contact), "terminated");
        stage.seconds(1);
        assertThat(heard).containsExactly("waiting");
        leave(dialog);
    }
}
