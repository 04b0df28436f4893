package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** The tag a server gave to published state, RFC 3903 §11.3.1. */
public record SipEtagHeader(String entityTag) {
    public static final HeaderType<SipEtagHeader> TYPE =
            HeaderType.single(HeaderName.SIP_ETAG, SipEtagHeader::read, SipEtagHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public SipEtagHeader {
        HeaderSyntax.requireToken(entityTag, "an entity tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static SipEtagHeader read(FieldScanner scanner) {
        return new SipEtagHeader(scanner.readToken("an entity tag"));
    }

    private void write(FieldWriter writer) {
        writer.append(entityTag);
    }
}
