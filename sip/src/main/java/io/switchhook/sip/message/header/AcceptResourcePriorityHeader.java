package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/**
 * A priority the sender understands, RFC 4412 §3.2.
 *
 * @param namespace a token without a dot
 * @param priority a token without a dot
 */
public record AcceptResourcePriorityHeader(String namespace, String priority) {
    public static final HeaderType<AcceptResourcePriorityHeader> TYPE = HeaderType.words(
            HeaderName.ACCEPT_RESOURCE_PRIORITY,
            AcceptResourcePriorityHeader::read,
            AcceptResourcePriorityHeader::write);

    /** Throws {@link MalformedException} when one of them is no token or has a dot. */
    public AcceptResourcePriorityHeader {
        HeaderSyntax.requireTokenWithoutDot(namespace, "a name space without a dot");
        HeaderSyntax.requireTokenWithoutDot(priority, "a priority without a dot");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static AcceptResourcePriorityHeader read(FieldScanner scanner) {
        var text = scanner.readToken("a name space");
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw scanner.expected("'.' and a priority");
        }
        return new AcceptResourcePriorityHeader(text.substring(0, dot), text.substring(dot + 1));
    }

    private void write(FieldWriter writer) {
        writer.append(namespace).append('.').append(priority);
    }
}
