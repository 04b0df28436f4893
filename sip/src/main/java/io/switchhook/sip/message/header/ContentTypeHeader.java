package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** The type of the body, RFC 3261 §20.15. Both are compared without case. */
public record ContentTypeHeader(String type, String subtype, Parameters parameters) {
    public static final HeaderType<ContentTypeHeader> TYPE = HeaderType.single(
                    HeaderName.CONTENT_TYPE, ContentTypeHeader::read, ContentTypeHeader::write)
            .asStanding();

    /** {@code application/sdp}. */
    public static final ContentTypeHeader SDP = of("application", "sdp");
    /** {@code message/sipfrag;version=2.0}, RFC 3420. */
    public static final ContentTypeHeader SIPFRAG =
            new ContentTypeHeader("message", "sipfrag", Parameters.EMPTY.with("version", "2.0"));

    /** Throws {@link MalformedException} when type or subtype is no token. */
    public ContentTypeHeader {
        HeaderSyntax.requireToken(type, "a media type");
        HeaderSyntax.requireToken(subtype, "a media subtype");
    }

    /** Without parameters. */
    public static ContentTypeHeader of(String type, String subtype) {
        return new ContentTypeHeader(type, subtype, Parameters.EMPTY);
    }

    /** Whether type and subtype are these, without case; parameters do not matter. */
    public boolean is(String expectedType, String expectedSubtype) {
        return type.equalsIgnoreCase(expectedType) && subtype.equalsIgnoreCase(expectedSubtype);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ContentTypeHeader read(FieldScanner scanner) {
        var type = scanner.readToken("a media type");
        if (!scanner.acceptSpaced('/')) {
            throw scanner.expected("'/' and a media subtype");
        }
        return new ContentTypeHeader(type, scanner.readToken("a media subtype"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(type).append('/').append(subtype);
        parameters.writeTo(writer);
    }
}
