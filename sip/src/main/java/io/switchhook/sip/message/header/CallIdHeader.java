package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** What all messages of one dialog or one series of registrations share, RFC 3261 §20.8. */
public record CallIdHeader(String value) {
    public static final HeaderType<CallIdHeader> TYPE =
            HeaderType.single(HeaderName.CALL_ID, CallIdHeader::read, CallIdHeader::write);

    /** Throws {@link MalformedException} when it is no {@code word [ "@" word ]}. */
    public CallIdHeader {
        HeaderSyntax.requireCallId(value);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static CallIdHeader read(FieldScanner scanner) {
        return new CallIdHeader(HeaderSyntax.readCallId(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(value);
    }
}
