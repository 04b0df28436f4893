package io.switchhook.sdp;

import java.util.List;
import java.util.Optional;

/** Which way media flows, seen from the side whose description it stands in. RFC 8866 §6.7. */
public enum Direction {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    private static final List<Direction> ALL = List.of(values());

    private final boolean sends;
    private final boolean receives;

    Direction(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    public static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    /** The direction named by an attribute such as {@code sendonly}. */
    public static Optional<Direction> ofAttribute(String name) {
        for (var direction : ALL) {
            if (direction.attribute().equalsIgnoreCase(name)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }

    public boolean sends() {
        return sends;
    }

    public boolean receives() {
        return receives;
    }

    /** The same flow seen from the other side. */
    public Direction reversed() {
        return of(receives, sends);
    }

    /** What both allow. */
    public Direction and(Direction other) {
        return of(sends && other.sends, receives && other.receives);
    }

    /** RFC 3264 §6.1: what to answer to an offer of this direction when {@code wish} is what we would like. */
    public Direction answeredWith(Direction wish) {
        return reversed().and(wish);
    }

    public Direction withoutSending() {
        return of(false, receives);
    }

    public Direction withoutReceiving() {
        return of(sends, false);
    }

    /** As written after {@code a=}. */
    public String attribute() {
        return switch (this) {
            case SENDRECV -> "sendrecv";
            case SENDONLY -> "sendonly";
            case RECVONLY -> "recvonly";
            case INACTIVE -> "inactive";
        };
    }
}
