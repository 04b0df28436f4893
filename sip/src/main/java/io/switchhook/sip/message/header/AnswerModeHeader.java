package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** How the called phone shall answer, or has answered: {@code Manual} or {@code Auto}, RFC 5373 §4. */
public record AnswerModeHeader(String mode, Parameters parameters) {
    public static final HeaderType<AnswerModeHeader> TYPE =
            HeaderType.single(HeaderName.ANSWER_MODE, AnswerModeHeader::read, AnswerModeHeader::write);

    /** Throws {@link MalformedException} when it is no token. */
    public AnswerModeHeader {
        HeaderSyntax.requireToken(mode, "an answer mode");
    }

    /** Without parameters. */
    public static AnswerModeHeader of(String mode) {
        return new AnswerModeHeader(mode, Parameters.EMPTY);
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

    private static AnswerModeHeader read(FieldScanner scanner) {
        return new AnswerModeHeader(scanner.readToken("an answer mode"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(mode);
        parameters.writeTo(writer);
    }
}
