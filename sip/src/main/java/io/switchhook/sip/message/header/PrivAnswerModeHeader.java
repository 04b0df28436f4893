package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** As {@link AnswerModeHeader}, asked for with a privilege that the called phone must check, RFC 5373 §4. */
public record PrivAnswerModeHeader(String mode, Parameters parameters) {
    public static final HeaderType<PrivAnswerModeHeader> TYPE =
            HeaderType.single(HeaderName.PRIV_ANSWER_MODE, PrivAnswerModeHeader::read, PrivAnswerModeHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public PrivAnswerModeHeader {
        HeaderSyntax.requireToken(mode, "an answer mode");
    }

    /** Without parameters. */
    public static PrivAnswerModeHeader of(String mode) {
        return new PrivAnswerModeHeader(mode, Parameters.EMPTY);
    }

    /** Whether the call shall fail rather than be answered in another way. */
    public boolean require() {
        return parameters.has("require");
    }

    /** Whether the phone is asked to answer without its user. */
    public boolean automatic() {
        return mode.equalsIgnoreCase("Auto");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PrivAnswerModeHeader read(FieldScanner scanner) {
        return new PrivAnswerModeHeader(scanner.readToken("an answer mode"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(mode);
        parameters.writeTo(writer);
    }
}
