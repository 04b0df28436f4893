package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.Parameters;

/**
 * Whether a REFER makes a subscription, RFC 4488 §4.
 *
 * @param wanted false when no NOTIFY shall come
 */
public record ReferSubHeader(boolean wanted) {
    public static final HeaderType<ReferSubHeader> TYPE =
            HeaderType.single(HeaderName.REFER_SUB, ReferSubHeader::read, ReferSubHeader::write);

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ReferSubHeader read(FieldScanner scanner) {
        var word = scanner.readToken("true or false");
        boolean wanted = word.equalsIgnoreCase("true");
        if (!wanted && !word.equalsIgnoreCase("false")) {
            throw scanner.expected("true or false");
        }
        Parameters.read(scanner);
        return new ReferSubHeader(wanted);
    }

    private void write(FieldWriter writer) {
        writer.append(Boolean.toString(wanted));
    }
}
