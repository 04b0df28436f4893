package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.Parameters;

/** What a server on the way can do, RFC 6809 §6.2. Written {@code *;+g.3gpp.srvcc}. */
public record FeatureCapsHeader(Parameters parameters) {
    public static final HeaderType<FeatureCapsHeader> TYPE =
            HeaderType.list(HeaderName.FEATURE_CAPS, FeatureCapsHeader::read, FeatureCapsHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static FeatureCapsHeader read(FieldScanner scanner) {
        scanner.expect('*', "'*'");
        return new FeatureCapsHeader(Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append('*');
        parameters.writeTo(writer);
    }
}
