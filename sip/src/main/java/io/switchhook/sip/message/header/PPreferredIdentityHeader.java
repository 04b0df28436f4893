package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;

/** The identity a user wants to be asserted, RFC 3325 §9.2. */
public record PPreferredIdentityHeader(NameAddress address) {
    public static final HeaderType<PPreferredIdentityHeader> TYPE = HeaderType.list(
            HeaderName.P_PREFERRED_IDENTITY, PPreferredIdentityHeader::read, PPreferredIdentityHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PPreferredIdentityHeader read(FieldScanner scanner) {
        return new PPreferredIdentityHeader(NameAddress.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
    }
}
