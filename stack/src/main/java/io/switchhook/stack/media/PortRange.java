package io.switchhook.stack.media;

import io.switchhook.stack.flow.ListenPoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ports that audio may use: each stream takes an even port for RTP and the next one for RTCP (RFC 3550 §11).
 *
 * @param min the lowest port, 1024 to 65534
 * @param max the highest port
 * @param avoided ports inside the range that are taken for something else, SIP above all
 */
public record PortRange(int min, int max, Set<Integer> avoided) {

    public PortRange {
        avoided = Set.copyOf(avoided);
        if (min < 1024 || max > 65535 || max - (min + (min & 1)) < 1) {
            throw new IllegalArgumentException(
                    "The RTP ports must be a range within 1024 to 65535 with room for an even port and the one after it, for example 5000 to 10000, but are "
                            + min + " to " + max);
        }
    }

    public static PortRange of(int min, int max) {
        return new PortRange(min, max, Set.of());
    }

    /** The same range without the ports that a stack listens on, and without the standard SIP ports. */
    public PortRange avoiding(List<ListenPoint> points) {
        var more = new HashSet<>(avoided);
        more.add(5060);
        more.add(5061);
        points.forEach(point -> more.add(point.address().getPort()));
        return new PortRange(min, max, more);
    }

    int pairs() {
        return (max - firstEven() + 1) / 2;
    }

    /** The RTP port of the pair with this number. */
    int rtpPort(int pair) {
        return firstEven() + 2 * pair;
    }

    boolean usable(int rtpPort) {
        return !avoided.contains(rtpPort) && !avoided.contains(rtpPort + 1);
    }

    private int firstEven() {
        return min + (min & 1);
    }
}
