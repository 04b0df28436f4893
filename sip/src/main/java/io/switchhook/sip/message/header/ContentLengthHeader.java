package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** The length of the body in bytes, RFC 3261 §20.14. */
public record ContentLengthHeader(int bytes) {
    public static final HeaderType<ContentLengthHeader> TYPE =
            HeaderType.single(HeaderName.CONTENT_LENGTH, ContentLengthHeader::read, ContentLengthHeader::write);

    private static final int MAX_BYTES = Integer.MAX_VALUE;

    /** Throws {@link MalformedException} when it is out of range. */
    public ContentLengthHeader {
        HeaderSyntax.requireRange(bytes, MAX_BYTES, "a length in bytes");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ContentLengthHeader read(FieldScanner scanner) {
        return new ContentLengthHeader((int) scanner.readNumber(MAX_BYTES, "a length in bytes"));
    }

    private void write(FieldWriter writer) {
        writer.append(bytes);
    }
}
