package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.OtherUri;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.PlainUri;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Where the sender, or a registered phone, can be reached directly, RFC 3261 §20.10. */
public final class ContactHeader extends AddressHeader {
    public static final HeaderType<ContactHeader> TYPE =
            HeaderType.list(HeaderName.CONTACT, ContactHeader::read, ContactHeader::write);

    /** {@code Contact: *}, which with {@code Expires: 0} removes all bindings (RFC 3261 §10.2.2). */
    public static final ContactHeader STAR = new ContactHeader(NameAddress.of(OtherUri.STAR), Parameters.EMPTY);

    private static final long MAX_SECONDS = 0xffff_ffffL;

    /** With an address and parameters of one's own. */
    public ContactHeader(NameAddress address, Parameters parameters) {
        super(address, parameters);
    }

    private ContactHeader(FieldScanner scanner, int start, long uri) {
        super(scanner, start, uri);
    }

    /** Without parameters. */
    public static ContactHeader of(NameAddress address) {
        return new ContactHeader(address, Parameters.EMPTY);
    }

    /** Whether it is {@code *}. */
    public boolean star() {
        return address().uri().equals(OtherUri.STAR);
    }

    /** How long the binding lives, in seconds; empty when not given or not a number below 2^32. */
    public OptionalLong expiresSeconds() {
        var text = parameters().get("expires");
        return text.isPresent() ? HeaderSyntax.longNumber(text.get(), MAX_SECONDS) : OptionalLong.empty();
    }

    /** The preference from 0 to 1; empty when not given or malformed. */
    public OptionalDouble q() {
        var text = parameters().get("q");
        return text.isPresent() ? HeaderSyntax.quality(text.get()) : OptionalDouble.empty();
    }

    /** The instance identifier without its angle brackets, {@code urn:uuid:...} (RFC 5626 §4.1). */
    public Optional<String> instance() {
        return parameters()
                .get("+sip.instance")
                .map(text -> text.startsWith("<") && text.endsWith(">") ? text.substring(1, text.length() - 1) : text);
    }

    /** Which flow of the instance this is, 1 to 2^31 - 1; empty when not given or malformed (RFC 5626 §4.2). */
    public OptionalInt regId() {
        var number = parameters().get("reg-id").map(text -> HeaderSyntax.number(text, Integer.MAX_VALUE));
        return number.filter(id -> id.orElse(0) > 0).orElse(OptionalInt.empty());
    }

    /** The public GRUU the registrar gave (RFC 5627 §5). */
    public Optional<String> pubGruu() {
        return parameters().get("pub-gruu");
    }

    /** A temporary GRUU the registrar gave (RFC 5627 §5). */
    public Optional<String> tempGruu() {
        return parameters().get("temp-gruu");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ContactHeader read(FieldScanner scanner) {
        if (scanner.accept('*')) {
            return STAR;
        }
        int start = scanner.position();
        long uri = NameAddress.skipPlain(scanner);
        return uri == PlainUri.NONE
                ? new ContactHeader(NameAddress.read(scanner), Parameters.read(scanner))
                : new ContactHeader(scanner, start, uri);
    }

    @Override
    void write(FieldWriter writer) {
        if (star()) {
            writer.append('*');
        } else {
            super.write(writer);
        }
    }
}
