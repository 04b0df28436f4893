package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** Which package the body of an INFO belongs to, RFC 6086 §7. */
public record InfoPackageHeader(String name, Parameters parameters) {
    public static final HeaderType<InfoPackageHeader> TYPE =
            HeaderType.single(HeaderName.INFO_PACKAGE, InfoPackageHeader::read, InfoPackageHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public InfoPackageHeader {
        HeaderSyntax.requireToken(name, "an Info Package name");
    }

    /** Without parameters. */
    public static InfoPackageHeader of(String name) {
        return new InfoPackageHeader(name, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static InfoPackageHeader read(FieldScanner scanner) {
        return new InfoPackageHeader(scanner.readToken("an Info Package name"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(name);
        parameters.writeTo(writer);
    }
}
