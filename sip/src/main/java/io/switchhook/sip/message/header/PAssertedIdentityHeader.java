package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;

/** The identity a trusted network vouches for, RFC 3325 §9.1. */
public record PAssertedIdentityHeader(NameAddress address) {
    public static final HeaderType<PAssertedIdentityHeader> TYPE = HeaderType.list(
            HeaderName.P_ASSERTED_IDENTITY, PAssertedIdentityHeader::read, PAssertedIdentityHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PAssertedIdentityHeader read(FieldScanner scanner) {
        return new PAssertedIdentityHeader(NameAddress.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
    }
}
