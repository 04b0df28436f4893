package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** The published state that a PUBLISH renews, RFC 3903 §11.3.2. */
public record SipIfMatchHeader(String entityTag) {
    public static final HeaderType<SipIfMatchHeader> TYPE =
            HeaderType.single(HeaderName.SIP_IF_MATCH, SipIfMatchHeader::read, SipIfMatchHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public SipIfMatchHeader {
        HeaderSyntax.requireToken(entityTag, "an entity tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static SipIfMatchHeader read(FieldScanner scanner) {
        return new SipIfMatchHeader(scanner.readToken("an entity tag"));
    }

    private void write(FieldWriter writer) {
        writer.append(entityTag);
    }
}
