package io.switchhook.sip.message.uri;

import io.switchhook.base.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A URI as SIP uses them. {@link Object#toString} is the wire form, exactly as it was read. */
public sealed interface Uri permits SipUri, TelUri, OtherUri {
    /** The scheme as written, {@code sip} for one, without the colon. */
    String scheme();

    /**
     * Reads a URI of any scheme; {@code sip}, {@code sips} and {@code tel} are understood, others are kept as they are.
     *
     * @throws MalformedException when there is no scheme, a character that no URI may hold, or a malformed sip, sips or tel URI
     */
    static Uri parse(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the URI that stands in the bytes from {@code from} up to {@code to}, exclusive, as {@link #parse} does. They are copied. */
    static Uri read(byte[] bytes, int from, int to) {
        long plain = PlainUri.find(bytes, from, to);
        return plain != PlainUri.NONE && PlainUri.length(plain) == to - from
                ? PlainUri.read(bytes, from, plain)
                : of(Utf8.valid(Arrays.copyOfRange(bytes, from, to)));
    }

    private static Uri of(byte[] wire) {
        if (SipUriSyntax.schemeEnd(wire, 0, wire.length) > 0) {
            return new SipUri(wire);
        }
        var text = new String(wire, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new MalformedException("expected a URI with a scheme, such as sip:user@host, but found \""
                    + Printable.escape(text) + "\"");
        }
        if (colon == 3 && text.regionMatches(true, 0, "tel", 0, 3)) {
            return TelUri.read(text.substring(4));
        }
        return new OtherUri(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Writes the wire form. */
    default void writeTo(FieldWriter writer) {
        writer.append(toString());
    }
}
