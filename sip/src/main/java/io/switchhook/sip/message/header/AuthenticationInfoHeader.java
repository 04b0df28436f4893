package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.Parameters;

/** What a server tells after a successful authentication: {@code nextnonce}, {@code rspauth} and others, RFC 3261 §20.6. */
public record AuthenticationInfoHeader(Parameters parameters) {
    public static final HeaderType<AuthenticationInfoHeader> TYPE = HeaderType.single(
            HeaderName.AUTHENTICATION_INFO, AuthenticationInfoHeader::read, AuthenticationInfoHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AuthenticationInfoHeader read(FieldScanner scanner) {
        return new AuthenticationInfoHeader(Parameters.readCommaSeparated(scanner));
    }

    private void write(FieldWriter writer) {
        parameters.writeCommaSeparatedTo(writer);
    }
}
