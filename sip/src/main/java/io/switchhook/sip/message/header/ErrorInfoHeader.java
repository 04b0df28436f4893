package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.Uri;

/** More about an error, RFC 3261 §20.18. */
public record ErrorInfoHeader(Uri uri, Parameters parameters) {
    public static final HeaderType<ErrorInfoHeader> TYPE =
            HeaderType.list(HeaderName.ERROR_INFO, ErrorInfoHeader::read, ErrorInfoHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ErrorInfoHeader read(FieldScanner scanner) {
        scanner.expect('<', "'<' before a URI");
        var uri = Uri.parse(scanner.readUntil('>'));
        scanner.expect('>', "'>' after the URI");
        return new ErrorInfoHeader(uri, Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append('<').append(uri.toString()).append('>');
        parameters.writeTo(writer);
    }
}
