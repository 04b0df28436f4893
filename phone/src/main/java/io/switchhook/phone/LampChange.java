package io.switchhook.phone;

import io.switchhook.phone.event.LampState;
import io.switchhook.phone.event.WatchedCall;
import java.util.List;

/**
 * A {@link BusyLamp} shows something else, or knows of other calls.
 *
 * @param calls those that the server tells of now
 */
public record LampChange(BusyLamp lamp, LampState previous, LampState state, List<WatchedCall> calls) {
    public LampChange {
        calls = List.copyOf(calls);
    }
}
