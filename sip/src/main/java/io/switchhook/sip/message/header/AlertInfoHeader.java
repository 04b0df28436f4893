package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.Uri;

/** A ring tone to play, or a hint which, RFC 3261 §20.4. */
public record AlertInfoHeader(Uri uri, Parameters parameters) {
    public static final HeaderType<AlertInfoHeader> TYPE =
            HeaderType.list(HeaderName.ALERT_INFO, AlertInfoHeader::read, AlertInfoHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AlertInfoHeader read(FieldScanner scanner) {
        scanner.expect('<', "'<' before a URI");
        var uri = Uri.parse(scanner.readUntil('>'));
        scanner.expect('>', "'>' after the URI");
        return new AlertInfoHeader(uri, Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append('<').append(uri.toString()).append('>');
        parameters.writeTo(writer);
    }
}
