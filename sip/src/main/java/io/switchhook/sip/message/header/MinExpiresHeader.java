package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** The shortest time a registrar takes, in seconds, 0 to 2^32 - 1, RFC 3261 §20.23. */
public record MinExpiresHeader(long seconds) {
    public static final HeaderType<MinExpiresHeader> TYPE =
            HeaderType.single(HeaderName.MIN_EXPIRES, MinExpiresHeader::read, MinExpiresHeader::write);

    private static final long MAX_SECONDS = 0xffff_ffffL;

    /** Throws {@link MalformedException} when it is out of range. */
    public MinExpiresHeader {
        HeaderSyntax.requireRange(seconds, MAX_SECONDS, "a number of seconds");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static MinExpiresHeader read(FieldScanner scanner) {
        return new MinExpiresHeader(scanner.readNumber(MAX_SECONDS, "a number of seconds"));
    }

    private void write(FieldWriter writer) {
        writer.append(seconds);
    }
}
