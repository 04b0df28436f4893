package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a user wants hidden, RFC 3323 §4.2.
 *
 * @param values {@code none}, {@code id}, {@code header}, {@code session}, {@code user}, {@code critical}; at least one
 */
public record PrivacyHeader(List<String> values) {
    public static final HeaderType<PrivacyHeader> TYPE =
            HeaderType.single(HeaderName.PRIVACY, PrivacyHeader::read, PrivacyHeader::write);

    /** Throws {@link MalformedException} when there is no value or one that is no token. */
    public PrivacyHeader {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new MalformedException("expected at least one privacy value");
        }
        values.forEach(value -> HeaderSyntax.requireToken(value, "a privacy value"));
    }

    /** Whether that value is among them, without case. */
    public boolean has(String value) {
        return values.stream().anyMatch(value::equalsIgnoreCase);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PrivacyHeader read(FieldScanner scanner) {
        var values = new ArrayList<String>();
        do {
            values.add(scanner.readToken("a privacy value"));
            // The grammar wants semicolons; commas are seen as often.
        } while (scanner.acceptSpaced(';') || scanner.acceptSpaced(','));
        return new PrivacyHeader(values);
    }

    private void write(FieldWriter writer) {
        writer.append(String.join(";", values));
    }
}
