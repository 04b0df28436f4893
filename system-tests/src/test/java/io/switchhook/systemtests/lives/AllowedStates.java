package io.switchhook.systemtests.lives;

import static io.switchhook.phone.call.CallState.BUSY;
import static io.switchhook.phone.call.CallState.CANCELLED;
import static io.switchhook.phone.call.CallState.COMPLETED;
import static io.switchhook.phone.call.CallState.CREATED;
import static io.switchhook.phone.call.CallState.FAILED;
import static io.switchhook.phone.call.CallState.FORWARDED;
import static io.switchhook.phone.call.CallState.INACTIVE_HELD;
import static io.switchhook.phone.call.CallState.IN_CALL;
import static io.switchhook.phone.call.CallState.LOCAL_HELD;
import static io.switchhook.phone.call.CallState.REJECTED;
import static io.switchhook.phone.call.CallState.REMOTE_HELD;
import static io.switchhook.phone.call.CallState.RINGING;
import static io.switchhook.phone.call.CallState.RINGING_WITH_EARLY_MEDIA;
import static io.switchhook.phone.call.CallState.SETUP;
import static io.switchhook.phone.call.CallState.TRANSFERRING;

import io.switchhook.phone.call.CallState;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which state may follow which, written from what the states mean. */
final class AllowedStates {
    private static final Set<CallState> ENDS_BEFORE_ANSWER = EnumSet.of(REJECTED, BUSY, CANCELLED, FORWARDED, FAILED);

    private static final Map<CallState, Set<CallState>> OUTGOING = Map.of(
            CREATED, with(ENDS_BEFORE_ANSWER, SETUP),
            SETUP, with(ENDS_BEFORE_ANSWER, RINGING, RINGING_WITH_EARLY_MEDIA, IN_CALL, REMOTE_HELD),
            RINGING, with(ENDS_BEFORE_ANSWER, RINGING_WITH_EARLY_MEDIA, IN_CALL, REMOTE_HELD),
            RINGING_WITH_EARLY_MEDIA, with(ENDS_BEFORE_ANSWER, IN_CALL, REMOTE_HELD));

    // An answered call whose ACK was lost may end by the caller's BYE before it was ever shown as up.
    private static final Map<CallState, Set<CallState>> INCOMING = Map.of(
            CREATED, EnumSet.of(RINGING),
            RINGING, EnumSet.of(IN_CALL, REMOTE_HELD, COMPLETED, REJECTED, CANCELLED, FORWARDED, FAILED));

    private static final Map<CallState, Set<CallState>> ANSWERED = Map.of(
            IN_CALL, EnumSet.of(LOCAL_HELD, REMOTE_HELD, INACTIVE_HELD, TRANSFERRING, COMPLETED, FAILED),
            LOCAL_HELD, EnumSet.of(IN_CALL, INACTIVE_HELD, REMOTE_HELD, TRANSFERRING, COMPLETED, FAILED),
            REMOTE_HELD, EnumSet.of(IN_CALL, INACTIVE_HELD, LOCAL_HELD, TRANSFERRING, COMPLETED, FAILED),
            INACTIVE_HELD, EnumSet.of(IN_CALL, LOCAL_HELD, REMOTE_HELD, TRANSFERRING, COMPLETED, FAILED),
            TRANSFERRING, EnumSet.of(IN_CALL, LOCAL_HELD, REMOTE_HELD, INACTIVE_HELD, COMPLETED, FAILED));

    private AllowedStates() {}

    private static Set<CallState> with(Set<CallState> ends, CallState... more) {
        var all = EnumSet.copyOf(ends);
        all.addAll(Set.of(more));
        return all;
    }

    static boolean allows(boolean outgoing, CallState from, CallState to) {
        var table = from.isAnswered() ? ANSWERED : outgoing ? OUTGOING : INCOMING;
        return table.getOrDefault(from, Set.of()).contains(to);
    }
}
