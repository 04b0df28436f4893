package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/**
 * The reliable provisional response that a PRACK acknowledges, RFC 3262 §7.2.
 *
 * @param responseNumber its RSeq, 0 to 2^32 - 1
 * @param sequenceNumber the CSeq number of its request, 0 to 2^31 - 1
 */
public record RAckHeader(long responseNumber, long sequenceNumber, SipMethod method) {
    public static final HeaderType<RAckHeader> TYPE =
            HeaderType.single(HeaderName.RACK, RAckHeader::read, RAckHeader::write);

    private static final long MAX_RESPONSE = 0xffff_ffffL;
    private static final long MAX_SEQUENCE = Integer.MAX_VALUE;

    /** Throws {@link MalformedException} when a number is out of range. */
    public RAckHeader {
        HeaderSyntax.requireRange(responseNumber, MAX_RESPONSE, "a response number");
        HeaderSyntax.requireRange(sequenceNumber, MAX_SEQUENCE, "a sequence number");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RAckHeader read(FieldScanner scanner) {
        long response = scanner.readNumber(MAX_RESPONSE, "a response number");
        long sequence = scanner.skipSpace().readNumber(MAX_SEQUENCE, "a sequence number");
        return new RAckHeader(response, sequence, SipMethod.read(scanner.skipSpace()));
    }

    private void write(FieldWriter writer) {
        writer.append(responseNumber)
                .append(' ')
                .append(sequenceNumber)
                .append(' ')
                .append(method.name());
    }
}
