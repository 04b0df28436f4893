package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** What the body is for: {@code session}, {@code render} and others, RFC 3261 §20.11. */
public record ContentDispositionHeader(String disposition, Parameters parameters) {
    public static final HeaderType<ContentDispositionHeader> TYPE = HeaderType.single(
            HeaderName.CONTENT_DISPOSITION, ContentDispositionHeader::read, ContentDispositionHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public ContentDispositionHeader {
        HeaderSyntax.requireToken(disposition, "a disposition type");
    }

    /** Without parameters. */
    public static ContentDispositionHeader of(String disposition) {
        return new ContentDispositionHeader(disposition, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ContentDispositionHeader read(FieldScanner scanner) {
        return new ContentDispositionHeader(scanner.readToken("a disposition type"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(disposition);
        parameters.writeTo(writer);
    }
}
