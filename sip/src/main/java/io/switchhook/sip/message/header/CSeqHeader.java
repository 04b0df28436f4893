package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/**
 * The number of a request within its dialog, with its method, RFC 3261 §20.16.
 *
 * @param number 0 to 2^31 - 1 (RFC 3261 §8.1.1.5)
 */
public record CSeqHeader(long number, SipMethod method) {
    public static final HeaderType<CSeqHeader> TYPE =
            HeaderType.single(HeaderName.CSEQ, CSeqHeader::read, CSeqHeader::write);

    private static final long MAX_NUMBER = Integer.MAX_VALUE;

    /** Throws {@link MalformedException} when the number is out of range. */
    public CSeqHeader {
        HeaderSyntax.requireRange(number, MAX_NUMBER, "a sequence number");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static CSeqHeader read(FieldScanner scanner) {
        long number = scanner.readNumber(MAX_NUMBER, "a sequence number");
        int from = scanner.position();
        if (scanner.skipSpace().position() == from) {
            throw scanner.expected("white space and a method name");
        }
        return new CSeqHeader(number, SipMethod.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(number).append(' ').append(method.name());
    }
}
