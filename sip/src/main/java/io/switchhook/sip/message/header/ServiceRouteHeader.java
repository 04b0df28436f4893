package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** A route the registrar wants requests of the phone to take, RFC 3608 §5. */
public record ServiceRouteHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<ServiceRouteHeader> TYPE =
            HeaderType.list(HeaderName.SERVICE_ROUTE, ServiceRouteHeader::read, ServiceRouteHeader::write);

    /** Without parameters. */
    public static ServiceRouteHeader of(NameAddress address) {
        return new ServiceRouteHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ServiceRouteHeader read(FieldScanner scanner) {
        return new ServiceRouteHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
