package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** The identity that older systems assert; never standardised, succeeded by P-Asserted-Identity. */
public record RemotePartyIdHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<RemotePartyIdHeader> TYPE =
            HeaderType.list(HeaderName.REMOTE_PARTY_ID, RemotePartyIdHeader::read, RemotePartyIdHeader::write);

    /** Without parameters. */
    public static RemotePartyIdHeader of(NameAddress address) {
        return new RemotePartyIdHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RemotePartyIdHeader read(FieldScanner scanner) {
        return new RemotePartyIdHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
