package io.switchhook.sdp;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The payload numbers that need no rtpmap: RFC 3551 §6, tables 4 and 5. */
public final class StaticPayloads {
    private static final @Nullable MediaFormat[] TABLE = table();

    private StaticPayloads() {}

    /** What a number stands for in the RTP/AVP profile; empty when it is reserved, unassigned or dynamic. */
    public static Optional<MediaFormat> format(int payloadType) {
        return Optional.ofNullable(known(payloadType));
    }

    /** The number assigned to an encoding; empty for one that needs a dynamic number. */
    public static OptionalInt payloadType(MediaFormat format) {
        for (int number = 0; number < TABLE.length; number++) {
            var assigned = TABLE[number];
            if (assigned != null && assigned.isSameEncoding(format)) {
                return OptionalInt.of(number);
            }
        }
        return OptionalInt.empty();
    }

    static @Nullable MediaFormat known(int payloadType) {
        return payloadType >= 0 && payloadType < TABLE.length ? TABLE[payloadType] : null;
    }

    private static @Nullable MediaFormat[] table() {
        var table = new @Nullable MediaFormat[35];
        table[0] = MediaFormat.PCMU;
        table[3] = MediaFormat.of("GSM", 8000);
        table[4] = MediaFormat.of("G723", 8000);
        table[5] = MediaFormat.of("DVI4", 8000);
        table[6] = MediaFormat.of("DVI4", 16_000);
        table[7] = MediaFormat.of("LPC", 8000);
        table[8] = MediaFormat.PCMA;
        table[9] = MediaFormat.G722;
        table[10] = new MediaFormat("L16", 44_100, 2, "");
        table[11] = MediaFormat.of("L16", 44_100);
        table[12] = MediaFormat.of("QCELP", 8000);
        table[13] = MediaFormat.of("CN", 8000);
        table[14] = MediaFormat.of("MPA", 90_000);
        table[15] = MediaFormat.of("G728", 8000);
        table[16] = MediaFormat.of("DVI4", 11_025);
        table[17] = MediaFormat.of("DVI4", 22_050);
        table[18] = MediaFormat.of("G729", 8000);
        table[25] = MediaFormat.of("CelB", 90_000);
        table[26] = MediaFormat.of("JPEG", 90_000);
        table[28] = MediaFormat.of("nv", 90_000);
        table[31] = MediaFormat.of("H261", 90_000);
        table[32] = MediaFormat.of("MPV", 90_000);
        table[33] = MediaFormat.of("MP2T", 90_000);
        table[34] = MediaFormat.of("H263", 90_000);
        return table;
    }
}
