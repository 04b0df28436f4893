package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** A hop a request must pass, RFC 3261 §20.34. */
public record RouteHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<RouteHeader> TYPE =
            HeaderType.list(HeaderName.ROUTE, RouteHeader::read, RouteHeader::write);

    /** Without parameters. */
    public static RouteHeader of(NameAddress address) {
        return new RouteHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RouteHeader read(FieldScanner scanner) {
        return new RouteHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
