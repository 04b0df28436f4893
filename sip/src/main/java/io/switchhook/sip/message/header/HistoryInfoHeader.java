package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** A station of a retargeted request, RFC 7044 §5. */
public record HistoryInfoHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<HistoryInfoHeader> TYPE =
            HeaderType.list(HeaderName.HISTORY_INFO, HistoryInfoHeader::read, HistoryInfoHeader::write);

    /** Without parameters. */
    public static HistoryInfoHeader of(NameAddress address) {
        return new HistoryInfoHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static HistoryInfoHeader read(FieldScanner scanner) {
        return new HistoryInfoHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
