package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.EventFeed;
import io.switchhook.phone.EventNotice;
import io.switchhook.phone.IncomingSubscription;
import io.switchhook.phone.Subscription;
import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.simulation.LinkModel;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.event.NotifierLimits;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 6665: one phone follows a state of another")
class EventsTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private final List<String> heard = new ArrayList<>();
    private final List<SubscriptionState> states = new ArrayList<>();
    private Telephone alice;
    private Telephone house;

    @BeforeEach
    void phones() {
        house = stage.direct("853");
        alice = stage.direct("858");
    }

    private static EventState door(String text) {
        return EventState.of("text/plain", text);
    }

    private EventFeed serve(Consumer<IncomingSubscription> policy) {
        return house.line().serve(EventPackage.named("x-door"), policy).update(door("shut"));
    }

    private Subscription subscription(SubscribeOptions options) {
        return alice.line()
                .createSubscription("x-door", house.uri(), options)
                .onNotified(notice -> heard.add(text(notice)))
                .onStateChanged(change -> states.add(change.state()));
    }

    private static String text(EventNotice notice) {
        return notice.state().map(EventState::text).orElse("nothing") + (notice.last() ? "." : "");
    }

    @Test
    @DisplayName(
            "§4.1, §4.2: SUBSCRIBE, 200, NOTIFY; a NOTIFY for each change; SUBSCRIBE with Expires 0 and the last NOTIFY")
    void statesAreFollowedUntilTheEnd() {
        var feed = serve(IncomingSubscription::accept);
        var subscription = subscription(SubscribeOptions.DEFAULT);
        assertThat(stage.await(subscription.start())).isEqualTo(new SubscribeOutcome.Active(Optional.of(door("shut"))));
        feed.update(door("open"));
        stage.seconds(1);
        feed.update(door("shut"));
        stage.seconds(1);
        assertThat(stage.await(feed.followers())).isEqualTo(1);
        stage.await(subscription.end());
        stage.seconds(1);
        assertThat(heard).containsExactly("shut", "open", "shut", "shut.");
        assertThat(states)
                .containsExactly(
                        SubscriptionState.SUBSCRIBING,
                        SubscriptionState.ACTIVE,
                        SubscriptionState.UNSUBSCRIBING,
                        SubscriptionState.ENDED);
        assertThat(stage.await(feed.followers())).isZero();
        assertThat(stage.flow("858", "853"))
                .containsExactly("SUBSCRIBE", "200 NOTIFY", "200 NOTIFY", "200 NOTIFY", "SUBSCRIBE", "200 NOTIFY");
    }

    @Test
    @DisplayName("§4.1.2.2: refreshed for as long as it is wanted, and nobody hears of it")
    void refreshesForDays() {
        var feed = serve(IncomingSubscription::accept);
        var subscription = subscription(SubscribeOptions.DEFAULT);
        stage.await(subscription.start());
        stage.run(Duration.ofHours(30));
        assertThat(states).containsExactly(SubscriptionState.SUBSCRIBING, SubscriptionState.ACTIVE);
        assertThat(stage.requests("858", "SUBSCRIBE")).hasSizeBetween(28, 33);
        feed.update(door("open"));
        stage.seconds(1);
        assertThat(heard).endsWith("open");
        stage.await(subscription.end());
    }

    @Test
    @DisplayName("§4.2.1.3: pending until somebody decides; nothing is told before")
    void pendingIsDecidedLater() {
        var asked = new ArrayList<IncomingSubscription>();
        serve(asked::add);
        var subscription = subscription(SubscribeOptions.DEFAULT);
        assertThat(stage.await(subscription.start())).isEqualTo(new SubscribeOutcome.Pending());
        stage.seconds(60);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).number()).isEqualTo("858");
        asked.get(0).accept();
        stage.until(() -> subscription.state() == SubscriptionState.ACTIVE);
        asked.get(0).reject();
        stage.until(() -> subscription.state() == SubscriptionState.ENDED);
        stage.seconds(1);
        assertThat(heard).containsExactly("nothing", "shut", "nothing.");
    }

    @Test
    @DisplayName("§4.2.1.1, RFC 3261 §12.1.1: a SUBSCRIBE whose way back cannot be read is 400")
    void subscribeWithAnUnreadableRouteIsBad() {
        serve(IncomingSubscription::accept);
        var peer = stage.peer("666", "peer", "10.6.6.6", 5_060);
        peer.newDialog(house.uri())
                .send(
                        "SUBSCRIBE",
                        draft -> draft.header("Event", "x-door")
                                .header("Expires", "600")
                                .header("Record-Route", "<<<"));
        peer.expectResponse("SUBSCRIBE", 400);
    }

    @Test
    @DisplayName("§4.2.1.3: who is turned away at once gets 403")
    void strangersAreTurnedAway() {
        serve(IncomingSubscription::reject);
        assertThat(stage.await(subscription(SubscribeOptions.DEFAULT).start()))
                .isEqualTo(new SubscribeOutcome.Refused(403, "Forbidden", Optional.empty()));
        assertThat(stage.requests("853", "NOTIFY")).isEmpty();
    }

    @Test
    @DisplayName("§4.4.3: the state is asked for once")
    void stateIsFetched() {
        serve(IncomingSubscription::accept);
        var subscription = subscription(SubscribeOptions.ONCE);
        assertThat(stage.await(subscription.start()))
                .isEqualTo(new SubscribeOutcome.Fetched(Optional.of(door("shut"))));
        stage.seconds(1);
        assertThat(stage.flow("858", "853")).containsExactly("SUBSCRIBE", "200 NOTIFY");
    }

    @Test
    @DisplayName("§4.2.1.1, §4.4.4: 489 with Allow-Events for what is not served; Allow and Allow-Events tell what is")
    void packagesAreTold() {
        serve(IncomingSubscription::accept);
        var other = alice.line().createSubscription("presence", house.uri());
        assertThat(stage.await(other.start()))
                .isEqualTo(new SubscribeOutcome.Refused(489, "Bad Event", Optional.empty()));
        var answer = stage.answers("853", "SUBSCRIBE", 489).get(0);
        assertThat(answer.header("Allow-Events")).contains("refer, x-door");
        house.answering();
        alice.talkTo(house.uri());
        var success = stage.answers("853", "INVITE", 200).get(0);
        assertThat(success.header("Allow-Events")).contains("refer, x-door");
        assertThat(success.header("Allow").orElseThrow()).contains("SUBSCRIBE").doesNotContain("PUBLISH");
    }

    @Test
    @DisplayName("§4.2.1.1: a lifetime that is too short is asked for again with the Min-Expires of the 423")
    void tooShortLifetimeIsRaised() {
        serve(IncomingSubscription::accept);
        var subscription = subscription(SubscribeOptions.DEFAULT.withExpires(Duration.ofSeconds(5)));
        assertThat(stage.await(subscription.start()).kind()).isEqualTo(SubscribeOutcome.Kind.ACTIVE);
        assertThat(stage.requests("858", "SUBSCRIBE"))
                .extracting(request -> request.header("Expires").orElseThrow())
                .containsExactly("5", "60");
        stage.await(subscription.end());
    }

    @Test
    @DisplayName("§6.3: no more subscriptions of one source than the package allows")
    void oneSourceCannotTakeAll() {
        house.line()
                .serve(
                        EventPackage.named("x-door").withLimits(NotifierLimits.DEFAULT.withCaps(10, 2)),
                        IncomingSubscription::accept);
        var first = subscription(SubscribeOptions.DEFAULT);
        var second = subscription(SubscribeOptions.DEFAULT);
        stage.await(first.start());
        stage.await(second.start());
        assertThat(stage.await(subscription(SubscribeOptions.DEFAULT).start()))
                .isEqualTo(new SubscribeOutcome.Refused(403, "Forbidden: too many subscriptions", Optional.empty()));
        stage.await(first.end());
        stage.await(second.end());
    }

    @Test
    @DisplayName("a feed that ends says so, and is not asked for again (noresource)")
    void endOfTheFeedIsTold() {
        var feed = serve(IncomingSubscription::accept);
        var subscription = subscription(SubscribeOptions.DEFAULT);
        stage.await(subscription.start());
        feed.end();
        stage.until(() -> subscription.state() == SubscriptionState.ENDED);
        stage.seconds(5);
        assertThat(stage.await(subscription(SubscribeOptions.DEFAULT).start()).kind())
                .isEqualTo(SubscribeOutcome.Kind.REFUSED);
    }

    // --- trouble --------------------------------------------------------------------------------------------------

    @Test
    @DisplayName("with loss, repetition and reordering the last state is heard, and none is told out of order")
    void newestStateGetsThroughABadNetwork() {
        stage.simulation()
                .defaultLink(LinkModel.LAN
                        .withDelay(Duration.ofMillis(50))
                        .withJitter(Duration.ofMillis(40))
                        .withLossPercent(20)
                        .withDuplicationPercent(10)
                        .withReorderingPercent(20));
        var feed = serve(IncomingSubscription::accept);
        var subscription = subscription(SubscribeOptions.DEFAULT);
        stage.await(subscription.start());
        for (int i = 100; i < 160; i++) {
            feed.update(door("" + i));
            stage.seconds(0.7);
        }
        stage.until(() -> heard.contains("159"));
        var numbers = heard.stream().filter(text -> !text.equals("shut")).toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(10);
        stage.simulation().defaultLink(LinkModel.LAN);
        stage.seconds(40);
        stage.await(subscription.end());
    }

    @Test
    @DisplayName("§4.2.2: a follower whose cable is cut is forgotten; §4.1.2.2: it finds out, and follows again")
    void cutCableIsNoticedByBoth() {
        stage.expectBreachesOf(io.switchhook.testkit.WireRule.FINAL_ANSWER);
        var feed = serve(IncomingSubscription::accept);
        var subscription = subscription(SubscribeOptions.DEFAULT.withExpires(Duration.ofSeconds(120)));
        stage.await(subscription.start());
        stage.seconds(1);
        stage.simulation().unplug(alice.host());
        feed.update(door("open"));
        stage.seconds(40);
        assertThat(stage.await(feed.followers())).isZero();
        stage.until(() -> subscription.state() == SubscriptionState.RETRYING);
        stage.simulation().plugIn(alice.host());
        stage.until(() -> subscription.state() == SubscriptionState.ACTIVE);
        stage.seconds(1);
        assertThat(heard).endsWith("open");
        assertThat(stage.await(feed.followers())).isEqualTo(1);
        stage.await(subscription.end());
    }

    @Test
    @DisplayName("a phone that closes gives up what it follows, and tells its followers to come back later (probation)")
    void closingPhonesSayGoodbye() {
        var feed = serve(IncomingSubscription::accept);
        var subscription = subscription(SubscribeOptions.DEFAULT);
        stage.await(subscription.start());
        stage.await(house.phone().closeAsync());
        stage.until(() -> subscription.state() == SubscriptionState.RETRYING);
        assertThat(stage.requests("853", "NOTIFY"))
                .last()
                .satisfies(notify ->
                        assertThat(notify.header("Subscription-State")).contains("terminated;reason=probation"));
        assertThat(stage.await(feed.followers())).isZero();
        stage.await(alice.phone().closeAsync());
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ENDED);
    }

    @Test
    void closedFollowerLeavesNothingAtTheOther() {
        var feed = serve(IncomingSubscription::accept);
        var subscription = subscription(SubscribeOptions.DEFAULT);
        stage.await(subscription.start());
        stage.await(alice.phone().closeAsync());
        assertThat(heard).endsWith("shut.");
        assertThat(stage.await(feed.followers())).isZero();
        assertThat(stage.await(subscription.end())).isNull();
    }
}
