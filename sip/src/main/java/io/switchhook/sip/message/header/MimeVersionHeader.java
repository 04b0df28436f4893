package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** The MIME version of the body, 1.0 always, RFC 3261 §20.24. Each part is from 0 to 999. */
public record MimeVersionHeader(int major, int minor) {
    public static final HeaderType<MimeVersionHeader> TYPE =
            HeaderType.single(HeaderName.MIME_VERSION, MimeVersionHeader::read, MimeVersionHeader::write);

    private static final int MAX = 999;

    /** Throws {@link MalformedException} when a part is out of range. */
    public MimeVersionHeader {
        HeaderSyntax.requireRange(major, MAX, "a version");
        HeaderSyntax.requireRange(minor, MAX, "a version");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static MimeVersionHeader read(FieldScanner scanner) {
        int major = (int) scanner.readNumber(MAX, "a version");
        scanner.expect('.', "'.' in the version");
        return new MimeVersionHeader(major, (int) scanner.readNumber(MAX, "a version"));
    }

    private void write(FieldWriter writer) {
        writer.append(major).append('.').append(minor);
    }
}
