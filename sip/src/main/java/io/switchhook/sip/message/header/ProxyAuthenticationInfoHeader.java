package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.Parameters;

/** What a proxy tells after a successful authentication, one a line, as {@link AuthenticationInfoHeader} does for a server: RFC 7616 §3.5. */
public record ProxyAuthenticationInfoHeader(Parameters parameters) {
    public static final HeaderType<ProxyAuthenticationInfoHeader> TYPE = HeaderType.single(
            HeaderName.PROXY_AUTHENTICATION_INFO,
            ProxyAuthenticationInfoHeader::read,
            ProxyAuthenticationInfoHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ProxyAuthenticationInfoHeader read(FieldScanner scanner) {
        return new ProxyAuthenticationInfoHeader(Parameters.readCommaSeparated(scanner));
    }

    private void write(FieldWriter writer) {
        parameters.writeCommaSeparatedTo(writer);
    }
}
