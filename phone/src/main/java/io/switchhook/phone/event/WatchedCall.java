package io.switchhook.phone.event;

import io.switchhook.phone.call.RemoteParty;
import java.util.Objects;
import java.util.Optional;

/**
 * A call of somebody whose {@link io.switchhook.phone.BusyLamp} we watch, as far as its server tells (RFC 4235 §4.1): a PBX may tell of all calls as one, and with whom they are
 * not at all.
 *
 * @param id tells the calls of one document apart, and nothing else
 * @param stage how far it has come
 * @param direction who has called whom; empty where that is not told
 * @param remote who is at the other end
 * @param callId with {@code localTag} and {@code remoteTag}, seen from there, what a Replaces names the call by (RFC 3891)
 */
public record WatchedCall(
        String id,
        Stage stage,
        Optional<Direction> direction,
        Optional<RemoteParty> remote,
        Optional<String> callId,
        Optional<String> localTag,
        Optional<String> remoteTag) {

    /** RFC 4235 §3.7.1; calls that are over are not listed. */
    public enum Stage {
        TRYING,
        PROCEEDING,
        EARLY,
        CONFIRMED
    }

    /** Seen from who is watched. */
    public enum Direction {
        /** It has called. */
        INITIATOR,
        /** It is called. */
        RECIPIENT
    }

    public WatchedCall {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(remote, "remote");
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(localTag, "localTag");
        Objects.requireNonNull(remoteTag, "remoteTag");
    }

    /** Whether it is called and has not answered yet. */
    public boolean rings() {
        return stage != Stage.CONFIRMED
                && direction.filter(Direction.INITIATOR::equals).isEmpty();
    }
}
