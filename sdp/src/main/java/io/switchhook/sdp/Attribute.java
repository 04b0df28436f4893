package io.switchhook.sdp;

import java.util.Objects;
import java.util.Optional;

/**
 * An {@code a=} line: a flag ({@code a=rtcp-mux}) or a name with a value ({@code a=ptime:20}). RFC 8866 §5.13.
 *
 * @param name case-sensitive, as RFC 8866 §6 says
 * @param value empty for a flag
 */
public record Attribute(String name, Optional<String> value) {

    public Attribute {
        Objects.requireNonNull(value);
        if (name.isEmpty() || name.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "an attribute name must be a token without a colon, not \"" + name + "\"");
        }
    }

    public static Attribute flag(String name) {
        return new Attribute(name, Optional.empty());
    }

    public static Attribute of(String name, String value) {
        return new Attribute(name, Optional.of(value));
    }

    /** Empty when there is no name before the colon. */
    static Optional<Attribute> parse(String text) {
        int colon = text.indexOf(':');
        if (text.isBlank() || colon == 0) {
            return Optional.empty();
        }
        return Optional.of(colon < 0 ? flag(text.strip()) : of(text.substring(0, colon), text.substring(colon + 1)));
    }

    SdpLine line() {
        return new SdpLine('a', toString());
    }

    /** As written after {@code a=}. */
    @Override
    public String toString() {
        return value.isEmpty() ? name : name + ":" + value.get();
    }
}
