package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** How long the message or its subject is valid, in seconds, 0 to 2^32 - 1, RFC 3261 §20.19. */
public record ExpiresHeader(long seconds) {
    public static final HeaderType<ExpiresHeader> TYPE =
            HeaderType.single(HeaderName.EXPIRES, ExpiresHeader::read, ExpiresHeader::write);

    private static final long MAX_SECONDS = 0xffff_ffffL;

    /** Throws {@link MalformedException} when it is out of range. */
    public ExpiresHeader {
        HeaderSyntax.requireRange(seconds, MAX_SECONDS, "a number of seconds");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ExpiresHeader read(FieldScanner scanner) {
        return new ExpiresHeader(scanner.readNumber(MAX_SECONDS, "a number of seconds"));
    }

    private void write(FieldWriter writer) {
        writer.append(seconds);
    }
}
