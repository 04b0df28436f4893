package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;

/** How long, in seconds, the server waits for a keep-alive before it takes the flow as failed, RFC 5626 §11.1. */
public record FlowTimerHeader(long seconds) {
    public static final HeaderType<FlowTimerHeader> TYPE =
            HeaderType.single(HeaderName.FLOW_TIMER, FlowTimerHeader::read, FlowTimerHeader::write);

    private static final long MAX = 0xffff_ffffL;

    /** Throws {@link MalformedException} when it is out of range. */
    public FlowTimerHeader {
        HeaderSyntax.requireRange(seconds, MAX, "a number of seconds");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static FlowTimerHeader read(FieldScanner scanner) {
        return new FlowTimerHeader(scanner.readNumber(MAX, "a number of seconds"));
    }

    private void write(FieldWriter writer) {
        writer.append(seconds);
    }
}
