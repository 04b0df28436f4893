package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** A body type the sender takes; type and subtype may be {@code *}, RFC 3261 §20.1. Both are compared without case. */
public record AcceptHeader(String type, String subtype, Parameters parameters) {
    public static final HeaderType<AcceptHeader> TYPE =
            HeaderType.words(HeaderName.ACCEPT, AcceptHeader::read, AcceptHeader::write);

    /** Throws {@link MalformedException} when type or subtype is no token. */
    public AcceptHeader {
        HeaderSyntax.requireToken(type, "a media type");
        HeaderSyntax.requireToken(subtype, "a media subtype");
    }

    /** Without parameters. */
    public static AcceptHeader of(String type, String subtype) {
        return new AcceptHeader(type, subtype, Parameters.EMPTY);
    }

    /** Whether type and subtype are these, without case; parameters do not matter. */
    public boolean is(String expectedType, String expectedSubtype) {
        return type.equalsIgnoreCase(expectedType) && subtype.equalsIgnoreCase(expectedSubtype);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AcceptHeader read(FieldScanner scanner) {
        var type = scanner.readToken("a media type");
        if (!scanner.acceptSpaced('/')) {
            throw scanner.expected("'/' and a media subtype");
        }
        return new AcceptHeader(type, scanner.readToken("a media subtype"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(type).append('/').append(subtype);
        parameters.writeTo(writer);
    }
}
