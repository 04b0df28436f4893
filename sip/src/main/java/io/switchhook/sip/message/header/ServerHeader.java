package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** The software of the server, RFC 3261 §20.35. Text without line ends, as it stands on the wire. */
public record ServerHeader(String text) {
    public static final HeaderType<ServerHeader> TYPE = HeaderType.single(
                    HeaderName.SERVER, ServerHeader::read, ServerHeader::write)
            .asStanding();

    /** Throws {@link MalformedException} when CR, LF or NUL is in it. */
    public ServerHeader {
        HeaderSyntax.requireText(text, "a server");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ServerHeader read(FieldScanner scanner) {
        return new ServerHeader(scanner.readRest());
    }

    private void write(FieldWriter writer) {
        writer.append(text);
    }
}
