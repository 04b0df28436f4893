package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.event.EventNotifier;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.event.EventServer;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.event.EventSubscription;
import io.switchhook.sip.core.event.Notification;
import io.switchhook.sip.core.event.NotifierEnd;
import io.switchhook.sip.core.event.SubscriptionLoss;
import io.switchhook.sip.core.event.SubscriptionPlan;
import io.switchhook.sip.core.event.SubscriptionUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 6665 §4.5.2, RFC 5057: subscriptions that share the dialog of a call")
class EventsInCallTest {
    private static final EventHeader DOORS = EventHeader.of("x-doors");
    private final SessionFixture call = SessionFixture.talking();

    private final class Alice implements SubscriptionUser {
        private final EventSubscription subscription = EventSubscription.inDialog(
                UsageDialog.of(call.session),
                SubscriptionPlan.of(
                        Peer.contact("sip:bob@biloxi.com").address().uri(),
                        Peer.address("sip:alice@atlanta.com"),
                        DOORS),
                this,
                call.now);

        @Override
        public void onNotification(Notification notification, long nowNanos) {
            call.host.log.add("news " + notification.subscription().state());
        }

        @Override
        public void onLost(SubscriptionLoss loss, Optional<Duration> retryIn, long nowNanos) {
            call.host.log.add("lost " + loss.kind() + (retryIn.isPresent() ? " for a while" : ""));
        }

        void hear(String state) {
            var transaction = call.receive(notification(state));
            subscription.takes(transaction, transaction.request(), call.now);
        }
    }

    private SipRequest.Builder notification(String state) {
        return call.peer.request(SipMethod.NOTIFY).set(EventHeader.TYPE, DOORS).header("Subscription-State", state);
    }

    @Test
    void subscribesRefreshesAndLeavesInTheDialogOfTheCall() {
        var alice = new Alice();
        var subscribe = call.host.last(SipMethod.SUBSCRIBE);
        assertThat(subscribe.latest().callId()).isEqualTo(Peer.CALL_ID);
        assertThat(subscribe.latest().to().tag()).contains(Peer.TAG);
        subscribe.answer(200, call.now);
        alice.hear("active;expires=600");
        call.now = alice.subscription.nextDeadlineNanos();
        alice.subscription.onTime(call.now);
        assertThat(call.host.count(SipMethod.SUBSCRIBE)).isEqualTo(2);
        call.host.last(SipMethod.SUBSCRIBE).answer(200, call.now);
        alice.hear("active;expires=600");
        call.host.taken();
        alice.subscription.unsubscribe(call.now);
        call.host.last(SipMethod.SUBSCRIBE).answer(200, call.now);
        alice.hear("terminated;reason=timeout");
        assertThat(call.host.taken()).isEqualTo("SUBSCRIBE 0, request NOTIFY, answer 200, news terminated, lost DONE");
        assertThat(call.host.dialogs).hasSize(1);
    }

    @Test
    @DisplayName("the dialog outlives the call as long as the subscription stands")
    void subscriptionOutlivesTheCall() {
        var alice = new Alice();
        call.host.last(SipMethod.SUBSCRIBE).answer(200, call.now);
        alice.hear("active;expires=600");
        call.receive(SipMethod.BYE);
        assertThat(call.host.dialogs).hasSize(1);
        alice.hear("terminated;reason=noresource");
        assertThat(call.host.dialogs).isEmpty();
        assertThat(alice.subscription.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }

    @Test
    @DisplayName("RFC 5057 §5.1: a refusal of the subscription leaves the call alone, and it is not asked for again")
    void refusalEndsTheSubscriptionAlone() {
        new Alice();
        call.host.last(SipMethod.SUBSCRIBE).answer(489, call.now);
        assertThat(call.host.taken()).isEqualTo("SUBSCRIBE, lost REFUSED");
        assertThat(call.session.state()).isEqualTo(InviteSession.State.CONFIRMED);
    }

    @Test
    void notifiesInTheDialogOfTheCall() {
        var ends = new java.util.ArrayList<NotifierEnd>();
        var server = new EventServer(EventPackage.named("x-doors"), new EventServer.Owner() {
            @Override
            public Optional<EventState> stateFor(EventNotifier subscription) {
                return Optional.of(EventState.of("text/plain", "open"));
            }

            @Override
            public void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos) {
                ends.add(end);
            }
        });
        var subscribe = call.receive(subscribe(600));
        var notifier = server.acceptInside(UsageDialog.of(call.session), subscribe, "bob", "front", true, call.now);
        assertThat(call.host.taken()).isEqualTo("request SUBSCRIBE, answer 200, NOTIFY");
        call.host.last(SipMethod.NOTIFY).answer(200, call.now);
        call.receive(SipMethod.BYE);
        var leaving = call.receive(subscribe(0));
        assertThat(notifier.takes(leaving, leaving.request(), call.now)).isTrue();
        assertThat(call.host.dialogs).hasSize(1);
        call.host.last(SipMethod.NOTIFY).answer(200, call.now);
        assertThat(ends).containsExactly(NotifierEnd.UNSUBSCRIBED);
        assertThat(call.host.dialogs).isEmpty();
    }

    private SipRequest.Builder subscribe(long expires) {
        return call.peer
                .request(SipMethod.SUBSCRIBE)
                .set(EventHeader.TYPE, DOORS)
                .set(ExpiresHeader.TYPE, new ExpiresHeader(expires));
    }
}
