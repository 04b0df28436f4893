package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a call ended, RFC 3326 §2.
 *
 * @param protocol {@code SIP}, {@code Q.850} or another token
 * @param cause a SIP status or a Q.850 cause, when given as a number
 */
public record ReasonHeader(String protocol, OptionalInt cause, Optional<String> text) {
    public static final HeaderType<ReasonHeader> TYPE =
            HeaderType.list(HeaderName.REASON, ReasonHeader::read, ReasonHeader::write);

    /** Throws {@link MalformedException} when the protocol is no token or the cause negative. */
    public ReasonHeader {
        HeaderSyntax.requireToken(protocol, "a protocol");
        HeaderSyntax.requireRange(cause.orElse(0), Integer.MAX_VALUE, "a cause");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ReasonHeader read(FieldScanner scanner) {
        var protocol = scanner.readToken("a protocol");
        var parameters = Parameters.read(scanner);
        var cause = parameters.get("cause");
        return new ReasonHeader(
                protocol,
                cause.isPresent() ? HeaderSyntax.number(cause.get(), Integer.MAX_VALUE) : OptionalInt.empty(),
                parameters.get("text"));
    }

    private void write(FieldWriter writer) {
        writer.append(protocol);
        if (cause.isPresent()) {
            writer.append(";cause=").append(cause.getAsInt());
        }
        if (text.isPresent()) {
            writer.append(";text=").appendQuoted(text.get());
        }
    }
}
