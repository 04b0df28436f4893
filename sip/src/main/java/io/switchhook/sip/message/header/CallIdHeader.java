package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** What all messages of one dialog or one series of registrations share, RFC 3261 §20.8. Equal when the values are, with case. */
public final class CallIdHeader {
    public static final HeaderType<CallIdHeader> TYPE =
            HeaderType.single(HeaderName.CALL_ID, CallIdHeader::read, CallIdHeader::write);

    private final String value;

    /** Throws {@link MalformedException} when it is no {@code word [ "@" word ]}. */
    public CallIdHeader(String value) {
        HeaderSyntax.requireCallId(value);
        this.value = value;
    }

    /** What was read is not checked again: nearly every message is asked for it. */
    private CallIdHeader(FieldScanner scanner) {
        this.value = HeaderSyntax.readCallId(scanner);
    }

    /** As on the wire. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CallIdHeader that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static CallIdHeader read(FieldScanner scanner) {
        return new CallIdHeader(scanner);
    }

    private void write(FieldWriter writer) {
        writer.append(value);
    }
}
