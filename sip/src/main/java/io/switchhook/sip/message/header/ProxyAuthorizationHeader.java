package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;

/** What answers a proxy challenge, one a line, RFC 3261 §20.28. */
public record ProxyAuthorizationHeader(Credentials credentials) {
    public static final HeaderType<ProxyAuthorizationHeader> TYPE = HeaderType.single(
            HeaderName.PROXY_AUTHORIZATION, ProxyAuthorizationHeader::read, ProxyAuthorizationHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ProxyAuthorizationHeader read(FieldScanner scanner) {
        return new ProxyAuthorizationHeader(Credentials.read(scanner));
    }

    private void write(FieldWriter writer) {
        credentials.writeTo(writer);
    }
}
