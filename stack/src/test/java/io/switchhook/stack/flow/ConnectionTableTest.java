package io.switchhook.stack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.PeerPrefix;
import io.switchhook.base.timer.Timed;
import io.switchhook.stack.flow.ConnectionTable.Ending;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final ConnectionLimits LIMITS = new ConnectionLimits(
            4,
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(32),
            Duration.ofSeconds(15),
            Duration.ofSeconds(300),
            3,
            65_536);

    private final Set<String> busy = new HashSet<>();
    private final ConnectionTable<String> table = new ConnectionTable<>(LIMITS, () -> Set.copyOf(busy));

    private static PeerPrefix peer(String address) {
        return PeerPrefix.of(IpLiteral.parse(address).orElseThrow());
    }

    private Optional<Ending<String>> add(String name, String address, long second) {
        return table.onNew(name, peer(address), second * SECOND);
    }

    private static Optional<Ending<String>> ending(String name, ConnectionEnd reason) {
        return Optional.of(new Ending<>(name, reason));
    }

    private static final int NOTHING = 0;
    private static final int OPEN = 1;
    private static final int OPEN_AND_MESSAGE = 2;
    private static final int OPEN_AND_HALF = 3;

    @ParameterizedTest
    @CsvSource({
        "0, 10, NOT_OPEN", // has not come about
        "1, 32, SILENT", // open at 0 s and nothing after that
        "2, 300, IDLE", // a message at 0 s
        "3, 15, UNFINISHED" // one byte at 0 s, and others after it
    })
    void eachStateHasItsDeadline(int state, long seconds, ConnectionEnd reason) {
        add("a", "192.0.2.1", 0);
        if (state >= OPEN) {
            table.onOpen("a", 0);
        }
        if (state == OPEN_AND_MESSAGE) {
            table.onMessage("a", 0);
        }
        for (int second = 0; state == OPEN_AND_HALF && second < seconds; second++) {
            table.onUnfinished("a", second + 1, false, second * SECOND);
        }
        assertThat(table.onTime(seconds * SECOND - 1)).isEmpty();
        assertThat(state == NOTHING).isEqualTo(reason == ConnectionEnd.NOT_OPEN);
        assertThat(table.nextDeadlineNanos()).isEqualTo(seconds * SECOND);
        assertThat(table.onTime(seconds * SECOND)).containsExactly(new Ending<>("a", reason));
        assertThat(table.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        assertThat(table.size()).isZero();
    }

    @Test
    void aMessageThatIsFinishedIsForgivenAndTheNextHasItsOwnTime() {
        add("a", "192.0.2.1", 0);
        table.onOpen("a", 0);
        table.onUnfinished("a", 5, false, 0);
        table.onMessage("a", 14 * SECOND);
        table.onUnfinished("a", 7, true, 14 * SECOND);
        assertThat(table.onTime(28 * SECOND)).isEmpty();
        assertThat(table.onTime(29 * SECOND)).containsExactly(new Ending<>("a", ConnectionEnd.UNFINISHED));
        assertThat(table.unfinishedBytes()).isZero();
    }

    @Test
    void whatIsNeededIsNeverTooQuiet() {
        add("a", "192.0.2.1", 0);
        table.onOpen("a", 0);
        table.onMessage("a", 0);
        busy.add("a");
        assertThat(table.onTime(300 * SECOND)).isEmpty();
        busy.clear();
        assertThat(table.onTime(599 * SECOND)).isEmpty();
        assertThat(table.onTime(600 * SECOND)).containsExactly(new Ending<>("a", ConnectionEnd.IDLE));
    }

    @Test
    void aRegistrationKeepsItsConnectionForAsLongAsItLives() {
        add("a", "192.0.2.1", 0);
        table.onOpen("a", 0);
        table.onMessage("a", 0);
        table.needUntil("a", "sip:858@example.test", 3_600 * SECOND, 0);
        assertThat(table.onTime(3_599 * SECOND)).isEmpty();
        assertThat(table.onTime(3_600 * SECOND)).containsExactly(new Ending<>("a", ConnectionEnd.IDLE));
    }

    @Test
    void ofTwoRegistrationsOnOneConnectionTheLastToGoCounts() {
        add("a", "192.0.2.1", 0);
        table.onOpen("a", 0);
        table.onMessage("a", 0);
        table.needUntil("a", "sip:858@example.test", 3_600 * SECOND, 0);
        table.needUntil("a", "sip:853@example.test", 1_800 * SECOND, 0);
        table.needUntil("a", "sip:858@example.test", SECOND, SECOND);
        assertThat(table.isNeeded("a", 2 * SECOND)).isTrue();
        table.needUntil("a", "sip:853@example.test", 2 * SECOND, 2 * SECOND);
        assertThat(table.isNeeded("a", 2 * SECOND)).isFalse();
        assertThat(table.onTime(300 * SECOND)).containsExactly(new Ending<>("a", ConnectionEnd.IDLE));
    }

    @Test
    void strangersGiveWayFirstAndOfThemTheOneThatHasBeenQuietForLongest() {
        add("talked", "192.0.2.1", 0);
        table.onOpen("talked", 0);
        table.onMessage("talked", 0);
        add("registered", "192.0.2.2", 1);
        table.onOpen("registered", SECOND);
        table.needUntil("registered", "sip:858@example.test", 3_600 * SECOND, SECOND);
        add("silent", "192.0.2.3", 2);
        table.onOpen("silent", 2 * SECOND);
        add("opening", "192.0.2.4", 3);
        assertThat(add("one", "192.0.2.5", 4)).isEqualTo(ending("opening", ConnectionEnd.GAVE_WAY));
        table.onOpen("one", 4 * SECOND);
        table.onMessage("one", 4 * SECOND);
        assertThat(add("two", "192.0.2.6", 5)).isEqualTo(ending("silent", ConnectionEnd.GAVE_WAY));
        table.onOpen("two", 5 * SECOND);
        table.onMessage("two", 5 * SECOND);
        assertThat(add("three", "192.0.2.7", 6)).isEqualTo(ending("talked", ConnectionEnd.GAVE_WAY));
        assertThat(table.size()).isEqualTo(4);
    }

    @Test
    void aNewConnectionIsRefusedWhenAllOthersAreNeeded() {
        for (int i = 1; i <= 4; i++) {
            add("c" + i, "192.0.2." + i, 0);
            table.onOpen("c" + i, 0);
            busy.add("c" + i);
        }
        assertThat(add("late", "192.0.2.9", 1)).isEqualTo(ending("late", ConnectionEnd.NO_ROOM));
        assertThat(table.size()).isEqualTo(4);
        busy.remove("c3");
        assertThat(add("later", "192.0.2.9", 2)).isEqualTo(ending("c3", ConnectionEnd.GAVE_WAY));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8::1, 2001:db8::ffff:1, true",
        "2001:db8::1, 2001:db8:0:1::1, false",
        "::c000:201, 192.0.2.1, false"
    })
    void onePeerHasItsShareAndIsAnIpv4AddressOrAnIpv6Slash64(String one, String other, boolean same) {
        add("a", one, 0);
        add("b", one, 1);
        assertThat(add("c", other, 2)).isEqualTo(same ? ending("a", ConnectionEnd.GAVE_WAY) : Optional.empty());
    }

    @Test
    void aPeerWhoseConnectionsAreAllNeededGetsNoOther() {
        add("a", "192.0.2.1", 0);
        add("b", "192.0.2.1", 0);
        busy.addAll(Set.of("a", "b"));
        assertThat(add("c", "192.0.2.1", 2)).isEqualTo(ending("c", ConnectionEnd.PEER_HAS_ENOUGH));
        table.onEnd("a");
        assertThat(add("c", "192.0.2.1", 4)).isEmpty();
    }

    @Test
    void whoPingsTooFastEndsAndWhoPingsSlowlyDoesNot() {
        add("slow", "192.0.2.1", 0);
        table.onOpen("slow", 0);
        for (int i = 0; i < 100; i++) {
            assertThat(table.onPing("slow", i * 25 * SECOND)).isEmpty();
        }
        add("fast", "192.0.2.2", 0);
        for (int i = 0; i < 3; i++) {
            assertThat(table.onPing("fast", i * SECOND)).isEmpty();
        }
        assertThat(table.onPing("fast", 3 * SECOND)).isEqualTo(ending("fast", ConnectionEnd.PINGS));
        assertThat(table.onPing("fast", 4 * SECOND)).isEmpty();
    }

    @Test
    void pingsKeepAConnectionOnlyOnceTheyCount() {
        for (var name : Set.of("counted", "other")) {
            add(name, "192.0.2.1", 0);
            table.onOpen(name, 0);
            table.onMessage(name, 0);
        }
        table.countPings("counted");
        table.countPings("gone");
        for (var name : Set.of("counted", "other")) {
            assertThat(table.onPing(name, 250 * SECOND)).isEmpty();
        }
        assertThat(table.onTime(300 * SECOND)).containsExactly(new Ending<>("other", ConnectionEnd.IDLE));
        assertThat(table.onTime(549 * SECOND)).isEmpty();
        assertThat(table.onTime(550 * SECOND)).containsExactly(new Ending<>("counted", ConnectionEnd.IDLE));
    }

    @Test
    void ofTooManyUnfinishedBytesTheLargestIsGivenUp() {
        add("a", "192.0.2.1", 0);
        add("b", "192.0.2.2", 0);
        assertThat(table.onUnfinished("a", 40_000, false, 0)).isEmpty();
        assertThat(table.onUnfinished("b", 25_536, false, 0)).isEmpty();
        assertThat(table.onUnfinished("b", 25_537, false, 0)).isEqualTo(ending("a", ConnectionEnd.TOO_MUCH_UNFINISHED));
        assertThat(table.unfinishedBytes()).isEqualTo(25_537);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 10, 60, 65536, maxConnections",
        "1, 0, 10, 60, 65536, maxPerPeer",
        "1, 1, 0, 60, 65536, openWithin",
        "1, 1, 86401, 60, 65536, openWithin",
        "1, 1, 10, 1, 65536, maxPingsPerMinute",
        "1, 1, 10, 60, 65535, maxUnfinishedBytes"
    })
    void limitsOutOfRangeAreRefusedByName(int most, int perPeer, long seconds, int pings, long bytes, String name) {
        var time = Duration.ofSeconds(seconds);
        assertThatThrownBy(() -> new ConnectionLimits(most, perPeer, time, time, time, time, pings, bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " has to be from ");
    }
}
