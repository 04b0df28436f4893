package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.MediaFormat;
import java.util.List;
import java.util.Locale;

/** When two formats are the same one, so that what one side sends the other understands. */
final class FormatRules {
    /** Parameters that both sides must have alike. */
    private static final List<Configuration> CONFIGURATIONS = List.of(
            // RFC 4867 §8.3.1: these change the bits on the wire.
            new Configuration("amr", amr()),
            new Configuration("amr-wb", amr()),
            // RFC 6184 §8.2.2: packetization mode and profile are symmetric, the level is not.
            new Configuration(
                    "h264",
                    List.of(new Parameter("packetization-mode", "0", 1), new Parameter("profile-level-id", "42", 2))),
            new Configuration("g7221", List.of(new Parameter("bitrate", "", Integer.MAX_VALUE))));

    private FormatRules() {}

    /** Encoding, clock rate, channels, and those parameters that are part of the encoding; all others are ignored. */
    static boolean same(MediaFormat one, MediaFormat other) {
        return one == other || (normal(one).isSameEncoding(normal(other)) && sameConfiguration(one, other));
    }

    private static boolean sameConfiguration(MediaFormat one, MediaFormat other) {
        if (one.fmtp().equals(other.fmtp())) {
            return true;
        }
        for (var configuration : CONFIGURATIONS) {
            if (configuration.encoding.equalsIgnoreCase(one.encoding())) {
                return configuration.isSame(one, other);
            }
        }
        return true;
    }

    /** RFC 3551 §4.5.2: G722 samples at 16 kHz and is announced with 8000; some peers announce the truth. */
    private static MediaFormat normal(MediaFormat format) {
        boolean honest = format.clockRate() == 16_000 && format.encoding().equalsIgnoreCase("G722");
        return honest ? MediaFormat.G722 : format;
    }

    private static List<Parameter> amr() {
        return List.of(
                new Parameter("octet-align", "0", 1),
                new Parameter("crc", "0", 1),
                new Parameter("robust-sorting", "0", 1),
                new Parameter("interleaving", "", Integer.MAX_VALUE));
    }

    private record Configuration(String encoding, List<Parameter> parameters) {

        boolean isSame(MediaFormat one, MediaFormat other) {
            for (var parameter : parameters) {
                if (!parameter.valueIn(one).equals(parameter.valueIn(other))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A parameter with the value that absence means, and how many of its characters count. */
    private record Parameter(String name, String absent, int significant) {

        String valueIn(MediaFormat format) {
            var value = format.parameter(name).orElse(absent).toLowerCase(Locale.ROOT);
            return value.length() > significant ? value.substring(0, significant) : value;
        }
    }
}
