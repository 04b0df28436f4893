package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** Where the state of an explicit subscription to a REFER can be had, RFC 7614 §4.8. */
public record ReferEventsAtHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<ReferEventsAtHeader> TYPE =
            HeaderType.single(HeaderName.REFER_EVENTS_AT, ReferEventsAtHeader::read, ReferEventsAtHeader::write);

    /** Without parameters. */
    public static ReferEventsAtHeader of(NameAddress address) {
        return new ReferEventsAtHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ReferEventsAtHeader read(FieldScanner scanner) {
        return new ReferEventsAtHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
