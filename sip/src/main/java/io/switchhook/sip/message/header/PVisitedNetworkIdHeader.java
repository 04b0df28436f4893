package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** A network a registration passed on its way home, RFC 7315 §4.3. */
public record PVisitedNetworkIdHeader(String network, Parameters parameters) {
    public static final HeaderType<PVisitedNetworkIdHeader> TYPE = HeaderType.list(
            HeaderName.P_VISITED_NETWORK_ID, PVisitedNetworkIdHeader::read, PVisitedNetworkIdHeader::write);

    /** Throws {@link MalformedException} when a line end or NUL is in it. */
    public PVisitedNetworkIdHeader {
        HeaderSyntax.requireText(network, "a network name");
    }

    /** Without parameters. */
    public static PVisitedNetworkIdHeader of(String network) {
        return new PVisitedNetworkIdHeader(network, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PVisitedNetworkIdHeader read(FieldScanner scanner) {
        return new PVisitedNetworkIdHeader(
                HeaderSyntax.readTokenOrQuoted(scanner, "a network name"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        HeaderSyntax.writeTokenOrQuoted(network, writer);
        parameters.writeTo(writer);
    }
}
