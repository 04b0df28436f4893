package io.switchhook.media.srtp;

import java.util.List;

/**
 * The keys of both directions of one stream.
 *
 * @param send what we protect with; its MKI is not sent, so it has none
 * @param receive what the other side protects with: one key, or several that an MKI of one length tells apart
 */
public record SrtpKeys(SrtpMasterKey send, List<SrtpMasterKey> receive) {

    public SrtpKeys {
        receive = List.copyOf(receive);
        if (send.identifierBytes() > 0) {
            throw new IllegalArgumentException("What we send has no MKI");
        }
        if (receive.isEmpty()) {
            throw new IllegalArgumentException("At least one key of the other side is needed");
        }
        var first = receive.get(0);
        for (var each : receive) {
            boolean told = receive.size() == 1 || each.identifierBytes() > 0;
            if (!told || each.identifierBytes() != first.identifierBytes() || each.suite() != first.suite()) {
                throw new IllegalArgumentException("Several keys need one suite, and MKIs of one length");
            }
        }
    }

    /** One key for each direction. */
    public static SrtpKeys of(SrtpMasterKey send, SrtpMasterKey receive) {
        return new SrtpKeys(send, List.of(receive));
    }

    /** The suite of both directions (RFC 4568 §5.1.2). */
    public SrtpSuite suite() {
        return send.suite();
    }
}
