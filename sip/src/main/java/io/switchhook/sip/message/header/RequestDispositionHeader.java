package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** How a caller wants a server to handle the request, RFC 3841 §9.1. */
public record RequestDispositionHeader(String directive) {
    public static final HeaderType<RequestDispositionHeader> TYPE = HeaderType.words(
            HeaderName.REQUEST_DISPOSITION, RequestDispositionHeader::read, RequestDispositionHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public RequestDispositionHeader {
        HeaderSyntax.requireToken(directive, "a directive");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RequestDispositionHeader read(FieldScanner scanner) {
        return new RequestDispositionHeader(scanner.readToken("a directive"));
    }

    private void write(FieldWriter writer) {
        writer.append(directive);
    }
}
