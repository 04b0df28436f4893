package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** An extension the recipient must support, RFC 3261 §20.32. */
public record RequireHeader(String optionTag) {
    public static final HeaderType<RequireHeader> TYPE =
            HeaderType.words(HeaderName.REQUIRE, RequireHeader::read, RequireHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public RequireHeader {
        HeaderSyntax.requireToken(optionTag, "an option tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RequireHeader read(FieldScanner scanner) {
        return new RequireHeader(scanner.readToken("an option tag"));
    }

    private void write(FieldWriter writer) {
        writer.append(optionTag);
    }
}
