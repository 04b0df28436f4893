package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;

/** Who forwarded the call before, RFC 5806 §9. */
public record DiversionHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<DiversionHeader> TYPE =
            HeaderType.list(HeaderName.DIVERSION, DiversionHeader::read, DiversionHeader::write);

    /** Without parameters. */
    public static DiversionHeader of(NameAddress address) {
        return new DiversionHeader(address, Parameters.EMPTY);
    }

    /** Why it was forwarded: {@code no-answer}, {@code user-busy}, {@code unconditional} and others. */
    public Optional<String> reason() {
        return parameters.get("reason");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static DiversionHeader read(FieldScanner scanner) {
        return new DiversionHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
