package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;

/**
 * An address with parameters that stands in nearly every message. Immutable, and safe for any thread.
 *
 * <p>One that came with a message keeps the bytes of the message: keep its {@link #address()} or {@link #parameters()} instead, which do not.
 */
public abstract sealed class AddressHeader extends HeaderText<NameAddress> permits ContactHeader, FromHeader, ToHeader {
    AddressHeader(NameAddress address, Parameters parameters) {
        super(address, parameters);
    }

    /** An address that {@link NameAddress#skipPlain} has just passed, and the parameters behind it. */
    AddressHeader(FieldScanner scanner, int start, long uri) {
        super(scanner, start, uri);
    }

    /** The address. */
    public final NameAddress address() {
        return front();
    }

    /** The parameters. */
    public final Parameters parameters() {
        return rest();
    }

    @Override
    final NameAddress readFront(byte[] bytes, int from, int to, long uri) {
        return NameAddress.readPlain(bytes, from, to, uri);
    }

    void write(FieldWriter writer) {
        address().writeTo(writer);
        parameters().writeTo(writer);
    }
}
