package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** The dialog that a new call shall be mixed into, RFC 3911 §7.1. Tags are those the recipient knows: its own is the to-tag. */
public record JoinHeader(String callId, String toTag, String fromTag) {
    public static final HeaderType<JoinHeader> TYPE =
            HeaderType.single(HeaderName.JOIN, JoinHeader::read, JoinHeader::write);

    /** Throws {@link MalformedException} when the Call-ID is none or a tag is no token. */
    public JoinHeader {
        HeaderSyntax.requireCallId(callId);
        HeaderSyntax.requireToken(toTag, "a to-tag");
        HeaderSyntax.requireToken(fromTag, "a from-tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static JoinHeader read(FieldScanner scanner) {
        var callId = HeaderSyntax.readCallId(scanner);
        var parameters = Parameters.read(scanner);
        return new JoinHeader(
                callId, HeaderSyntax.required(parameters, "to-tag"), HeaderSyntax.required(parameters, "from-tag"));
    }

    private void write(FieldWriter writer) {
        writer.append(callId)
                .append(";to-tag=")
                .append(toTag)
                .append(";from-tag=")
                .append(fromTag);
    }
}
