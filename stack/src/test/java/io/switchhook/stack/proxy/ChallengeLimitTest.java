package io.switchhook.stack.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3261 §26.3.2.4: how many challenges that nobody remembers one peer gets")
class ChallengeLimitTest {
    private static final long PERIOD = ChallengeLimit.PERIOD.toNanos();

    private final ChallengeLimit limit = new ChallengeLimit(2);

    private static Flow flow(TransportKind kind, String remote, int port) {
        return new Flow(kind, new InetSocketAddress("192.0.2.1", 5_060), new InetSocketAddress(remote, port));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE + 1, 0, 5_000_000_000L})
    @DisplayName("whatever its ports, until the period is over; wherever the clock begins")
    void onePeerHasOneShare(long beginNanos) {
        for (int port = 1; port <= 2; port++) {
            assertThat(limit.take(flow(TransportKind.UDP, "203.0.113.7", port), beginNanos))
                    .isTrue();
        }
        assertThat(limit.take(flow(TransportKind.UDP, "203.0.113.7", 3), beginNanos + PERIOD))
                .isFalse();
        assertThat(limit.take(flow(TransportKind.UDP, "203.0.113.8", 3), beginNanos + PERIOD))
                .isTrue();
        assertThat(limit.take(flow(TransportKind.UDP, "203.0.113.7", 3), beginNanos + PERIOD + 1))
                .isTrue();
    }

    @Test
    @DisplayName("nobody forges the source of a connection")
    void connectionsAreNotCounted() {
        for (int i = 0; i < 10; i++) {
            assertThat(limit.take(flow(TransportKind.TCP, "203.0.113.7", 1), 0)).isTrue();
        }
    }

    @Test
    @DisplayName("a flood from everywhere costs nobody his share")
    void strangersLeaveMostPeersTheirShare() {
        for (int i = 0; i < 4_000; i++) {
            limit.take(flow(TransportKind.UDP, "198.51." + i / 250 + "." + (1 + i % 250), 1), 0);
        }
        assertThat(limit.take(flow(TransportKind.UDP, "203.0.113.7", 1), 0)).isTrue();
    }
}
