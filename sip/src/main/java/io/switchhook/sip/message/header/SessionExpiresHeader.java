package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;

/** After how many seconds without a refresh a session ends, RFC 4028 §4. */
public record SessionExpiresHeader(long seconds, Parameters parameters) {
    public static final HeaderType<SessionExpiresHeader> TYPE = HeaderType.single(
                    HeaderName.SESSION_EXPIRES, SessionExpiresHeader::read, SessionExpiresHeader::write)
            .asStanding();

    private static final long MAX_SECONDS = 0xffff_ffffL;

    /** Throws {@link MalformedException} when the seconds are not from 0 to 2^32 - 1. */
    public SessionExpiresHeader {
        HeaderSyntax.requireRange(seconds, MAX_SECONDS, "a number of seconds");
    }

    /** Without parameters. */
    public static SessionExpiresHeader of(long seconds) {
        return new SessionExpiresHeader(seconds, Parameters.EMPTY);
    }

    /** Who refreshes: {@code uac} or {@code uas}. */
    public Optional<String> refresher() {
        return parameters.get("refresher");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static SessionExpiresHeader read(FieldScanner scanner) {
        return new SessionExpiresHeader(
                scanner.readNumber(MAX_SECONDS, "a number of seconds"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(seconds);
        parameters.writeTo(writer);
    }
}
