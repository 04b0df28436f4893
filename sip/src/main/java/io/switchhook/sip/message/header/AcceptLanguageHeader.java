package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** A language the sender prefers, RFC 3261 §20.3. */
public record AcceptLanguageHeader(String range, Parameters parameters) {
    public static final HeaderType<AcceptLanguageHeader> TYPE =
            HeaderType.words(HeaderName.ACCEPT_LANGUAGE, AcceptLanguageHeader::read, AcceptLanguageHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public AcceptLanguageHeader {
        HeaderSyntax.requireToken(range, "a language range");
    }

    /** Without parameters. */
    public static AcceptLanguageHeader of(String range) {
        return new AcceptLanguageHeader(range, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AcceptLanguageHeader read(FieldScanner scanner) {
        return new AcceptLanguageHeader(scanner.readToken("a language range"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(range);
        parameters.writeTo(writer);
    }
}
