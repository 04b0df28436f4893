package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** How urgent the request is: {@code emergency}, {@code urgent}, {@code normal}, {@code non-urgent} or another token, RFC 3261 §20.26. */
public record PriorityHeader(String priority) {
    public static final HeaderType<PriorityHeader> TYPE =
            HeaderType.single(HeaderName.PRIORITY, PriorityHeader::read, PriorityHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public PriorityHeader {
        HeaderSyntax.requireToken(priority, "a priority");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PriorityHeader read(FieldScanner scanner) {
        return new PriorityHeader(scanner.readToken("a priority"));
    }

    private void write(FieldWriter writer) {
        writer.append(priority);
    }
}
