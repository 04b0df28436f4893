package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** The software of the client, RFC 3261 §20.41. Text without line ends, as it stands on the wire. */
public record UserAgentHeader(String text) {
    public static final HeaderType<UserAgentHeader> TYPE = HeaderType.single(
                    HeaderName.USER_AGENT, UserAgentHeader::read, UserAgentHeader::write)
            .asStanding();

    /** Throws {@link MalformedException} when CR, LF or NUL is in it. */
    public UserAgentHeader {
        HeaderSyntax.requireText(text, "a user agent");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static UserAgentHeader read(FieldScanner scanner) {
        return new UserAgentHeader(scanner.readRest());
    }

    private void write(FieldWriter writer) {
        writer.append(text);
    }
}
