package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** Which way early media may flow: {@code supported}, {@code sendrecv}, {@code inactive}, {@code gated} and others, RFC 5009 §8. */
public record PEarlyMediaHeader(String direction, Parameters parameters) {
    public static final HeaderType<PEarlyMediaHeader> TYPE =
            HeaderType.words(HeaderName.P_EARLY_MEDIA, PEarlyMediaHeader::read, PEarlyMediaHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public PEarlyMediaHeader {
        HeaderSyntax.requireToken(direction, "an early media direction");
    }

    /** Without parameters. */
    public static PEarlyMediaHeader of(String direction) {
        return new PEarlyMediaHeader(direction, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PEarlyMediaHeader read(FieldScanner scanner) {
        return new PEarlyMediaHeader(scanner.readToken("an early media direction"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(direction);
        parameters.writeTo(writer);
    }
}
