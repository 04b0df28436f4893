package io.switchhook.sdp;

import java.util.Optional;

/**
 * A {@code t=} line. RFC 8866 §5.9. For calls it is {@code 0 0}.
 *
 * @param start seconds since 1900 in decimal digits, {@code 0} for none; of unbounded length
 * @param stop the same, {@code 0} for never
 */
public record Timing(String start, String stop) {
    /** {@code t=0 0}: no bounds (RFC 3264 §5). */
    public static final Timing UNBOUNDED = new Timing("0", "0");

    private static final String UNBOUNDED_TEXT = UNBOUNDED.toString();
    private static final SdpLine UNBOUNDED_LINE = new SdpLine('t', UNBOUNDED_TEXT);
    private static final Optional<Timing> FOUND_UNBOUNDED = Optional.of(UNBOUNDED);

    static Optional<Timing> parse(String text) {
        if (text.equals(UNBOUNDED_TEXT)) {
            return FOUND_UNBOUNDED;
        }
        var fields = Fields.of(text.strip());
        return fields.size() == 2 ? Optional.of(new Timing(fields.get(0), fields.get(1))) : Optional.empty();
    }

    /** As written after {@code t=}. */
    @Override
    public String toString() {
        return start + " " + stop;
    }

    SdpLine line() {
        return equals(UNBOUNDED) ? UNBOUNDED_LINE : new SdpLine('t', toString());
    }
}
