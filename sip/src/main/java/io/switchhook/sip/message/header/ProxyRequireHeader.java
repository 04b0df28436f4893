package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** An extension every proxy must support, RFC 3261 §20.29. */
public record ProxyRequireHeader(String optionTag) {
    public static final HeaderType<ProxyRequireHeader> TYPE =
            HeaderType.words(HeaderName.PROXY_REQUIRE, ProxyRequireHeader::read, ProxyRequireHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public ProxyRequireHeader {
        HeaderSyntax.requireToken(optionTag, "an option tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ProxyRequireHeader read(FieldScanner scanner) {
        return new ProxyRequireHeader(scanner.readToken("an option tag"));
    }

    private void write(FieldWriter writer) {
        writer.append(optionTag);
    }
}
