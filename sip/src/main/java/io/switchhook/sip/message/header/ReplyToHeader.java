package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** Where the caller wants to be called back, RFC 3261 §20.31. */
public record ReplyToHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<ReplyToHeader> TYPE =
            HeaderType.single(HeaderName.REPLY_TO, ReplyToHeader::read, ReplyToHeader::write);

    /** Without parameters. */
    public static ReplyToHeader of(NameAddress address) {
        return new ReplyToHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ReplyToHeader read(FieldScanner scanner) {
        return new ReplyToHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
