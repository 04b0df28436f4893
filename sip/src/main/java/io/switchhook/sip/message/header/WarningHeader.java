package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/**
 * A text for people beside a status, RFC 3261 §20.43.
 *
 * @param code 100 to 999; 399 for anything
 * @param agent host and port of the warner, or a name for it; without white space
 * @param text plain text, written quoted
 */
public record WarningHeader(int code, String agent, String text) {
    public static final HeaderType<WarningHeader> TYPE =
            HeaderType.list(HeaderName.WARNING, WarningHeader::read, WarningHeader::write);

    private static final int MAX_CODE = 999;

    /** Throws {@link MalformedException} when the code has not three digits or the agent has characters it must not have. */
    public WarningHeader {
        HeaderSyntax.requireRange(code - 100L, MAX_CODE - 100L, "a warning code (less 100)");
        HeaderSyntax.requireLoose(agent, "a warning agent");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static WarningHeader read(FieldScanner scanner) {
        int code = (int) scanner.readNumber(MAX_CODE, "a warning code");
        var agent = scanner.skipSpace().readLoose("a warning agent");
        return new WarningHeader(code, agent, scanner.skipSpace().readQuoted("a quoted warning text"));
    }

    private void write(FieldWriter writer) {
        writer.append(code).append(' ').append(agent).append(' ').appendQuoted(text);
    }
}
