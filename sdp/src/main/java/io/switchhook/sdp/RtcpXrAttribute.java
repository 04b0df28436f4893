package io.switchhook.sdp;

import java.util.List;
import java.util.Optional;

/**
 * {@code a=rtcp-xr}: the extended reports that its author wants to get. RFC 3611 §5.1.
 *
 * @param formats as they are written, such as {@code voip-metrics} and {@code rcvr-rtt=all}; empty for none at all
 */
public record RtcpXrAttribute(List<String> formats) {
    static final String NAME = "rtcp-xr";

    /** What an end of a call has use for: how well it is heard, and the round trip while it sends nothing itself. */
    public static final RtcpXrAttribute OF_CALL = new RtcpXrAttribute(List.of("voip-metrics", "rcvr-rtt=all"));

    /** Of one who says nothing of extended reports. */
    public static final RtcpXrAttribute NONE = new RtcpXrAttribute(List.of());

    private static final String ROUND_TRIP = "rcvr-rtt=";

    public RtcpXrAttribute {
        formats = List.copyOf(formats);
    }

    static Optional<RtcpXrAttribute> in(Section section) {
        return section.hasAttribute(NAME) ? Optional.of(parse(section.attributeValue(NAME))) : Optional.empty();
    }

    private static RtcpXrAttribute parse(String text) {
        var words = text.strip();
        return words.isEmpty() ? NONE : new RtcpXrAttribute(List.of(words.split("\\s+")));
    }

    /** Whether VoIP metrics are wanted (RFC 3611 §4.7). */
    public boolean wantsVoipMetrics() {
        return formats.contains("voip-metrics");
    }

    /** Who may answer a reference time (RFC 3611 §4.4): {@code all}, {@code sender}, or what else it says; empty when none are to be sent. */
    public Optional<String> roundTripMode() {
        return formats.stream()
                .filter(format -> format.startsWith(ROUND_TRIP))
                .map(format -> format.substring(ROUND_TRIP.length()).split(":", 2)[0])
                .findFirst();
    }

    /** The line. */
    public Attribute attribute() {
        return Attribute.of(NAME, toString());
    }

    /** As written after {@code a=rtcp-xr:}. */
    @Override
    public String toString() {
        return String.join(" ", formats);
    }
}
