package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** An extension the server does not support, RFC 3261 §20.40. */
public record UnsupportedHeader(String optionTag) {
    public static final HeaderType<UnsupportedHeader> TYPE =
            HeaderType.words(HeaderName.UNSUPPORTED, UnsupportedHeader::read, UnsupportedHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public UnsupportedHeader {
        HeaderSyntax.requireToken(optionTag, "an option tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static UnsupportedHeader read(FieldScanner scanner) {
        return new UnsupportedHeader(scanner.readToken("an option tag"));
    }

    private void write(FieldWriter writer) {
        writer.append(optionTag);
    }
}
