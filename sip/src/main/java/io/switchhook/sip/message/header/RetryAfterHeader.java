package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;

/**
 * When to try again, RFC 3261 §20.33.
 *
 * @param seconds 0 to 2^32 - 1
 * @param comment what stands in parentheses, without them
 * @param parameters {@code duration} and others
 */
public record RetryAfterHeader(long seconds, Optional<String> comment, Parameters parameters) {
    public static final HeaderType<RetryAfterHeader> TYPE =
            HeaderType.single(HeaderName.RETRY_AFTER, RetryAfterHeader::read, RetryAfterHeader::write);

    private static final long MAX_SECONDS = 0xffff_ffffL;

    /** Throws {@link MalformedException} when the seconds are out of range. */
    public RetryAfterHeader {
        HeaderSyntax.requireRange(seconds, MAX_SECONDS, "a number of seconds");
        if (comment.isPresent()) {
            HeaderSyntax.requireComment(comment.get());
        }
    }

    /** Without comment and parameters. */
    public static RetryAfterHeader of(long seconds) {
        return new RetryAfterHeader(seconds, Optional.empty(), Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static RetryAfterHeader read(FieldScanner scanner) {
        long seconds = scanner.readNumber(MAX_SECONDS, "a number of seconds");
        var comment = scanner.skipSpace().peek() == '(' ? Optional.of(scanner.readComment()) : Optional.<String>empty();
        return new RetryAfterHeader(seconds, comment, Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(seconds);
        if (comment.isPresent()) {
            writer.append(" (").append(comment.get()).append(')');
        }
        parameters.writeTo(writer);
    }
}
