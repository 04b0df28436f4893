package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.Parameters;

/** Features a caller wants the answering phone not to have, RFC 3841 §9.2. Written {@code *;audio;explicit}. */
public record RejectContactHeader(Parameters parameters) {
    public static final HeaderType<RejectContactHeader> TYPE =
            HeaderType.list(HeaderName.REJECT_CONTACT, RejectContactHeader::read, RejectContactHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RejectContactHeader read(FieldScanner scanner) {
        scanner.expect('*', "'*'");
        return new RejectContactHeader(Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append('*');
        parameters.writeTo(writer);
    }
}
