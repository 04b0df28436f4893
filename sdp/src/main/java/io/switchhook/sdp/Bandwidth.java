package io.switchhook.sdp;

import java.util.Optional;

/**
 * A {@code b=} line. RFC 8866 §5.8.
 *
 * @param type {@code AS}, {@code CT}, {@code TIAS}, {@code RS}, {@code RR} or another token
 * @param value kilobits a second for AS and CT; bits a second for TIAS, RS and RR
 */
public record Bandwidth(String type, long value) {

    static Optional<Bandwidth> parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        long value = Numbers.parse(text.substring(colon + 1).strip(), Long.MAX_VALUE);
        return value < 0 ? Optional.empty() : Optional.of(new Bandwidth(text.substring(0, colon), value));
    }

    /** As written after {@code b=}. */
    @Override
    public String toString() {
        return type + ":" + value;
    }
}
