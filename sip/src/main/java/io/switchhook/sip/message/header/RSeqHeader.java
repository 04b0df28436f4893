package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** The number of a reliable provisional response, 0 to 2^32 - 1, RFC 3262 §7.1. */
public record RSeqHeader(long number) {
    public static final HeaderType<RSeqHeader> TYPE =
            HeaderType.single(HeaderName.RSEQ, RSeqHeader::read, RSeqHeader::write);

    private static final long MAX_NUMBER = 0xffff_ffffL;

    /** Throws {@link MalformedException} when it is out of range. */
    public RSeqHeader {
        HeaderSyntax.requireRange(number, MAX_NUMBER, "a response number");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RSeqHeader read(FieldScanner scanner) {
        return new RSeqHeader(scanner.readNumber(MAX_NUMBER, "a response number"));
    }

    private void write(FieldWriter writer) {
        writer.append(number);
    }
}
