package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Locale;
import java.util.Optional;

/**
 * One name for a call on all its legs, RFC 7989 §5.
 *
 * @param local 32 hexadecimal digits, in lower case, made by the sender
 * @param parameters {@code remote} with the digits of the other side, and others
 */
public record SessionIdHeader(String local, Parameters parameters) {
    public static final HeaderType<SessionIdHeader> TYPE =
            HeaderType.single(HeaderName.SESSION_ID, SessionIdHeader::read, SessionIdHeader::write);

    /** What stands for a side that is not known yet. */
    public static final String NIL = "0".repeat(32);

    /** Throws {@link MalformedException} when it is no such number. */
    public SessionIdHeader {
        local = local.toLowerCase(Locale.ROOT);
        if (!isUuid(local)) {
            throw new MalformedException("expected 32 hexadecimal digits but found " + local.length() + " characters");
        }
    }

    /** Of one side alone, as before RFC 7989. */
    public static SessionIdHeader of(String local) {
        return new SessionIdHeader(local, Parameters.EMPTY);
    }

    /** Of both sides; {@link #NIL} for one that is not known. */
    public static SessionIdHeader of(String local, String remote) {
        if (!isUuid(remote.toLowerCase(Locale.ROOT))) {
            throw new MalformedException("expected 32 hexadecimal digits but found " + remote.length() + " characters");
        }
        return new SessionIdHeader(local, Parameters.EMPTY.with("remote", remote.toLowerCase(Locale.ROOT)));
    }

    /** What the other side made; empty when not given or malformed, as before RFC 7989. */
    public Optional<String> remote() {
        return parameters
                .get("remote")
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(SessionIdHeader::isUuid);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static SessionIdHeader read(FieldScanner scanner) {
        return new SessionIdHeader(scanner.readToken("a session identifier"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(local);
        parameters.writeTo(writer);
    }

    private static boolean isUuid(String text) {
        return text.length() == 32 && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }
}
