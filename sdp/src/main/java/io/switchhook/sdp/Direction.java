package io.switchhook.sdp;

import java.util.List;
import java.util.Optional;

/** Which way media flows, seen from the side whose description it stands in. RFC 8866 §6.7. */
public enum Direction {
    SENDRECV("sendrecv", true, true),
    SENDONLY("sendonly", true, false),
    RECVONLY("recvonly", false, true),
    INACTIVE("inactive", false, false);

    private static final List<Direction> ALL = List.of(values());
    private static final int NAME_LENGTH = 8;

    private final String attribute;
    private final SdpLine line;
    private final boolean sends;
    private final boolean receives;

    Direction(String attribute, boolean sends, boolean receives) {
        this.attribute = attribute;
        this.line = new SdpLine('a', attribute);
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
        if (name.length() != NAME_LENGTH) {
            return Optional.empty();
        }
        for (var direction : ALL) {
            if (direction.attribute.equalsIgnoreCase(name)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }

    /** The direction named between two places of a text, blanks around it left out. */
    static Optional<Direction> at(String text, int start, int stop) {
        int from = start;
        int to = stop;
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (from < to && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return to - from == NAME_LENGTH ? ofAttribute(text.substring(from, to)) : Optional.empty();
    }

    /** The direction that a line says, if it is an attribute that says one. */
    static Optional<Direction> of(SdpLine line) {
        return line.type() == 'a' ? ofAttribute(line.value().strip()) : Optional.empty();
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
        return attribute;
    }

    /** The attribute as a line. */
    SdpLine line() {
        return line;
    }
}
