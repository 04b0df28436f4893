package io.switchhook.ice;

import io.switchhook.base.text.Sentences;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How calls find their path by ICE (RFC 8445).
 *
 * @param servers asked for addresses before a call is placed or taken; none is needed where one side has a public address. Eight at most
 * @param gatherLimit how long an offer or answer waits for them at most, 50 ms to 10 s; what has been found by then is told
 */
public record IceSettings(List<IceServer> servers, Duration gatherLimit) {
    private static final int MOST = 8;
    private static final Duration LEAST_LIMIT = Duration.ofMillis(50);
    private static final Duration MOST_LIMIT = Duration.ofSeconds(10);

    public IceSettings {
        servers = List.copyOf(servers);
        Objects.requireNonNull(gatherLimit, "gatherLimit");
        if (servers.size() > MOST) {
            throw new IllegalArgumentException("Up to 8 servers can be asked, but not " + servers.size());
        }
        if (gatherLimit.compareTo(LEAST_LIMIT) < 0 || gatherLimit.compareTo(MOST_LIMIT) > 0) {
            throw new IllegalArgumentException(
                    "Servers can be waited for 50 ms to 10 s, but not " + Sentences.time(gatherLimit));
        }
    }

    /** With these servers, which are waited for a second at most. */
    public static IceSettings of(IceServer... servers) {
        return new IceSettings(List.of(servers), Duration.ofSeconds(1));
    }

    public IceSettings withGatherLimit(Duration limit) {
        return new IceSettings(servers, limit);
    }
}
