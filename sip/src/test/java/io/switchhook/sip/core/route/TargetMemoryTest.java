package io.switchhook.sip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsType;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is remembered of servers: the dead (RFC 3263 §4.3), the faithful (§4.4), and what DNS said. */
class TargetMemoryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Target A = target(1);
    private static final Target B = target(2);
    private static final Target C = target(3);
    private static final NextHop HOP = NextHop.of(SipUri.parse("sip:example.com"));

    private final DeadTargets dead = new DeadTargets();

    private static Target target(int last) {
        return new Target("UDP", Sample.address("192.0.2." + last, 5060), "example.com");
    }

    @Test
    void theDeadGoLastAndTheOneWhoMayBeBackFirstBeforeTheOthers() {
        dead.onFailure(A, Duration.ofSeconds(60), 0);
        dead.onFailure(B, Duration.ofSeconds(30), 0);
        assertThat(dead.order(List.of(A, B, C), Optional.empty(), SECOND)).containsExactly(C, B, A);
        assertThat(dead.order(List.of(A, B, C), Optional.empty(), 30 * SECOND)).containsExactly(B, C, A);
        assertThat(dead.order(List.of(A, B, C), Optional.empty(), 60 * SECOND)).containsExactly(A, B, C);
        assertThat(dead.size()).isZero();
    }

    @Test
    void theFavouriteGoesFirstUnlessItIsDeadOrGone() {
        assertThat(dead.order(List.of(A, B, C), Optional.of(B), 0)).containsExactly(B, A, C);
        assertThat(dead.order(List.of(A, C), Optional.of(B), 0)).containsExactly(A, C);
        dead.onFailure(B, Duration.ofSeconds(60), 0);
        assertThat(dead.order(List.of(A, B, C), Optional.of(B), 0)).containsExactly(A, C, B);
    }

    @Test
    void anAnswerRaisesTheDead() {
        dead.onFailure(A, Duration.ofSeconds(60), 0);
        assertThat(dead.isDead(A, 0)).isTrue();
        assertThat(dead.isDead(new Target("TCP", A.address(), "example.com"), 0))
                .isFalse();
        dead.onAnswer(A);
        assertThat(dead.isDead(A, 0)).isFalse();
    }

    @Test
    void nobodyIsDeadForLongerThanAnHourAndTheMemoryIsBounded() {
        dead.onFailure(A, Duration.ofSeconds(0xffff_ffffL), 0);
        assertThat(dead.isDead(A, 3_599 * SECOND)).isTrue();
        assertThat(dead.isDead(A, 3_600 * SECOND)).isFalse();
        dead.onFailure(A, Duration.ZERO, 0);
        assertThat(dead.isDead(A, 0)).isFalse();
        for (int port = 1; port <= 5_000; port++) {
            dead.onFailure(new Target("UDP", Sample.address("192.0.2.1", port), ""), Duration.ofHours(1), 0);
        }
        assertThat(dead.size()).isEqualTo(1_024);
        assertThat(dead.isDead(new Target("UDP", Sample.address("192.0.2.1", 5_000), ""), 0))
                .isTrue();
    }

    @Test
    void eachOwnerKeepsItsServerUntilItIsTimeToLookAgain() {
        var sticky = new StickyTargets(2);
        sticky.onAnswer("858", HOP, A, 0);
        sticky.onAnswer("853", HOP, B, 0);
        assertThat(sticky.of("858", HOP)).contains(A);
        assertThat(sticky.of("853", HOP)).contains(B);
        sticky.onAnswer("858", HOP, A, 10 * SECOND);
        sticky.forgetOlderThan(Duration.ofSeconds(20), "858", HOP, 19 * SECOND);
        assertThat(sticky.of("858", HOP)).contains(A);
        sticky.forgetOlderThan(Duration.ofSeconds(20), "858", HOP, 20 * SECOND);
        assertThat(sticky.of("858", HOP))
                .as("an answer does not make the choice younger")
                .isEmpty();
    }

    @Test
    void whoWasNotUsedLongestIsForgotten() {
        var sticky = new StickyTargets(2);
        sticky.onAnswer("1", HOP, A, 0);
        sticky.onAnswer("2", HOP, A, 0);
        sticky.of("1", HOP);
        sticky.onAnswer("3", HOP, A, 0);
        assertThat(sticky.of("2", HOP)).isEmpty();
        assertThat(sticky.of("1", HOP)).contains(A);
        assertThat(sticky.size()).isEqualTo(2);
    }

    @Test
    void answersLiveAsLongAsTheySay() {
        var cache = new AnswerCache();
        var question = new TargetPlan.Question("Example.com", DnsType.A);
        var found = new DnsAnswer.Found(List.of(), Duration.ofSeconds(30));
        cache.onAnswer(question, found, 0);
        assertThat(cache.of(new TargetPlan.Question("example.COM", DnsType.A), 29 * SECOND))
                .contains(found);
        assertThat(cache.of(question, 30 * SECOND)).isEmpty();
        cache.onAnswer(question, new DnsAnswer.Failed("time-out"), 0);
        assertThat(cache.of(question, 0)).isEmpty();
        cache.onAnswer(question, new DnsAnswer.NotFound(), 0);
        assertThat(cache.of(question, 59 * SECOND)).isPresent();
        for (int i = 0; i < 5_000; i++) {
            cache.onAnswer(new TargetPlan.Question("h" + i, DnsType.A), found, 0);
        }
        assertThat(cache.size()).isEqualTo(4_096);
    }
}
