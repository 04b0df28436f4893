package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;

/** The shortest session interval in seconds, RFC 4028 §5. */
public record MinSeHeader(long seconds, Parameters parameters) {
    public static final HeaderType<MinSeHeader> TYPE = HeaderType.single(
                    HeaderName.MIN_SE, MinSeHeader::read, MinSeHeader::write)
            .asStanding();

    private static final long MAX_SECONDS = 0xffff_ffffL;

    /** Throws {@link MalformedException} when the seconds are not from 0 to 2^32 - 1. */
    public MinSeHeader {
        HeaderSyntax.requireRange(seconds, MAX_SECONDS, "a number of seconds");
    }

    /** Without parameters. */
    public static MinSeHeader of(long seconds) {
        return new MinSeHeader(seconds, Parameters.EMPTY);
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static MinSeHeader read(FieldScanner scanner) {
        return new MinSeHeader(scanner.readNumber(MAX_SECONDS, "a number of seconds"), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(seconds);
        parameters.writeTo(writer);
    }
}
