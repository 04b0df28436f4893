package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.Uri;

/** More about the caller, by the {@code purpose} parameter, RFC 3261 §20.9. */
public record CallInfoHeader(Uri uri, Parameters parameters) {
    public static final HeaderType<CallInfoHeader> TYPE =
            HeaderType.list(HeaderName.CALL_INFO, CallInfoHeader::read, CallInfoHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static CallInfoHeader read(FieldScanner scanner) {
        scanner.expect('<', "'<' before a URI");
        var uri = Uri.parse(scanner.readUntil('>'));
        scanner.expect('>', "'>' after the URI");
        return new CallInfoHeader(uri, Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append('<').append(uri.toString()).append('>');
        parameters.writeTo(writer);
    }
}
