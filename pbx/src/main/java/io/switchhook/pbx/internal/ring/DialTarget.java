package io.switchhook.pbx.internal.ring;

import io.switchhook.sip.message.uri.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a call or a message is to go: to a place inside, to an address outside, or to a number by the first of some lines. */
public final class DialTarget {
    private final SipUri uri;
    private final boolean outside;
    private final List<OutsideLine> lines;
    private final String number;

    private DialTarget(SipUri uri, boolean outside, List<OutsideLine> lines, String number) {
        this.uri = uri;
        this.outside = outside;
        this.lines = lines;
        this.number = number;
    }

    /** An extension, or a GRUU of a telephone. */
    public static DialTarget inside(SipUri uri) {
        return new DialTarget(uri, false, List.of(), "");
    }

    /** An address that is found by the DNS. */
    public static DialTarget outside(SipUri uri) {
        return new DialTarget(uri, true, List.of(), "");
    }

    /** @param lines one at least; the first is tried first */
    public static DialTarget over(List<OutsideLine> lines, String number) {
        return new DialTarget(lines.get(0).uriOf(number), true, List.copyOf(lines), number);
    }

    public SipUri uri() {
        return uri;
    }

    public boolean isOutside() {
        return outside;
    }

    /** The line that it goes over; empty for other places. */
    public Optional<OutsideLine> line() {
        return lines.stream().findFirst();
    }

    /** The same number over the next line; empty when this is the last. */
    public Optional<DialTarget> next() {
        return lines.size() < 2 ? Optional.empty() : Optional.of(over(lines.subList(1, lines.size()), number));
    }

    /**
     * The same in the order in which its lines are to be tried: those that are out of order last, and those that are full not at all.
     *
     * @return empty when all are full
     */
    Optional<DialTarget> free() {
        if (lines.isEmpty()) {
            return Optional.of(this);
        }
        var free = new ArrayList<>(lines.stream().filter(line -> !line.isFull()).toList());
        free.sort((one, other) -> Boolean.compare(one.isDown(), other.isDown()));
        return free.isEmpty() ? Optional.empty() : Optional.of(over(free, number));
    }

    /** As events name who is called there; none is an extension's number. */
    String name() {
        return nameOf(uri, outside);
    }

    public static String nameOf(SipUri uri, boolean outside) {
        var user = uri.user().orElse("");
        return outside ? user + '@' + uri.host() : user;
    }
}
