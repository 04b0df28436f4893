package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.PlainUri;
import java.util.Optional;

/** The originator of a request, RFC 3261 §20.20. */
public final class FromHeader extends AddressHeader {
    public static final HeaderType<FromHeader> TYPE =
            HeaderType.single(HeaderName.FROM, FromHeader::read, FromHeader::write);

    /** With an address and parameters of one's own. */
    public FromHeader(NameAddress address, Parameters parameters) {
        super(address, parameters);
    }

    private FromHeader(FieldScanner scanner, int start, long uri) {
        super(scanner, start, uri);
    }

    /** Without parameters. */
    public static FromHeader of(NameAddress address) {
        return new FromHeader(address, Parameters.EMPTY);
    }

    /** The dialog tag of this side. */
    public Optional<String> tag() {
        return parameters().get("tag");
    }

    /** With that tag. */
    public FromHeader withTag(String tag) {
        return new FromHeader(address(), parameters().with("tag", tag));
    }

    /** Without a tag. */
    public FromHeader withoutTag() {
        return new FromHeader(address(), parameters().without("tag"));
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static FromHeader read(FieldScanner scanner) {
        int start = scanner.position();
        long uri = NameAddress.skipPlain(scanner);
        return uri == PlainUri.NONE
                ? new FromHeader(NameAddress.read(scanner), Parameters.read(scanner))
                : new FromHeader(scanner, start, uri);
    }
}
