package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** Into how many branches a request may still be forked at the same time, RFC 5393 §5.3.3. */
public record MaxBreadthHeader(long branches) {
    public static final HeaderType<MaxBreadthHeader> TYPE =
            HeaderType.single(HeaderName.MAX_BREADTH, MaxBreadthHeader::read, MaxBreadthHeader::write);

    private static final long MAX = 0xffff_ffffL;

    /** Throws {@link MalformedException} when it is out of range. */
    public MaxBreadthHeader {
        HeaderSyntax.requireRange(branches, MAX, "a number of branches");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static MaxBreadthHeader read(FieldScanner scanner) {
        return new MaxBreadthHeader(scanner.readNumber(MAX, "a number of branches"));
    }

    private void write(FieldWriter writer) {
        writer.append(branches);
    }
}
