package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** What the call is about, RFC 3261 §20.36. May be empty. Text without line ends, as it stands on the wire. */
public record SubjectHeader(String text) {
    public static final HeaderType<SubjectHeader> TYPE =
            HeaderType.single(HeaderName.SUBJECT, SubjectHeader::read, SubjectHeader::write);

    /** Throws {@link MalformedException} when CR, LF or NUL is in it. */
    public SubjectHeader {
        HeaderSyntax.requireText(text, "a subject");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static SubjectHeader read(FieldScanner scanner) {
        return new SubjectHeader(scanner.readRest());
    }

    private void write(FieldWriter writer) {
        writer.append(text);
    }
}
