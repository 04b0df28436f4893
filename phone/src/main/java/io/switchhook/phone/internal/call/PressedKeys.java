package io.switchhook.phone.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that the other side of a call presses. Some telephones tell each press in two ways, as telephone event and by INFO: it counts once. On the signalling loop.
 */
final class PressedKeys {
    /** How far apart the two can come: an INFO that was lost is repeated after half a second, and one may be sent when the key is let go. */
    private static final long APART_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int MOST_KEPT = 32;

    /** How a press is told. */
    enum Way {
        TELEPHONE_EVENT,
        INFO
    }

    private record Press(Way way, char key, long nanos) {}

    /** Those that were told in one way so far. */
    private final List<Press> once = new ArrayList<>();

    /** Whether this is a press that was not told in the other way already. */
    boolean isNew(Way way, char key, long nowNanos) {
        once.removeIf(press -> nowNanos - press.nanos() > APART_NANOS);
        for (var press : once) {
            if (press.way() != way && press.key() == key) {
                once.remove(press);
                return false;
            }
        }
        if (once.size() == MOST_KEPT) {
            once.remove(0);
        }
        once.add(new Press(way, key, nowNanos));
        return true;
    }
}
