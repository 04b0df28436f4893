package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.Parameters;

/** Features a caller wants the answering phone to have, RFC 3841 §9.2. Written {@code *;audio;explicit}. */
public record AcceptContactHeader(Parameters parameters) {
    public static final HeaderType<AcceptContactHeader> TYPE =
            HeaderType.list(HeaderName.ACCEPT_CONTACT, AcceptContactHeader::read, AcceptContactHeader::write);

    /** Whether phones that do not match at all shall not be called (RFC 3841 §9.2). */
    public boolean require() {
        return parameters.has("require");
    }

    /** Whether a phone that says nothing about a feature counts as without it (RFC 3841 §9.2). */
    public boolean explicit() {
        return parameters.has("explicit");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AcceptContactHeader read(FieldScanner scanner) {
        scanner.expect('*', "'*'");
        return new AcceptContactHeader(Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append('*');
        parameters.writeTo(writer);
    }
}
