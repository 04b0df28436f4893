package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** Another address that the registrar has for the same user, RFC 7315 §4.1; an empty header says: no other. */
public record PAssociatedUriHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<PAssociatedUriHeader> TYPE =
            HeaderType.words(HeaderName.P_ASSOCIATED_URI, PAssociatedUriHeader::read, PAssociatedUriHeader::write);

    /** Without parameters. */
    public static PAssociatedUriHeader of(NameAddress address) {
        return new PAssociatedUriHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PAssociatedUriHeader read(FieldScanner scanner) {
        return new PAssociatedUriHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
