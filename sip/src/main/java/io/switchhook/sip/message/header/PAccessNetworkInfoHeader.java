package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** The access network and cell of a phone, RFC 7315 §4.4: {@code 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=...}. */
public record PAccessNetworkInfoHeader(String access, Parameters parameters) {
    public static final HeaderType<PAccessNetworkInfoHeader> TYPE = HeaderType.list(
            HeaderName.P_ACCESS_NETWORK_INFO, PAccessNetworkInfoHeader::read, PAccessNetworkInfoHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public PAccessNetworkInfoHeader {
        HeaderSyntax.requireToken(access, "an access type");
    }

    /** Without parameters. */
    public static PAccessNetworkInfoHeader of(String access) {
        return new PAccessNetworkInfoHeader(access, Parameters.EMPTY);
    }

    /** Whether the network put it there and not the phone. */
    public boolean networkProvided() {
        return parameters.has("network-provided") || parameters.has("np");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PAccessNetworkInfoHeader read(FieldScanner scanner) {
        return new PAccessNetworkInfoHeader(scanner.readToken("an access type"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(access);
        parameters.writeTo(writer);
    }
}
