package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;

/** A challenge of a server, one a line, RFC 3261 §20.44. */
public record WwwAuthenticateHeader(Challenge challenge) {
    public static final HeaderType<WwwAuthenticateHeader> TYPE =
            HeaderType.single(HeaderName.WWW_AUTHENTICATE, WwwAuthenticateHeader::read, WwwAuthenticateHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static WwwAuthenticateHeader read(FieldScanner scanner) {
        return new WwwAuthenticateHeader(Challenge.read(scanner));
    }

    private void write(FieldWriter writer) {
        challenge.writeTo(writer);
    }
}
