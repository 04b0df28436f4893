package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines that nearly every description of a call has are shared, all others are cut out of the text. */
final class UsualLines {
    static final SdpLine VERSION = new SdpLine('v', "0");
    static final SdpLine NO_NAME = new SdpLine('s', "-");
    static final SdpLine UNBOUNDED = new SdpLine('t', Timing.UNBOUNDED.toString());

    /** Where lines of one length differ: the first letter of a direction, the first digit of a payload number. */
    private static final int FIRST_LETTER = 2;

    private static final int FIRST_DIGIT = 9;
    private static final @Nullable SdpLine[] TABLE = table();

    private UsualLines() {}

    /** The line between two places of a text, which holds a letter, an equals sign and no line end. */
    static SdpLine of(String text, int start, int stop) {
        var usual = TABLE[slot(text, start, stop)];
        boolean isIt = usual != null
                && usual.value().length() == stop - start - 2
                && usual.type() == text.charAt(start)
                && text.startsWith(usual.value(), start + 2);
        return isIt ? usual : new SdpLine(text.charAt(start), text.substring(start + 2, stop));
    }

    static List<SdpLine> all() {
        var all = new ArrayList<SdpLine>();
        all.addAll(List.of(VERSION, NO_NAME, UNBOUNDED));
        for (var direction : Direction.values()) {
            all.add(direction.line());
        }
        for (int number = 0; number < 128; number++) {
            var payload = UsualPayload.of(number);
            if (payload != null) {
                all.add(payload.line());
            }
        }
        for (var attribute :
                List.of("fmtp:101 0-15", "fmtp:101 0-16", "ptime:20", "ptime:30", "maxptime:150", "rtcp-mux")) {
            all.add(new SdpLine('a', attribute));
        }
        return all;
    }

    private static int slot(String text, int start, int stop) {
        int last = stop - 1;
        int key = stop - start;
        key = key * 31 + text.charAt(Math.min(last, start + FIRST_LETTER));
        key = key * 31 + text.charAt(Math.min(last, start + FIRST_DIGIT));
        key = key * 31 + text.charAt(last);
        return (key ^ key >> 8) & 0xff;
    }

    /** Of two lines in one slot the one that comes last is shared. */
    private static @Nullable SdpLine[] table() {
        var table = new @Nullable SdpLine[256];
        for (var line : all()) {
            var text = line.toString();
            table[slot(text, 0, text.length())] = line;
        }
        return table;
    }
}
