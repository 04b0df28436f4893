package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** A language of the body, RFC 3261 §20.13. */
public record ContentLanguageHeader(String language) {
    public static final HeaderType<ContentLanguageHeader> TYPE =
            HeaderType.words(HeaderName.CONTENT_LANGUAGE, ContentLanguageHeader::read, ContentLanguageHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public ContentLanguageHeader {
        HeaderSyntax.requireToken(language, "a language tag");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ContentLanguageHeader read(FieldScanner scanner) {
        return new ContentLanguageHeader(scanner.readToken("a language tag"));
    }

    private void write(FieldWriter writer) {
        writer.append(language);
    }
}
