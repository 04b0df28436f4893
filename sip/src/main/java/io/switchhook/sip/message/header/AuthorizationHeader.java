package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;

/** What answers a server challenge, one a line, RFC 3261 §20.7. */
public record AuthorizationHeader(Credentials credentials) {
    public static final HeaderType<AuthorizationHeader> TYPE =
            HeaderType.single(HeaderName.AUTHORIZATION, AuthorizationHeader::read, AuthorizationHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AuthorizationHeader read(FieldScanner scanner) {
        return new AuthorizationHeader(Credentials.read(scanner));
    }

    private void write(FieldWriter writer) {
        credentials.writeTo(writer);
    }
}
