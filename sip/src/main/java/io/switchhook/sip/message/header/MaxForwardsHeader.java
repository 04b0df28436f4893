package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import java.util.stream.IntStream;

/** How many more hops a request may take, 0 to 255, RFC 3261 §20.22. */
public record MaxForwardsHeader(int hops) {
    public static final HeaderType<MaxForwardsHeader> TYPE =
            HeaderType.single(HeaderName.MAX_FORWARDS, MaxForwardsHeader::read, MaxForwardsHeader::write);

    private static final int MAX_HOPS = 255;

    /** Every request has one, and there are no others. */
    private static final MaxForwardsHeader[] ALL =
            IntStream.rangeClosed(0, MAX_HOPS).mapToObj(MaxForwardsHeader::new).toArray(MaxForwardsHeader[]::new);

    /** Throws {@link MalformedException} when it is out of range. */
    public MaxForwardsHeader {
        HeaderSyntax.requireRange(hops, MAX_HOPS, "a hop count");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static MaxForwardsHeader read(FieldScanner scanner) {
        return ALL[(int) scanner.readNumber(MAX_HOPS, "a hop count")];
    }

    private void write(FieldWriter writer) {
        writer.append(hops);
    }
}
