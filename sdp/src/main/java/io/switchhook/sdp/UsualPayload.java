package io.switchhook.sdp;

import org.jspecify.annotations.Nullable;

/**
 * What a payload number stands for in nearly every description: the static ones, and 101 for telephone events. Its format
 * and its line are shared.
 *
 * @param rtpmap as written after the number
 * @param line the whole rtpmap line
 */
record UsualPayload(MediaFormat format, String rtpmap, SdpLine line) {
    private static final int TELEPHONE_EVENT = 101;
    private static final @Nullable UsualPayload[] TABLE = table();

    /** Null for a number that has no usual meaning. */
    static @Nullable UsualPayload of(int payloadType) {
        return TABLE[payloadType];
    }

    /** The rtpmap line that says what a number stands for. */
    static SdpLine line(int payloadType, MediaFormat format) {
        var usual = TABLE[payloadType];
        return usual != null && usual.isNamed(format)
                ? usual.line
                : new SdpLine('a', "rtpmap:" + payloadType + " " + format.rtpmap());
    }

    /** Whether this rtpmap is what stands between two places of a text. */
    boolean isWritten(String text, int start, int stop) {
        return stop - start == rtpmap.length() && text.startsWith(rtpmap, start);
    }

    /** Whether the rtpmap of the format is this one to the letter. */
    private boolean isNamed(MediaFormat other) {
        return format.clockRate() == other.clockRate()
                && format.channels() == other.channels()
                && format.encoding().equals(other.encoding());
    }

    private static @Nullable UsualPayload[] table() {
        var table = new @Nullable UsualPayload[128];
        for (int number = 0; number < table.length; number++) {
            var format = StaticPayloads.known(number);
            if (format != null) {
                table[number] = usual(number, format);
            }
        }
        table[TELEPHONE_EVENT] = usual(TELEPHONE_EVENT, MediaFormat.telephoneEvent(8000, ""));
        return table;
    }

    private static UsualPayload usual(int number, MediaFormat format) {
        return new UsualPayload(format, format.rtpmap(), new SdpLine('a', "rtpmap:" + number + " " + format.rtpmap()));
    }
}
