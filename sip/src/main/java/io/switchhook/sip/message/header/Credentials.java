package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/**
 * What a client shows: RFC 3261 §25.1 credentials, RFC 8760.
 *
 * @param scheme {@code Digest} nearly always; compared without case
 * @param parameters in the order they are written; {@link Parameters#withQuoted} for those that the grammar wants quoted
 */
public record Credentials(String scheme, Parameters parameters) {
    /** Throws {@link MalformedException} when the scheme is no token. */
    public Credentials {
        HeaderSyntax.requireToken(scheme, "an authentication scheme");
    }

    /** Whether the scheme is {@code Digest}. */
    public boolean digest() {
        return scheme.equalsIgnoreCase("Digest");
    }

    /** {@code Digest realm="example.com", nonce="..."}. */
    @Override
    public String toString() {
        var writer = new FieldWriter();
        writeTo(writer);
        return writer.toString();
    }

    static Credentials read(FieldScanner scanner) {
        return new Credentials(scanner.readToken("an authentication scheme"), Parameters.readCommaSeparated(scanner));
    }

    void writeTo(FieldWriter writer) {
        writer.append(scheme).append(' ');
        parameters.writeCommaSeparatedTo(writer);
    }
}
