package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import java.util.Optional;

/**
 * When a client sent a request, RFC 3261 §20.38: decimal seconds of its own reckoning, kept as digits, since they are only ever copied.
 *
 * @param timestamp digits with an optional fraction, {@code 54.21}
 * @param delay the seconds the server took, in the same form
 */
public record TimestampHeader(String timestamp, Optional<String> delay) {
    public static final HeaderType<TimestampHeader> TYPE =
            HeaderType.single(HeaderName.TIMESTAMP, TimestampHeader::read, TimestampHeader::write);

    /** Throws {@link MalformedException} when one of them is no decimal number. */
    public TimestampHeader {
        requireDecimal(timestamp);
        delay.ifPresent(TimestampHeader::requireDecimal);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static TimestampHeader read(FieldScanner scanner) {
        var timestamp = scanner.readToken("a decimal number");
        return new TimestampHeader(
                timestamp,
                scanner.skipSpace().atEnd() ? Optional.empty() : Optional.of(scanner.readToken("a decimal number")));
    }

    private void write(FieldWriter writer) {
        writer.append(timestamp);
        delay.ifPresent(text -> writer.append(' ').append(text));
    }

    private static void requireDecimal(String text) {
        boolean fraction = false;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean point = c == '.' && !fraction;
            if (!point && (c < '0' || c > '9')) {
                throw new MalformedException("expected a decimal number at offset " + i + " of a timestamp");
            }
            fraction |= point;
            digits += point ? 0 : 1;
        }
        if (digits == 0) {
            throw new MalformedException("expected a decimal number as timestamp");
        }
    }
}
