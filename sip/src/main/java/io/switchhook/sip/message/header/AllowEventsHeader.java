package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** An event package the sender notifies of, RFC 6665 §8.2.2. */
public record AllowEventsHeader(String eventPackage) {
    public static final HeaderType<AllowEventsHeader> TYPE =
            HeaderType.words(HeaderName.ALLOW_EVENTS, AllowEventsHeader::read, AllowEventsHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public AllowEventsHeader {
        HeaderSyntax.requireToken(eventPackage, "an event package");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AllowEventsHeader read(FieldScanner scanner) {
        return new AllowEventsHeader(scanner.readToken("an event package"));
    }

    private void write(FieldWriter writer) {
        writer.append(eventPackage);
    }
}
