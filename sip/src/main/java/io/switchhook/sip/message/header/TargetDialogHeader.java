package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** A dialog that entitles the sender to what a request outside of it asks, RFC 4538 §7. Tags as the recipient sees them. */
public record TargetDialogHeader(String callId, String localTag, String remoteTag) {
    public static final HeaderType<TargetDialogHeader> TYPE =
            HeaderType.single(HeaderName.TARGET_DIALOG, TargetDialogHeader::read, TargetDialogHeader::write);

    /** Throws {@link MalformedException} when the Call-ID is none or a tag is no token. */
    public TargetDialogHeader {
        HeaderSyntax.requireCallId(callId);
        HeaderSyntax.requireToken(localTag, "a local-tag");
        HeaderSyntax.requireToken(remoteTag, "a remote-tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static TargetDialogHeader read(FieldScanner scanner) {
        var callId = HeaderSyntax.readCallId(scanner);
        var parameters = Parameters.read(scanner);
        return new TargetDialogHeader(
                callId,
                HeaderSyntax.required(parameters, "local-tag"),
                HeaderSyntax.required(parameters, "remote-tag"));
    }

    private void write(FieldWriter writer) {
        writer.append(callId)
                .append(";local-tag=")
                .append(localTag)
                .append(";remote-tag=")
                .append(remoteTag);
    }
}
