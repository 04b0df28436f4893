package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;

/** A challenge of a proxy, one a line, RFC 3261 §20.27. */
public record ProxyAuthenticateHeader(Challenge challenge) {
    public static final HeaderType<ProxyAuthenticateHeader> TYPE = HeaderType.single(
            HeaderName.PROXY_AUTHENTICATE, ProxyAuthenticateHeader::read, ProxyAuthenticateHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ProxyAuthenticateHeader read(FieldScanner scanner) {
        return new ProxyAuthenticateHeader(Challenge.read(scanner));
    }

    private void write(FieldWriter writer) {
        challenge.writeTo(writer);
    }
}
