package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** A proxy that wants to stay in the path of a dialog, RFC 3261 §20.30. */
public record RecordRouteHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<RecordRouteHeader> TYPE =
            HeaderType.list(HeaderName.RECORD_ROUTE, RecordRouteHeader::read, RecordRouteHeader::write);

    /** Without parameters. */
    public static RecordRouteHeader of(NameAddress address) {
        return new RecordRouteHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RecordRouteHeader read(FieldScanner scanner) {
        return new RecordRouteHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
