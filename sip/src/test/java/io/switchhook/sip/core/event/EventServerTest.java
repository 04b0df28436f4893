package io.switchhook.sip.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of the notifier that a table of states cannot show, and the table of all its subscriptions. */
class EventServerTest {
    private static final NotifierLimits LIMITS = NotifierLimits.DEFAULT;

    @Test
    @DisplayName(
            "RFC 6665 §4.2.1.1, §4.2.1.2: 200 with Expires and Contact, then NOTIFY at once in the dialog of that answer")
    void subscriptionIsConfirmedAndTold() {
        var house = new House();
        var transaction = house.transaction(house.subscribe("alice", 600));
        house.server.accept(house.host, transaction, "alice", "front", true, house.now);
        assertThat(house.host.taken()).isEqualTo("answer 200, NOTIFY");
        assertThat(transaction.last().value("Expires")).contains("600");
        assertThat(transaction.last().value("Contact")).isPresent();
        var notify = house.lastNotify();
        assertThat(notify.uri()).hasToString("sip:alice@192.0.2.2:5060");
        assertThat(notify.from().tag()).isEqualTo(transaction.last().to().tag());
        assertThat(notify.to().tag()).contains("alice");
        assertThat(notify.value("Event")).contains("x-doors");
        assertThat(notify.value("Subscription-State")).contains("active;expires=600");
        assertThat(notify.bodyText()).isEqualTo("open");
    }

    @Test
    @DisplayName("§3.1.1: shortened, never lengthened; the package's own when none is asked for")
    void lifetimeIsCut() {
        var house = new House();
        house.accept(house.subscribe("alice", 100_000), true);
        assertThat(house.lastNotify().value("Subscription-State")).contains("active;expires=3600");
        house.accept(house.subscribe("bob", 1).remove(ExpiresHeader.TYPE), true);
        assertThat(house.lastNotify().value("Subscription-State")).contains("active;expires=3600");
    }

    @Test
    @DisplayName("§4.2.2: expires tells the time that is left")
    void lifetimeLeftIsTold() {
        var house = new House();
        var notifier = house.accept(house.subscribe("alice", 600), true);
        house.sent().answer(200, house.now);
        house.now += Duration.ofSeconds(100).toNanos();
        notifier.onStateChanged(house.now);
        assertThat(house.lastNotify().value("Subscription-State")).contains("active;expires=500");
    }

    @Test
    @DisplayName("§4.4.3: a fetch is answered with one NOTIFY, terminated;reason=timeout, with the state")
    void fetchGetsTheState() {
        var house = new House();
        house.accept(house.subscribe("alice", 0), true);
        assertThat(House.describe(house.lastNotify())).isEqualTo("terminated timeout open");
        house.sent().answer(200, house.now);
        assertThat(house.ends).containsExactly(NotifierEnd.UNSUBSCRIBED);
        assertThat(house.host.dialogs).isEmpty();
        assertThat(house.server.subscriptions()).isEmpty();
    }

    @Test
    @DisplayName("§4.4.2: of a package that tells changes alone, who asks gets all")
    void whoAsksIsKnown() {
        var house = new House();
        var notifier = house.accept(house.subscribe("alice", 600), true);
        assertThat(notifier.isAsked()).isTrue();
        house.sent().answer(200, house.now);
        notifier.onStateChanged(house.now);
        assertThat(notifier.isAsked()).isFalse();
        house.sent().answer(200, house.now);
        notifier.terminate("noresource", Optional.empty(), house.now);
        assertThat(notifier.isAsked()).isTrue();
    }

    @Test
    @DisplayName("§4.1.3: the last NOTIFY can tell that what it was about is no more; to who was let in alone")
    void lastWordHasAState() {
        var house = new House();
        var notifier = house.accept(house.subscribe("alice", 600), true);
        house.sent().answer(200, house.now);
        house.door = Optional.of(EventState.of("text/plain", "demolished"));
        notifier.conclude("noresource", house.now);
        assertThat(House.describe(house.lastNotify())).isEqualTo("terminated noresource demolished");
        house.sent().answer(200, house.now);
        assertThat(house.ends).containsExactly(NotifierEnd.TERMINATED);
        var waits = house.accept(house.subscribe("bob", 600), false);
        house.sent().answer(200, house.now);
        waits.conclude("noresource", house.now);
        assertThat(House.describe(house.lastNotify())).isEqualTo("terminated noresource");
    }

    @Test
    @DisplayName("§6.2: who has not been let in learns nothing, in no NOTIFY")
    void pendingSubscriberLearnsNothing() {
        var house = new House();
        var notifier = house.accept(house.subscribe("alice", 600), false);
        assertThat(House.describe(house.lastNotify())).isEqualTo("pending");
        assertThat(House.stateIn(house.lastNotify()).expiresSeconds()).hasValue(600);
        house.sent().answer(200, house.now);
        notifier.reject(house.now);
        assertThat(House.describe(house.lastNotify())).isEqualTo("terminated rejected");
        var fetching = new House();
        fetching.accept(fetching.subscribe("alice", 0), false);
        assertThat(House.describe(fetching.lastNotify())).isEqualTo("terminated timeout");
    }

    @Test
    void resourceWithoutStateIsToldWithoutBody() {
        var house = new House();
        house.door = Optional.empty();
        house.accept(house.subscribe("alice", 600), true);
        assertThat(House.describe(house.lastNotify())).isEqualTo("active");
    }

    @Test
    @DisplayName("of changes that come while a NOTIFY is out, the newest is told")
    void newestStateIsTold() {
        var house = new House();
        var notifier = house.accept(house.subscribe("alice", 600), true);
        for (var state : new String[] {"shut", "ajar", "locked"}) {
            house.door = Optional.of(EventState.of("text/plain", state));
            notifier.onStateChanged(house.now);
        }
        house.sent().answer(200, house.now);
        assertThat(House.describe(house.lastNotify())).isEqualTo("active locked");
        assertThat(house.host.count(SipMethod.NOTIFY)).isEqualTo(2);
    }

    @Test
    @DisplayName("§5.4.10: changes are told at the pace of the package, answers to SUBSCRIBE at once")
    void paceIsKept() {
        var house = new House(EventPackage.named("x-doors").withLimits(LIMITS.withPace(Duration.ofSeconds(5))));
        var notifier = house.accept(house.subscribe("alice", 600), true);
        house.sent().answer(200, house.now);
        long first = house.now;
        house.now += Duration.ofSeconds(1).toNanos();
        notifier.onStateChanged(house.now);
        notifier.onStateChanged(house.now);
        assertThat(house.host.count(SipMethod.NOTIFY)).isEqualTo(1);
        assertThat(notifier.nextDeadlineNanos())
                .isEqualTo(first + Duration.ofSeconds(5).toNanos());
        notifier.onTime(notifier.nextDeadlineNanos());
        assertThat(house.host.count(SipMethod.NOTIFY)).isEqualTo(2);
        house.sent().answer(200, house.now);
        house.receive(house.refresh("alice", 600));
        assertThat(house.host.count(SipMethod.NOTIFY)).isEqualTo(3);
    }

    @Test
    @DisplayName("§4.2.2: retry-after goes with the reason")
    void retryAfterIsTold() {
        var house = new House();
        house.accept(house.subscribe("alice", 600), true);
        house.accept(house.subscribe("bob", 600), true);
        house.host.sent.forEach(sent -> sent.answer(200, house.now));
        house.server.terminateAll("probation", Optional.of(Duration.ofMinutes(2)), house.now);
        assertThat(house.lastNotify().value("Subscription-State"))
                .contains("terminated;reason=probation;retry-after=120");
        assertThat(house.host.count(SipMethod.NOTIFY)).isEqualTo(4);
    }

    @Test
    @DisplayName("§4.5.2: the id of the SUBSCRIBE stands in each NOTIFY; another id is another subscription")
    void idIsKept() {
        var house = new House();
        var withId = new EventHeader("x-doors", Optional.of("7"), Parameters.EMPTY);
        house.accept(house.subscribe("alice", 600).set(EventHeader.TYPE, withId), true);
        assertThat(house.lastNotify().value("Event")).contains("x-doors;id=7");
        assertThat(house.receive(house.refresh("alice", 600)).last().status()).isEqualTo(403);
        var ours = house.receive(house.refresh("alice", 600).set(EventHeader.TYPE, withId));
        assertThat(ours.last().status()).isEqualTo(200);
    }

    @Test
    void onlySubscribersOfTheResourceAreTold() {
        var house = new House();
        house.server.accept(house.host, house.transaction(house.subscribe("a", 600)), "a", "front", true, house.now);
        house.server.accept(house.host, house.transaction(house.subscribe("b", 600)), "b", "back", true, house.now);
        house.host.sent.forEach(sent -> sent.answer(200, house.now));
        house.host.taken();
        house.server.onStateChanged("back", house.now);
        assertThat(house.host.taken()).isEqualTo("NOTIFY");
        assertThat(house.lastNotify().to().tag()).contains("b");
    }

    @ParameterizedTest
    @CsvSource({"1, 423", "59, 423", "60, 0", "0, 0"})
    @DisplayName("§4.2.1.1: 423 only for what is more than zero and less than the minimum")
    void tooShortLifetimeIsRefused(long expires, int status) {
        var house = new House();
        var refusal = house.server
                .refusalOf(house.subscribe("alice", expires).build(), "alice", house.host)
                .map(SipResponse.Builder::build);
        assertThat(refusal.map(SipResponse::status).orElse(0)).isEqualTo(status);
        refusal.ifPresent(response -> assertThat(response.value("Min-Expires")).contains("60"));
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-doors, 0",
        "APPLICATION/X-DOORS, 0",
        "application/*, 0",
        "*/*, 0",
        "text/plain, 406",
        "'text/html, application/x-doors;q=0.2', 0"
    })
    @DisplayName("§4.1.2.1: 406 when the subscriber takes no body that there is")
    void foreignBodyTypesAreRefused(String accept, int status) {
        var house = new House(EventPackage.named("x-doors").withTypes("application/x-doors"));
        var subscribe = house.subscribe("alice", 600).header("Accept", accept).build();
        var refusal = house.server.refusalOf(subscribe, "alice", house.host);
        assertThat(refusal.map(builder -> builder.build().status()).orElse(0)).isEqualTo(status);
    }

    @Test
    @DisplayName("§6.3: subscriptions are counted, of each source and of all")
    void capsAreKept() {
        var house = new House(EventPackage.named("x-doors").withLimits(LIMITS.withCaps(3, 2)));
        for (var tag : new String[] {"a1", "a2"}) {
            house.server.accept(
                    house.host, house.transaction(house.subscribe(tag, 600)), "a", "front", true, house.now);
        }
        var more = house.subscribe("a3", 600).build();
        var refused =
                house.server.refusalOf(more, "a", house.host).orElseThrow().build();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.reason()).contains("too many");
        assertThat(house.server.refusalOf(more, "b", house.host)).isEmpty();
        house.server.accept(house.host, house.transaction(house.subscribe("b1", 600)), "b", "front", true, house.now);
        var full = house.server.refusalOf(more, "b", house.host).orElseThrow().build();
        assertThat(full.status()).isEqualTo(503);
        assertThat(full.value("Retry-After")).isPresent();
        house.server.abandon();
        assertThat(house.server.refusalOf(more, "b", house.host)).isEmpty();
    }

    @Test
    void abandonedOnesLeaveNothing() {
        var house = new House();
        var notifier = house.accept(house.subscribe("alice", 600), true);
        house.server.abandon();
        assertThat(house.host.dialogs).isEmpty();
        assertThat(notifier.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        house.sent().answer(200, house.now);
        assertThat(house.host.count(SipMethod.NOTIFY)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "§4.2.1.2, RFC 3261 §12.1.1: NOTIFYs take the route that SUBSCRIBE recorded; §4.2.1: the target follows a refresh")
    void routeAndTargetAreThoseOfTheSubscriber() {
        var house = new House();
        var route = new RecordRouteHeader(NameAddress.of(SipUri.parse("sip:p1.atlanta.com;lr")), Parameters.EMPTY);
        house.accept(house.subscribe("alice", 600).set(RecordRouteHeader.TYPE, route), true);
        assertThat(house.lastNotify().value("Route")).contains("<sip:p1.atlanta.com;lr>");
        house.sent().answer(200, house.now);
        house.receive(house.refresh("alice", 600)
                .set(
                        io.switchhook.sip.message.header.ContactHeader.TYPE,
                        new io.switchhook.sip.message.header.ContactHeader(
                                Follower.address("sip:alice@192.0.2.77"), Parameters.EMPTY)));
        assertThat(house.lastNotify().uri()).hasToString("sip:alice@192.0.2.77");
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> LIMITS.withLifetimes(Duration.ofHours(2), Duration.ofHours(3)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LIMITS.withPace(Duration.ofHours(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LIMITS.withCaps(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(LIMITS.withLifetimes(Duration.ofSeconds(5), Duration.ofSeconds(30))
                        .usual())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void packageNamesAreComparedByteByByte() {
        var house = new House();
        var other = house.subscribe("alice", 60).set(EventHeader.TYPE, EventHeader.of("X-Doors"));
        assertThat(house.server.isFor(other.build())).isFalse();
        assertThat(house.server.isFor(house.subscribe("alice", 60).build())).isTrue();
    }
}
