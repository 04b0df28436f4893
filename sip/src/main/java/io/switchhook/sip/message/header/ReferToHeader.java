package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/** The target of a transfer, RFC 3515 §2.1. Headers of its URI may carry Replaces (RFC 3891). */
public record ReferToHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<ReferToHeader> TYPE =
            HeaderType.single(HeaderName.REFER_TO, ReferToHeader::read, ReferToHeader::write);

    /** Without parameters. */
    public static ReferToHeader of(NameAddress address) {
        return new ReferToHeader(address, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ReferToHeader read(FieldScanner scanner) {
        return new ReferToHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
