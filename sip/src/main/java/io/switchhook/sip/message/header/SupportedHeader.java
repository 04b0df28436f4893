package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** An extension the sender supports, RFC 3261 §20.37. */
public record SupportedHeader(String optionTag) {
    public static final HeaderType<SupportedHeader> TYPE =
            HeaderType.words(HeaderName.SUPPORTED, SupportedHeader::read, SupportedHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public SupportedHeader {
        HeaderSyntax.requireToken(optionTag, "an option tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static SupportedHeader read(FieldScanner scanner) {
        return new SupportedHeader(scanner.readToken("an option tag"));
    }

    private void write(FieldWriter writer) {
        writer.append(optionTag);
    }
}
