package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** The address that was called before the proxy replaced it by a contact, RFC 7315 §4.2. */
public record PCalledPartyIdHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<PCalledPartyIdHeader> TYPE =
            HeaderType.single(HeaderName.P_CALLED_PARTY_ID, PCalledPartyIdHeader::read, PCalledPartyIdHeader::write);

    /** Without parameters. */
    public static PCalledPartyIdHeader of(NameAddress address) {
        return new PCalledPartyIdHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PCalledPartyIdHeader read(FieldScanner scanner) {
        return new PCalledPartyIdHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
