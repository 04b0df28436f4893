package io.switchhook.sip.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules of the subscriber that a table of states cannot show. */
class EventSubscriptionTest {
    private static SubscriptionPlan plan(Duration expires, ForkPolicy forks, boolean lasting) {
        return new SubscriptionPlan(
                Follower.PLAN.target(),
                Follower.PLAN.local(),
                Follower.DOORS,
                expires,
                List.of("text/plain", "application/x-doors"),
                Optional.empty(),
                forks,
                lasting);
    }

    private static final SubscriptionPlan ALL = plan(Duration.ofHours(1), ForkPolicy.ALL, true);
    private static final SubscriptionPlan FETCH = plan(Duration.ZERO, ForkPolicy.FIRST, true);

    @Test
    @DisplayName("RFC 6665 §3.1: Event, Expires, Accept; no To tag")
    void subscribeSaysWhatIsWanted() {
        var request = new Follower(ALL).subscribe().latest();
        assertThat(request.uri()).hasToString("sip:house@biloxi.com");
        assertThat(request.value("Event")).contains("x-doors");
        assertThat(request.value("Expires")).contains("3600");
        assertThat(request.value("Accept")).contains("text/plain, application/x-doors");
        assertThat(request.to().tag()).isEmpty();
        assertThat(request.bodyLength()).isZero();
    }

    @Test
    void bodyIsCarriedAsItCame() {
        var alice = new Follower();
        alice.answer(200);
        alice.receive("active;expires=60");
        var state = alice.news.get(0).state().orElseThrow();
        assertThat(state.text()).isEqualTo(Follower.STATE);
        assertThat(state.type()).hasToString("text/plain");
    }

    @Test
    @DisplayName("§4.4.1: the NOTIFY opens the dialog, with its own route and tag")
    void notifyOpensTheDialog() {
        var alice = new Follower();
        var route = new RecordRouteHeader(NameAddress.of(SipUri.parse("sip:p1.biloxi.com;lr")), Parameters.EMPTY);
        alice.receive(alice.notification("house", 7, "active;expires=60")
                .set(RecordRouteHeader.TYPE, route)
                .build());
        alice.answer(200);
        alice.subscription.refresh(alice.now);
        var refresh = alice.subscribe().latest();
        assertThat(refresh.to().tag()).contains("house");
        assertThat(refresh.first(RouteHeader.TYPE).orElseThrow().address().uri())
                .hasToString("sip:p1.biloxi.com;lr");
        assertThat(refresh.uri()).hasToString("sip:house@192.0.2.2:5060");
        assertThat(refresh.cseq().number()).isEqualTo(2);
    }

    @Test
    void sequenceGoesOnAfterAChallenge() {
        var alice = new Follower();
        alice.subscribe().challenge();
        alice.receive("active;expires=60");
        alice.answer(200);
        alice.subscription.refresh(alice.now);
        assertThat(alice.subscribe().latest().cseq().number()).isEqualTo(3);
    }

    @Test
    @DisplayName("§4.1.3: the expires of the NOTIFY is authoritative; refreshed in time for Timer N")
    void refreshesBeforeTheNotifierForgets() {
        var alice = new Follower();
        alice.answer(200, 3_600);
        alice.receive("active;expires=600");
        alice.host.taken();
        alice.wait(Duration.ofSeconds(559));
        assertThat(alice.host.taken()).isEqualTo("-");
        alice.wait(Duration.ofSeconds(1));
        assertThat(alice.host.taken()).isEqualTo("SUBSCRIBE");
    }

    @Test
    @DisplayName("RFC 3265 §3.2.2: a NOTIFY without expires leaves what the answer granted, early or late")
    void answerTellsTheLifetimeWhenTheNotifyDoesNot() {
        for (boolean early : new boolean[] {true, false}) {
            var alice = new Follower();
            if (early) {
                alice.receive("active");
            }
            alice.answer(200, 600);
            if (!early) {
                alice.receive("active");
            }
            alice.host.taken();
            alice.wait(Duration.ofSeconds(559));
            assertThat(alice.host.taken()).isEqualTo("-");
            alice.wait(Duration.ofSeconds(1));
            assertThat(alice.host.taken()).isEqualTo("SUBSCRIBE");
        }
    }

    @Test
    @DisplayName("RFC 6665 §4.4.1, RFC 3265 §3.2.2: so it is with a refresh whose NOTIFY, without expires, comes first")
    void answerToARefreshTellsTheLifetimeWhenTheNotifyDoesNot() {
        var alice = new Follower();
        alice.answer(200, 600);
        alice.receive("active");
        for (int i = 0; i < 3; i++) {
            alice.wait(Duration.ofSeconds(560));
            assertThat(alice.host.taken()).endsWith("SUBSCRIBE");
            alice.receive("active");
            alice.answer(200, 600);
            alice.host.taken();
            alice.wait(Duration.ofSeconds(559));
            assertThat(alice.host.taken()).isEqualTo("-");
            alice.wait(Duration.ofSeconds(1));
            assertThat(alice.host.taken()).isEqualTo("SUBSCRIBE");
            alice.answer(200, 600);
            alice.receive("active");
            alice.host.taken();
        }
        assertThat(alice.losses).isEmpty();
    }

    @Test
    @DisplayName("§3.1.1: no longer than asked for, whatever the answer says")
    void grantIsNotLongerThanAskedFor() {
        var alice = new Follower(plan(Duration.ofSeconds(60), ForkPolicy.FIRST, true));
        alice.answer(200, 100_000);
        alice.receive("active");
        alice.host.taken();
        alice.wait(Duration.ofSeconds(30));
        assertThat(alice.host.taken()).isEqualTo("SUBSCRIBE");
    }

    @Test
    void repeatedAndOvertakenNotifyIsNotToldAgain() {
        var alice = new Follower();
        alice.receive(alice.notification("house", 7, "active;expires=60").build());
        var again = alice.receive(
                alice.notification("house", 7, "active;expires=60").build());
        assertThat(again.last().status()).isEqualTo(200);
        var late = alice.receive(
                alice.notification("house", 6, "pending;expires=60").build());
        assertThat(late.last().status()).isEqualTo(500);
        assertThat(alice.news).hasSize(1);
        assertThat(alice.subscription.state()).isEqualTo(EventSubscription.State.ACTIVE);
    }

    @Test
    @DisplayName("§8.2.1: package and id are compared byte by byte; other parameters do not matter")
    void notifyOfAnotherEventIsNotOurs() {
        var alice = new Follower();
        alice.receive("active;expires=60");
        for (var foreign : List.of("x-Doors", "x-doors;id=1", "presence")) {
            var answer =
                    alice.receive(with(alice, EventHeader.TYPE.parse(foreign)).build());
            assertThat(answer.last().status()).isEqualTo(481);
        }
        var ours = alice.receive(
                with(alice, EventHeader.TYPE.parse("x-doors;floor=2")).build());
        assertThat(ours.last().status()).isEqualTo(200);
        assertThat(alice.news).hasSize(2);
    }

    private int number = 1_000;

    private SipRequest.Builder with(Follower alice, EventHeader event) {
        return alice.notification("house", ++number, "active;expires=60").set(EventHeader.TYPE, event);
    }

    @Test
    @DisplayName("§4.1.3: a NOTIFY of a package that was not asked for: 489, while there is no dialog")
    void firstNotifyOfAnotherPackageIsABadEvent() {
        var alice = new Follower();
        var answer = alice.receive(with(alice, EventHeader.of("presence")).build());
        assertThat(answer.last().status()).isEqualTo(489);
        assertThat(alice.subscription.state()).isEqualTo(EventSubscription.State.SUBSCRIBING);
    }

    @Test
    @DisplayName("§4.5.2: the id stands in every SUBSCRIBE, and in every NOTIFY that is heard")
    void idIsKept() {
        var event = new EventHeader("x-doors", Optional.of("7"), Parameters.EMPTY);
        var alice = new Follower(SubscriptionPlan.of(Follower.PLAN.target(), Follower.PLAN.local(), event));
        alice.receive("active;expires=60");
        alice.answer(200);
        alice.subscription.refresh(alice.now);
        assertThat(alice.subscribe().latest().value("Event")).contains("x-doors;id=7");
        var without = alice.receive(with(alice, Follower.DOORS).build());
        assertThat(without.last().status()).isEqualTo(481);
    }

    @Test
    void notifyWithoutSubscriptionStateIsBadAndWaitsForTheNext() {
        var alice = new Follower();
        var bare = alice.notification("house", 7, "active")
                .removeAll("Subscription-State")
                .build();
        assertThat(alice.receive(bare).last().status()).isEqualTo(400);
        assertThat(alice.news).isEmpty();
        assertThat(alice.subscription.armed()).contains("N");
        alice.receive("active;expires=60");
        assertThat(alice.news).hasSize(1);
    }

    @Test
    @DisplayName("§4.1.2.2: each re-subscription is unrelated, with a new Call-ID and tag")
    void resubscribesAfresh() {
        var alice = new Follower();
        alice.receive("active;expires=60");
        alice.answer(200);
        var first = alice.subscribe().latest();
        alice.receive("terminated;reason=deactivated");
        alice.tick();
        var second = alice.subscribe().latest();
        assertThat(second.callId()).isNotEqualTo(first.callId());
        assertThat(second.from().tag()).isNotEqualTo(first.from().tag());
        assertThat(second.to().tag()).isEmpty();
        assertThat(alice.host.dialogs).isEmpty();
    }

    @Test
    void notifierThatAlwaysTurnsAwayIsAskedEverMoreSlowly() {
        var alice = new Follower();
        for (int i = 0; i < 4; i++) {
            alice.receive("active;expires=60");
            alice.answer(200);
            alice.receive("terminated;reason=deactivated");
            alice.tick();
        }
        var pauses = alice.retries.stream().map(Optional::orElseThrow).toList();
        assertThat(pauses.get(0)).isEqualTo(Duration.ZERO);
        assertThat(pauses.get(1)).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
        assertThat(pauses.get(3)).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void oneThatStoodIsAskedForAgainAtOnceEachTime() {
        var alice = new Follower();
        for (int i = 0; i < 3; i++) {
            alice.receive("active;expires=600");
            alice.answer(200);
            alice.wait(Duration.ofSeconds(40));
            alice.receive("terminated;reason=timeout");
            alice.tick();
        }
        assertThat(alice.retries).containsOnly(Optional.of(Duration.ZERO));
    }

    @Test
    void fleetingSubscriptionIsNotAskedForAgain() {
        var alice = new Follower(plan(Duration.ofHours(1), ForkPolicy.FIRST, false));
        alice.receive("terminated;reason=deactivated");
        assertThat(alice.retries).containsExactly(Optional.empty());
        assertThat(alice.subscription.state()).isEqualTo(EventSubscription.State.ENDED);
    }

    @Test
    void intervalIsRaisedAFewTimesOnly() {
        var alice = new Follower(plan(Duration.ofSeconds(60), ForkPolicy.FIRST, true));
        alice.answer(423);
        assertThat(alice.subscribe().latest().first(ExpiresHeader.TYPE)).contains(new ExpiresHeader(7_200));
        alice.answer(423);
        assertThat(alice.losses).hasSize(1);
        assertThat(alice.losses.get(0).kind()).isEqualTo(SubscriptionLoss.Kind.REFUSED);
    }

    @Test
    @DisplayName(
            "§4.1.2.2: a refresh that fails otherwise is tried again, and what is never refreshed ends at its time")
    void failingRefreshesEndAtTheLifetime() {
        var alice = new Follower();
        alice.answer(200);
        alice.receive("active;expires=100");
        long since = alice.now;
        int refreshes = 0;
        while (alice.losses.isEmpty()) {
            alice.tick();
            if (!alice.subscribe().isOver()) {
                refreshes++;
                alice.answer(500);
            }
        }
        assertThat(alice.now - since).isEqualTo(Duration.ofSeconds(100).toNanos());
        assertThat(alice.losses.get(0).kind()).isEqualTo(SubscriptionLoss.Kind.EXPIRED);
        assertThat(refreshes).isBetween(3, 20);
    }

    // --- §4.4.3 ---------------------------------------------------------------------------------------------------

    @Test
    @DisplayName("§4.4.3: a fetch asks with Expires 0, hears one NOTIFY and is done")
    void fetchIsDoneWithTheState() {
        var alice = new Follower(FETCH);
        assertThat(alice.host.taken()).isEqualTo("SUBSCRIBE 0");
        alice.answer(200, 0);
        alice.receive("terminated;reason=timeout");
        assertThat(alice.host.taken()).isEqualTo("answer 200, news terminated, lost DONE for good");
        assertThat(alice.news.get(0).state()).isPresent();
        assertThat(alice.subscription.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }

    @Test
    void fetchThatIsRefusedOrUnansweredSaysSo() {
        var refused = new Follower(FETCH);
        refused.answer(403);
        assertThat(refused.losses).hasSize(1).first().isInstanceOf(SubscriptionLoss.Refused.class);
        var silent = new Follower(FETCH);
        silent.fail(ClientFailure.TIMEOUT);
        assertThat(silent.losses).hasSize(1).first().isInstanceOf(SubscriptionLoss.Unanswered.class);
        var mute = new Follower(FETCH);
        mute.answer(200, 0);
        mute.tick();
        assertThat(mute.losses).hasSize(1).first().isInstanceOf(SubscriptionLoss.NotNotified.class);
        assertThat(mute.subscription.state()).isEqualTo(EventSubscription.State.ENDED);
    }

    // --- §4.1.4, §5.4.9 -------------------------------------------------------------------------------------------

    @Test
    @DisplayName("§5.4.9: one notifier is followed, the others are answered 481, and a 2xx of another is ignored")
    void firstNotifierWins() {
        var alice = new Follower();
        alice.receive(alice.notification("first", 1, "active;expires=60").build());
        var other = alice.receive(
                alice.notification("second", 1, "active;expires=60").build());
        assertThat(other.last().status()).isEqualTo(481);
        alice.answer(200);
        assertThat(alice.host.dialogs).containsOnlyKeys("first");
    }

    @Test
    @DisplayName("§4.1.2.4, §5.4.9: all notifiers are followed until Timer N, each refreshed by itself")
    void allNotifiersAreFollowed() {
        var alice = new Follower(ALL);
        alice.receive(alice.notification("first", 1, "active;expires=600").build());
        alice.answer(200);
        var other = alice.receive(
                alice.notification("second", 1, "active;expires=300").build());
        assertThat(other.last().status()).isEqualTo(200);
        assertThat(alice.news.get(0).dialog()).isNotEqualTo(alice.news.get(1).dialog());
        alice.wait(Duration.ofSeconds(32));
        var late = alice.receive(
                alice.notification("third", 1, "active;expires=60").build());
        assertThat(late.last().status()).isEqualTo(481);
        alice.host.taken();
        alice.wait(Duration.ofSeconds(260 - 32));
        assertThat(alice.host.taken()).isEqualTo("SUBSCRIBE");
        assertThat(alice.subscribe().latest().to().tag()).contains("second");
    }

    @Test
    void subscriptionEndsWithTheLastOfItsNotifiers() {
        var alice = new Follower(ALL);
        alice.receive(alice.notification("first", 1, "active;expires=600").build());
        alice.receive(alice.notification("second", 1, "active;expires=600").build());
        alice.answer(200);
        alice.wait(Duration.ofSeconds(33));
        alice.receive(
                alice.notification("first", 2, "terminated;reason=noresource").build());
        assertThat(alice.losses).isEmpty();
        alice.receive(
                alice.notification("second", 2, "terminated;reason=rejected").build());
        assertThat(alice.losses).hasSize(1);
        assertThat(alice.subscription.state()).isEqualTo(EventSubscription.State.ENDED);
        assertThat(alice.host.awaiting).isEmpty();
    }

    @Test
    void allNotifiersAreLeft() {
        var alice = new Follower(ALL);
        alice.receive(alice.notification("first", 1, "active;expires=600").build());
        alice.receive(alice.notification("second", 1, "active;expires=600").build());
        alice.answer(200);
        alice.host.taken();
        alice.subscription.unsubscribe(alice.now);
        assertThat(alice.host.taken()).isEqualTo("SUBSCRIBE 0, SUBSCRIBE 0");
        var third = alice.notification("third", 1, "active;expires=600").build();
        alice.receive(third);
        assertThat(alice.host.taken()).contains("answer 200", "SUBSCRIBE 0");
        for (var tag : List.of("first", "second", "third")) {
            alice.receive(
                    alice.notification(tag, 2, "terminated;reason=timeout").build());
        }
        alice.wait(Duration.ofSeconds(33));
        assertThat(alice.losses).hasSize(1).first().isInstanceOf(SubscriptionLoss.Done.class);
        assertThat(alice.host.dialogs).isEmpty();
        assertThat(alice.subscription.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }

    @Test
    void floodOfNotifiersIsTurnedAway() {
        var alice = new Follower(ALL);
        for (int i = 0; i < 40; i++) {
            alice.receive(alice.notification("n" + i, 1, "active;expires=600").build());
        }
        assertThat(alice.host.dialogs).hasSize(16);
    }

    // --- leaving --------------------------------------------------------------------------------------------------

    @Test
    void oneThatIsGivenUpBeforeTheFirstNotifyIsLeftAsSoonAsItComes() {
        var alice = new Follower();
        alice.subscription.unsubscribe(alice.now);
        alice.answer(200);
        alice.host.taken();
        alice.receive("active;expires=600");
        assertThat(alice.host.taken()).isEqualTo("answer 200, news active, SUBSCRIBE 0");
        alice.answer(200, 0);
        alice.receive("terminated;reason=timeout");
        assertThat(alice.losses).hasSize(1).first().isInstanceOf(SubscriptionLoss.Done.class);
    }

    @Test
    void lateNotifyAfterTheEndIsUnknown() {
        var alice = new Follower();
        alice.answer(200);
        alice.receive("active;expires=600");
        alice.subscription.unsubscribe(alice.now);
        alice.answer(200, 0);
        alice.receive("terminated;reason=timeout");
        assertThat(alice.receive("active;expires=600").last().status()).isEqualTo(481);
        assertThat(alice.news).hasSize(2);
    }

    @Test
    void abandonedOneLeavesNothing() {
        var alice = new Follower(ALL);
        alice.receive("active;expires=600");
        alice.subscription.abandon();
        assertThat(alice.host.dialogs).isEmpty();
        assertThat(alice.host.awaiting).isEmpty();
        assertThat(alice.subscription.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        alice.answer(200);
        assertThat(alice.losses).isEmpty();
    }

    @Test
    void refusesALifetimeOutOfRange() {
        assertThatThrownBy(() -> plan(Duration.ofHours(25), ForkPolicy.FIRST, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("24 hours");
    }

    @Test
    @DisplayName("§4.5.2: other requests inside its dialog are answered")
    void otherRequestsInTheDialogAreAnswered() {
        var alice = new Follower();
        alice.receive("active;expires=600");
        int sequence = 500;
        for (var expected : List.of("OPTIONS 200", "SUBSCRIBE 403", "BYE 481", "INFO 405")) {
            var method = SipMethod.of(expected.split(" ")[0]);
            var template = alice.notification("house", ++sequence, "active").build();
            var request = SipRequest.builder(method, template.uri())
                    .copyAll(template, io.switchhook.sip.message.header.ViaHeader.TYPE)
                    .copyAll(template, io.switchhook.sip.message.header.FromHeader.TYPE)
                    .copyAll(template, io.switchhook.sip.message.header.ToHeader.TYPE)
                    .copyAll(template, io.switchhook.sip.message.header.CallIdHeader.TYPE)
                    .set(CSeqHeader.TYPE, new CSeqHeader(sequence, method))
                    .build();
            assertThat(alice.receive(request).last().status()).hasToString(expected.split(" ")[1]);
        }
    }
}
