package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** The organisation of the sender, RFC 3261 §20.25. May be empty. Text without line ends, as it stands on the wire. */
public record OrganizationHeader(String text) {
    public static final HeaderType<OrganizationHeader> TYPE =
            HeaderType.single(HeaderName.ORGANIZATION, OrganizationHeader::read, OrganizationHeader::write);

    /** Throws {@link MalformedException} when CR, LF or NUL is in it. */
    public OrganizationHeader {
        HeaderSyntax.requireText(text, "an organization");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static OrganizationHeader read(FieldScanner scanner) {
        return new OrganizationHeader(scanner.readRest());
    }

    private void write(FieldWriter writer) {
        writer.append(text);
    }
}
