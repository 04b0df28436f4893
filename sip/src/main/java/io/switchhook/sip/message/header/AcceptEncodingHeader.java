package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** A coding the sender can undo, RFC 3261 §20.2. */
public record AcceptEncodingHeader(String coding, Parameters parameters) {
    public static final HeaderType<AcceptEncodingHeader> TYPE =
            HeaderType.words(HeaderName.ACCEPT_ENCODING, AcceptEncodingHeader::read, AcceptEncodingHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public AcceptEncodingHeader {
        HeaderSyntax.requireToken(coding, "a content coding");
    }

    /** Without parameters. */
    public static AcceptEncodingHeader of(String coding) {
        return new AcceptEncodingHeader(coding, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AcceptEncodingHeader read(FieldScanner scanner) {
        return new AcceptEncodingHeader(scanner.readToken("a content coding"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(coding);
        parameters.writeTo(writer);
    }
}
