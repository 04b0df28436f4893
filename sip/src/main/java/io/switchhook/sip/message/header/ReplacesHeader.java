package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/**
 * The dialog that a new call takes the place of, RFC 3891 §6.1. Tags are those the recipient knows: its own is the to-tag.
 *
 * @param earlyOnly whether only a dialog that is not yet answered may be replaced
 */
public record ReplacesHeader(String callId, String toTag, String fromTag, boolean earlyOnly) {
    public static final HeaderType<ReplacesHeader> TYPE =
            HeaderType.single(HeaderName.REPLACES, ReplacesHeader::read, ReplacesHeader::write);

    /** Throws {@link MalformedException} when the Call-ID is none or a tag is no token. */
    public ReplacesHeader {
        HeaderSyntax.requireCallId(callId);
        HeaderSyntax.requireToken(toTag, "a to-tag");
        HeaderSyntax.requireToken(fromTag, "a from-tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ReplacesHeader read(FieldScanner scanner) {
        var callId = HeaderSyntax.readCallId(scanner);
        var parameters = Parameters.read(scanner);
        return new ReplacesHeader(
                callId,
                HeaderSyntax.required(parameters, "to-tag"),
                HeaderSyntax.required(parameters, "from-tag"),
                parameters.has("early-only"));
    }

    private void write(FieldWriter writer) {
        writer.append(callId)
                .append(";to-tag=")
                .append(toTag)
                .append(";from-tag=")
                .append(fromTag);
        if (earlyOnly) {
            writer.append(";early-only");
        }
    }
}
