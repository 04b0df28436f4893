package io.switchhook.opus;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a receiver of Opus says of itself (RFC 7587 §6.1). Each is a hint; what cannot be one counts as not said.
 *
 * @param playbackRate hertz that it can play, 8000 to 48000
 * @param bitrate bits a second that it takes on the average, 6000 to 510000
 * @param constant whether all packets are to have one length
 * @param errorCorrection whether it reads what packets repeat of those before them
 * @param discontinuous whether silence is not to be sent
 */
record OpusWishes(int playbackRate, int bitrate, boolean constant, boolean errorCorrection, boolean discontinuous) {
    private static final int FULL_RATE = 48_000;
    private static final int LEAST_RATE = 8_000;
    private static final int LEAST_BITRATE = 6_000;
    private static final int MOST_BITRATE = 510_000;

    static final OpusWishes NONE = of("");

    static OpusWishes of(String fmtp) {
        var said = new HashMap<String, String>();
        for (var part : fmtp.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                said.putIfAbsent(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).strip());
            }
        }
        int rate = number(said, "maxplaybackrate", LEAST_RATE, FULL_RATE, FULL_RATE);
        int usual = usualBitrate(rate);
        return new OpusWishes(
                rate,
                // RFC 7587 §6.1: out of range it is ignored. More than is usual for speech serves nobody here.
                Math.min(usual, number(said, "maxaveragebitrate", LEAST_BITRATE, MOST_BITRATE, usual)),
                isSet(said, "cbr"),
                isSet(said, "useinbandfec"),
                isSet(said, "usedtx"));
    }

    /** The most that RFC 7587 §3.1.1 recommends for speech, by what can be played. */
    private static int usualBitrate(int playbackRate) {
        if (playbackRate <= 8_000) {
            return 12_000;
        }
        return playbackRate <= 16_000 ? 20_000 : 40_000;
    }

    private static boolean isSet(Map<String, String> said, String name) {
        return "1".equals(said.get(name));
    }

    private static int number(Map<String, String> said, String name, int least, int most, int otherwise) {
        var text = said.getOrDefault(name, "");
        boolean digits = !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = digits ? Integer.parseInt(text) : -1;
        return value < least || value > most ? otherwise : value;
    }
}
