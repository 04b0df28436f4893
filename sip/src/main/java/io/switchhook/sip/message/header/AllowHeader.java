package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;

/** A method the sender supports, RFC 3261 §20.5. */
public record AllowHeader(SipMethod method) {
    public static final HeaderType<AllowHeader> TYPE =
            HeaderType.words(HeaderName.ALLOW, AllowHeader::read, AllowHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AllowHeader read(FieldScanner scanner) {
        return new AllowHeader(SipMethod.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(method.name());
    }
}
