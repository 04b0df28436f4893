package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** A hop between registrar and phone, RFC 3327 §4. */
public record PathHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<PathHeader> TYPE =
            HeaderType.list(HeaderName.PATH, PathHeader::read, PathHeader::write);

    /** Without parameters. */
    public static PathHeader of(NameAddress address) {
        return new PathHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PathHeader read(FieldScanner scanner) {
        return new PathHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
