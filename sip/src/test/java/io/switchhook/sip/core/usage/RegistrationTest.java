package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of registration that a table of states cannot show. */
class RegistrationTest {
    private final RegistrationFixture line = new RegistrationFixture();

    @Test
    void allRequestsShareOneCallIdAndCountOn() {
        line.input("register");
        line.sent().challenge();
        line.grant(3600);
        line.fire(RegistrationUsage.Timer.REFRESH);
        assertThat(line.request().cseq().number()).isEqualTo(3);
        assertThat(line.host.sent.stream().map(sent -> sent.latest().callId()).distinct())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"3600, 3560", "120, 80", "60, 30", "20, 10"})
    void refreshLeavesTimeForALostRequestOrHalfTheLifetimeAndIsSpread(long granted, long latest) {
        var times = new TreeSet<Long>();
        for (int seed = 1; seed <= 200; seed++) {
            var one = new RegistrationFixture(new FakeUsageHost(seed));
            one.input("register");
            one.grant(granted);
            times.add(one.registration.nextDeadlineNanos() - one.now);
        }
        var millisecond = RegistrationFixture.SECOND / 1_000;
        assertThat(times.first()).isBetween(latest * 750 * millisecond, latest * 770 * millisecond);
        assertThat(times.last()).isBetween(latest * 980 * millisecond, latest * 1_000 * millisecond);
        assertThat(times).hasSizeGreaterThan(150);
    }

    @Test
    void registrationThatStillWaitsForItsTurnIsTakenBack() {
        line.input("register");
        line.sent().waitsForItsTurn();
        line.input("unregister");
        assertThat(line.host.taken()).isEqualTo("REGISTER, withdrawn, unregistered");
        line.input("register");
        line.grant(3600);
        line.fire(RegistrationUsage.Timer.REFRESH);
        line.sent().waitsForItsTurn();
        line.input("unregister");
        assertThat(line.host.taken()).isEqualTo("REGISTER, registered, REGISTER, withdrawn, REGISTER 0");
    }

    @Test
    void lifetimeIsThatOfOurOwnBindingAmongSeveral() {
        line.input("register");
        line.answer(line.answering(200)
                .header("Contact", "<sip:alice@198.51.100.9>;expires=60, <sip:alice@192.0.2.1:5060>;expires=1800")
                .header("Expires", "7200"));
        assertThat(line.granted).containsExactly(Duration.ofSeconds(1800));
    }

    @Test
    void bindingOfAnotherPhoneThatCannotBeReadIsPassedOver() {
        line.input("register");
        line.answer(line.answering(200)
                .header("Contact", "<<<")
                .header("Contact", "<sip:alice@192.0.2.1:5060>;expires=1800"));
        assertThat(line.granted).containsExactly(Duration.ofSeconds(1800));
    }

    @Test
    void lifetimeIsThatOfTheExpiresHeaderElseTheOneAskedFor() {
        line.input("register");
        line.answer(line.answering(200).set(ExpiresHeader.TYPE, new ExpiresHeader(700)));
        var other = new RegistrationFixture();
        other.input("register");
        other.sent().answer(200, other.now);
        assertThat(line.granted).containsExactly(Duration.ofSeconds(700));
        assertThat(other.granted).containsExactly(Duration.ofSeconds(3600));
    }

    @Test
    void serviceRouteIsThatOfTheLatest2xx() {
        line.input("register");
        assertThat(line.request().value("Supported")).contains("path");
        line.answer(line.answering(200)
                .header("Service-Route", "<sip:p2@home.example.com;lr>, <tel:+1>")
                .header("Service-Route", "<sip:hsp.example.com>"));
        assertThat(line.serviceRoute)
                .containsExactly(SipUri.parse("sip:p2@home.example.com;lr"), SipUri.parse("sip:hsp.example.com"));
        line.fire(RegistrationUsage.Timer.REFRESH);
        line.grant(3600);
        assertThat(line.serviceRoute).isEmpty();
    }

    private void redirect(RegistrationFixture one, int status, String contacts) {
        one.answer(one.answering(status).header("Contact", contacts));
    }

    @ParameterizedTest
    @CsvSource({"sip:atlanta.com, sip:one.com", "sips:atlanta.com, sips:two.com"})
    void secureRegistrationIsNotSentOnInTheClear(String registrar, String next) {
        var one = new RegistrationFixture(new FakeUsageHost(), registrar);
        one.input("register");
        redirect(one, 302, "<sip:one.com>, <tel:+1>, <sips:two.com>;q=0.3");
        assertThat(one.request().uri()).hasToString(next);
        assertThat(one.registration.movedTo()).contains(SipUri.parse(next));
    }

    @Test
    void redirectionsAreBounded() {
        line.input("register");
        for (int i = 0; i < 5; i++) {
            redirect(line, 302, "<sip:" + i + ".example.com>");
        }
        assertThat(line.host.count(SipMethod.REGISTER)).isEqualTo(6);
        redirect(line, 302, "<sip:6.example.com>");
        assertThat(line.host.taken()).endsWith("REGISTER, refused for good");
        assertThat(line.registration.movedTo()).isEmpty();
    }

    @Test
    void placeForATimeIsAskedFirstForThatTimeAndTheRegistrarWhenItDoesNotWork() {
        line.input("register");
        redirect(line, 302, "<sip:one.com>;expires=4000");
        line.grant(3600);
        line.fire(RegistrationUsage.Timer.REFRESH);
        assertThat(line.request().uri()).hasToString("sip:one.com");
        line.input("503");
        assertThat(line.request().uri()).hasToString("sip:atlanta.com");
        line.grant(3600);
        assertThat(line.registration.movedTo()).isEmpty();
        line.fire(RegistrationUsage.Timer.REFRESH);
        redirect(line, 302, "<sip:one.com>;expires=10");
        line.grant(3600);
        line.advance(Duration.ofSeconds(11));
        line.fire(RegistrationUsage.Timer.REFRESH);
        assertThat(line.request().uri()).hasToString("sip:atlanta.com");
    }

    @Test
    void redirectedRegistrationThatIsGivenUpIsNotFollowed() {
        line.input("register");
        line.input("unregister");
        redirect(line, 302, "<sip:one.com>");
        assertThat(line.host.taken()).isEqualTo("REGISTER, unregistered");
    }

    @Test
    void grantOfZeroSecondsIsNoReasonToRegisterAllTheTime() {
        line.input("register");
        line.grant(0);
        line.advance(Duration.ofMinutes(10));
        assertThat(line.host.count(SipMethod.REGISTER)).isEqualTo(1);
    }

    @Test
    void intervalTooBriefIsFollowedTwiceAndNoMore() {
        line.input("register");
        for (long least : List.of(4_000L, 5_000L)) {
            line.answer(line.answering(423).set(MinExpiresHeader.TYPE, new MinExpiresHeader(least)));
            assertThat(line.askedSeconds()).isEqualTo(least);
        }
        line.answer(line.answering(423).set(MinExpiresHeader.TYPE, new MinExpiresHeader(6_000)));
        assertThat(line.host.taken()).isEqualTo("REGISTER, REGISTER, REGISTER, refused for good");
    }

    @ParameterizedTest
    @CsvSource({"0", "3600", "86401", "4294967295"})
    void absurdMinExpiresIsNotFollowed(long least) {
        line.input("register");
        line.answer(line.answering(423).set(MinExpiresHeader.TYPE, new MinExpiresHeader(least)));
        assertThat(line.host.taken()).isEqualTo("REGISTER, refused for good");
    }

    @Test
    void retriesSlowDownToTenMinutesAndNeverFallInStep() {
        var firsts = new HashSet<Duration>();
        for (int seed = 1; seed <= 20; seed++) {
            var one = new RegistrationFixture(new FakeUsageHost(seed));
            one.input("register");
            for (int i = 0; i < 12; i++) {
                one.sent().fail(ClientFailure.TIMEOUT, one.now);
                one.advance(one.retries.get(i));
            }
            firsts.add(one.retries.get(0));
            assertThat(one.retries.get(0)).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
            assertThat(one.retries.get(1)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
            assertThat(one.retries.get(11)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
        }
        assertThat(firsts).hasSizeGreaterThan(15);
    }

    @Test
    void retryAfterIsKeptAndNeverLessThanASecond() {
        line.input("register");
        line.input("503 after 30");
        assertThat(line.retries.get(0)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(34));
        line.advance(line.retries.get(0));
        line.answer(line.answering(503).set(RetryAfterHeader.TYPE, RetryAfterHeader.of(0)));
        assertThat(line.retries.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_125));
    }

    @Test
    void retryAfterDoesNotMakeAWrongPasswordRight() {
        line.input("register");
        line.answer(line.answering(401).set(RetryAfterHeader.TYPE, RetryAfterHeader.of(1)));
        assertThat(line.host.taken()).isEqualTo("REGISTER, refused for good");
        assertThat(line.registration.timers.armed()).isEmpty();
    }

    @Test
    void headersThatCannotBeReadDoNotLeaveTheLineHanging() {
        line.input("register");
        line.answer(line.answering(503).header("Retry-After", "soon").header("Min-Expires", "x"));
        assertThat(line.host.taken()).isEqualTo("REGISTER, refused for now");
    }

    @Test
    void returnAfterAFailedRefreshIsTold() {
        line.input("register");
        line.grant(3600);
        line.fire(RegistrationUsage.Timer.REFRESH);
        line.input("503");
        line.fire(RegistrationUsage.Timer.RETRY);
        line.grant(3600);
        assertThat(line.host.taken())
                .isEqualTo("REGISTER, registered, REGISTER, refused for now, REGISTER, registered");
    }

    // --- the address that others see --------------------------------------------------------------------------------

    private SipResponse.Builder seenAs(String received, int port) {
        var via = line.request().topVia();
        var seen = via.parameters().with("received", received).with("rport", Integer.toString(port));
        return line.answering(200).set(ViaHeader.TYPE, new ViaHeader(via.transport(), via.host(), via.port(), seen));
    }

    @Test
    void addressSeenByTheRegistrarReplacesTheBindingAtOnce() {
        line.input("register");
        line.answer(seenAs("203.0.113.7", 40000));
        line.advance(Duration.ZERO);
        assertThat(line.host.taken()).isEqualTo("REGISTER, seen as 203.0.113.7:40000, registered, REGISTER");
        var contacts = line.request().all(ContactHeader.TYPE);
        assertThat(contacts).hasSize(2);
        assertThat(contacts.get(0).address().uri()).hasToString("sip:alice@203.0.113.7:40000");
        assertThat(contacts.get(1).address().uri()).hasToString("sip:alice@192.0.2.1:5060");
        assertThat(contacts.get(1).expiresSeconds()).hasValue(0);
        line.answer(seenAs("203.0.113.7", 40000));
        line.fire(RegistrationUsage.Timer.REFRESH);
        assertThat(line.request().all(ContactHeader.TYPE)).hasSize(1);
    }

    @Test
    void natThatChangesItsMindEachTimeIsNotFollowedForEver() {
        line.input("register");
        for (int i = 0; i < 20; i++) {
            if (!line.sent().isOver()) {
                line.answer(seenAs("203.0.113.7", 40000 + i));
            }
            line.advance(Duration.ZERO);
        }
        assertThat(line.host.count(SipMethod.REGISTER)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 5060", "224.0.0.1, 5060", "gateway.example, 5060", "203.0.113.7, 0", "192.0.2.1, 5060"})
    void addressThatCannotBeOursOrIsKnownIsNotLearned(String received, int port) {
        line.input("register");
        line.answer(seenAs(received, port));
        assertThat(line.host.taken()).isEqualTo("REGISTER, registered");
    }

    @Test
    void addressOfAConnectionIsNotLearned() {
        line.input("register");
        var via = new ViaHeader(
                "TCP",
                "192.0.2.1",
                OptionalInt.of(5060),
                Parameters.EMPTY.with("branch", "z9hG4bK1").with("received", "203.0.113.7"));
        line.answer(line.answering(200).set(ViaHeader.TYPE, via));
        assertThat(line.host.taken()).isEqualTo("REGISTER, registered");
    }

    @Test
    void lostConnectionIsReplacedSoon() {
        line.input("register");
        line.grant(3600);
        line.host.loseConnection(line.now);
        assertThat(line.registration.nextDeadlineNanos() - line.now)
                .isBetween(2 * RegistrationFixture.SECOND, 10 * RegistrationFixture.SECOND);
        line.advance(Duration.ofSeconds(10));
        assertThat(line.host.taken()).endsWith("REGISTER");
        line.grant(3600);
    }

    @Test
    void serverThatClosesEachConnectionHearsOfUsOnceAMinute() {
        line.input("register");
        line.grant(3600);
        for (int seconds = 0; seconds < 600; seconds++) {
            line.host.loseConnection(line.now);
            line.advance(Duration.ofSeconds(1));
            if (line.registration.state() == RegistrationUsage.State.REFRESHING) {
                line.grant(3600);
            }
        }
        assertThat(line.host.sent).hasSizeBetween(10, 13);
    }

    @Test
    void connectionThatIsLostWhenTheRefreshIsNearChangesNothing() {
        line.input("register");
        line.grant(3600);
        line.now = line.registration.nextDeadlineNanos() - RegistrationFixture.SECOND;
        var refresh = line.registration.nextDeadlineNanos();
        line.host.loseConnection(line.now);
        assertThat(line.registration.nextDeadlineNanos()).isEqualTo(refresh);
    }
}
