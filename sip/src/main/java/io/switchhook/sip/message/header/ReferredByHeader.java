package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** Who asked for a transfer, RFC 3892 §3. */
public record ReferredByHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<ReferredByHeader> TYPE =
            HeaderType.single(HeaderName.REFERRED_BY, ReferredByHeader::read, ReferredByHeader::write);

    /** Without parameters. */
    public static ReferredByHeader of(NameAddress address) {
        return new ReferredByHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ReferredByHeader read(FieldScanner scanner) {
        return new ReferredByHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
