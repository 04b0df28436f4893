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

    AddressHeader(FieldScanner scanner, int start, int addressEnd) {
        super(scanner, start, addressEnd);
    }

    /** The address. */
    public final NameAddress address() {
        return front();
    }

    /** The parameters. */
    public final Parameters parameters() {
        return rest();
    }

    /** Passes over an address and parameters of the usual kind and says where the address ends; -1, and nothing is passed, for any other. */
    static int skipPlain(FieldScanner scanner) {
        int start = scanner.position();
        if (!NameAddress.skipPlain(scanner)) {
            return -1;
        }
        int addressEnd = scanner.position();
        if (!Parameters.skipPlain(scanner)) {
            scanner.moveTo(start);
            return -1;
        }
        return addressEnd;
    }

    @Override
    final NameAddress readFront(byte[] bytes, int from, int to) {
        return NameAddress.readPlain(bytes, from, to);
    }

    void write(FieldWriter writer) {
        address().writeTo(writer);
        parameters().writeTo(writer);
    }
}
