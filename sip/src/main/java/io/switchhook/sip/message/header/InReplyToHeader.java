package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** A call that this one returns, RFC 3261 §20.21. */
public record InReplyToHeader(String value) {
    public static final HeaderType<InReplyToHeader> TYPE =
            HeaderType.list(HeaderName.IN_REPLY_TO, InReplyToHeader::read, InReplyToHeader::write);

    /** Throws {@link MalformedException} when it is no {@code word [ "@" word ]}. */
    public InReplyToHeader {
        HeaderSyntax.requireCallId(value);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static InReplyToHeader read(FieldScanner scanner) {
        return new InReplyToHeader(HeaderSyntax.readCallId(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(value);
    }
}
