package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.PlainUri;
import java.util.Optional;

/** The logical recipient of a request, RFC 3261 §20.39. */
public final class ToHeader extends AddressHeader {
    public static final HeaderType<ToHeader> TYPE = HeaderType.single(HeaderName.TO, ToHeader::read, ToHeader::write);

    /** With an address and parameters of one's own. */
    public ToHeader(NameAddress address, Parameters parameters) {
        super(address, parameters);
    }

    private ToHeader(FieldScanner scanner, int start, long uri) {
        super(scanner, start, uri);
    }

    /** Without parameters. */
    public static ToHeader of(NameAddress address) {
        return new ToHeader(address, Parameters.EMPTY);
    }

    /** The dialog tag of this side. */
    public Optional<String> tag() {
        return parameters().get("tag");
    }

    /** With that tag. */
    public ToHeader withTag(String tag) {
        return new ToHeader(address(), parameters().with("tag", tag));
    }

    /** Without a tag. */
    public ToHeader withoutTag() {
        return new ToHeader(address(), parameters().without("tag"));
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ToHeader read(FieldScanner scanner) {
        int start = scanner.position();
        long uri = NameAddress.skipPlain(scanner);
        return uri == PlainUri.NONE
                ? new ToHeader(NameAddress.read(scanner), Parameters.read(scanner))
                : new ToHeader(scanner, start, uri);
    }
}
