package io.switchhook.sdp;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The payload numbers that need no rtpmap: RFC 3551 §6, tables 4 and 5. */
public final class StaticPayloads {
    private static final Map<Integer, MediaFormat> TABLE = table();

    private StaticPayloads() {}

    /** What a number stands for in the RTP/AVP profile; empty when it is reserved, unassigned or dynamic. */
    public static Optional<MediaFormat> format(int payloadType) {
        return Optional.ofNullable(TABLE.get(payloadType));
    }

    /** The number assigned to an encoding; empty for one that needs a dynamic number. */
    public static OptionalInt payloadType(MediaFormat format) {
        for (var entry : TABLE.entrySet()) {
            if (entry.getValue().isSameEncoding(format)) {
                return OptionalInt.of(entry.getKey());
            }
        }
        return OptionalInt.empty();
    }

    private static Map<Integer, MediaFormat> table() {
        var table = new TreeMap<Integer, MediaFormat>();
        table.put(0, MediaFormat.PCMU);
        table.put(3, MediaFormat.of("GSM", 8000));
        table.put(4, MediaFormat.of("G723", 8000));
        table.put(5, MediaFormat.of("DVI4", 8000));
        table.put(6, MediaFormat.of("DVI4", 16_000));
        table.put(7, MediaFormat.of("LPC", 8000));
        table.put(8, MediaFormat.PCMA);
        table.put(9, MediaFormat.G722);
        table.put(10, new MediaFormat("L16", 44_100, 2, ""));
        table.put(11, MediaFormat.of("L16", 44_100));
        table.put(12, MediaFormat.of("QCELP", 8000));
        table.put(13, MediaFormat.of("CN", 8000));
        table.put(14, MediaFormat.of("MPA", 90_000));
        table.put(15, MediaFormat.of("G728", 8000));
        table.put(16, MediaFormat.of("DVI4", 11_025));
        table.put(17, MediaFormat.of("DVI4", 22_050));
        table.put(18, MediaFormat.of("G729", 8000));
        table.put(25, MediaFormat.of("CelB", 90_000));
        table.put(26, MediaFormat.of("JPEG", 90_000));
        table.put(28, MediaFormat.of("nv", 90_000));
        table.put(31, MediaFormat.of("H261", 90_000));
        table.put(32, MediaFormat.of("MPV", 90_000));
        table.put(33, MediaFormat.of("MP2T", 90_000));
        table.put(34, MediaFormat.of("H263", 90_000));
        return Collections.unmodifiableMap(table);
    }
}
