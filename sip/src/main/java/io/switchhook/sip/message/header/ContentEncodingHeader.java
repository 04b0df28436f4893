package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** A coding that was applied to the body, RFC 3261 §20.12. */
public record ContentEncodingHeader(String coding) {
    public static final HeaderType<ContentEncodingHeader> TYPE =
            HeaderType.words(HeaderName.CONTENT_ENCODING, ContentEncodingHeader::read, ContentEncodingHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public ContentEncodingHeader {
        HeaderSyntax.requireToken(coding, "a content coding");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ContentEncodingHeader read(FieldScanner scanner) {
        return new ContentEncodingHeader(scanner.readToken("a content coding"));
    }

    private void write(FieldWriter writer) {
        writer.append(coding);
    }
}
