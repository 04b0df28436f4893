package io.switchhook.sdp;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An RTP format named by value. Two descriptions mean the same when encoding, clock rate and channels agree, whatever
 * the payload number.
 *
 * @param encoding the registered name, {@code PCMA} or {@code telephone-event}; compared without case (RFC 4855 §3)
 * @param clockRate ticks of the RTP timestamp a second; 8000 for G722, by history (RFC 3551 §4.5.2)
 * @param channels 1 or more
 * @param fmtp parameters as after {@code a=fmtp:n }, empty when there are none
 */
public record MediaFormat(String encoding, int clockRate, int channels, String fmtp) {
    public static final MediaFormat PCMU = of("PCMU", 8000);
    public static final MediaFormat PCMA = of("PCMA", 8000);
    public static final MediaFormat G722 = of("G722", 8000);

    /** Opus, which is called stereo at 48 kHz whatever it is (RFC 7587 §7), from who reads its forward error correction and prefers one channel. */
    public static final MediaFormat OPUS = new MediaFormat("opus", 48_000, 2, "useinbandfec=1");

    private static final int MOST_CHANNELS = 255;
    private static final int MOST_EVENTS = 255;
    /** The event of the digit D; RFC 4733 §3.2. */
    private static final int LAST_DIGIT = 15;

    public MediaFormat {
        Objects.requireNonNull(fmtp);
        if (!isToken(encoding) || encoding.indexOf('/') >= 0) {
            throw new IllegalArgumentException("an encoding name must be a token, not \"" + encoding + "\"");
        }
        if (clockRate < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "clock rate and channels must be positive: " + clockRate + "/" + channels);
        }
    }

    public static MediaFormat of(String encoding, int clockRate) {
        return new MediaFormat(encoding, clockRate, 1, "");
    }

    /** RFC 4733 §2.4.1: telephone events of the given codes, {@code 0-15} for DTMF. */
    public static MediaFormat telephoneEvent(int clockRate, String events) {
        return new MediaFormat("telephone-event", clockRate, 1, events);
    }

    /** RFC 3389: comfort noise beside codecs of that clock rate. */
    public static MediaFormat comfortNoise(int clockRate) {
        return of("CN", clockRate);
    }

    public boolean isComfortNoise() {
        return encoding.equalsIgnoreCase("CN");
    }

    public boolean isTelephoneEvent() {
        return encoding.equalsIgnoreCase("telephone-event");
    }

    /**
     * Whether a side that describes telephone events so takes this one: one of its list, or without a list that can be read
     * one of 0 to 15 (RFC 4733 §2.4.1, §2.5.1.1).
     *
     * @param event the code, 0 to 255
     */
    public boolean takesEvent(int event) {
        boolean listed = false;
        for (var part : fmtp.substring(fmtp.indexOf('=') + 1).split(",")) {
            int dash = part.indexOf('-');
            long first = Numbers.parse((dash < 0 ? part : part.substring(0, dash)).strip(), MOST_EVENTS);
            long last =
                    dash < 0 ? first : Numbers.parse(part.substring(dash + 1).strip(), MOST_EVENTS);
            if (first >= 0 && first <= event && event <= last) {
                return true;
            }
            listed |= first >= 0 && last >= first;
        }
        return !listed && event >= 0 && event <= LAST_DIGIT;
    }

    /** Rides along with a codec and is never the codec itself: telephone-event, tone, CN, red. */
    public boolean isAuxiliary() {
        return isTelephoneEvent()
                || isComfortNoise()
                || encoding.equalsIgnoreCase("red")
                || encoding.equalsIgnoreCase("tone");
    }

    public MediaFormat withFmtp(String newFmtp) {
        return newFmtp.equals(fmtp) ? this : new MediaFormat(encoding, clockRate, channels, newFmtp);
    }

    /** Same encoding without regard to case, same clock rate, same channels; fmtp is not looked at. */
    public boolean isSameEncoding(MediaFormat other) {
        return clockRate == other.clockRate && channels == other.channels && encoding.equalsIgnoreCase(other.encoding);
    }

    /**
     * The value of one parameter in {@link #fmtp}, {@code mode} in {@code mode=20;x=1}; names are compared without
     * case (RFC 8866 §5.14).
     */
    public Optional<String> parameter(String name) {
        for (var part : fmtp.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase(name)) {
                return Optional.of(part.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** As in rtpmap: {@code opus/48000/2}. */
    public String rtpmap() {
        return encoding + "/" + clockRate + (channels == 1 ? "" : "/" + channels);
    }

    /** Whether a reader of the rtpmap and fmtp lines of this format gets the same format. */
    boolean isReadAsWritten() {
        return channels <= MOST_CHANNELS && fmtp.strip().equals(fmtp);
    }

    /** Reads the part of an rtpmap after the payload number; null when it names no format. */
    static @Nullable MediaFormat parseRtpmap(String text, String fmtp) {
        var fields = text.strip().split("/", 4);
        var encoding = fields[0].strip();
        long clockRate = fields.length < 2 ? -1 : Numbers.parse(fields[1].strip(), Integer.MAX_VALUE);
        long channels = fields.length < 3 ? 1 : Numbers.parse(fields[2].strip(), MOST_CHANNELS);
        if (!isToken(encoding) || clockRate < 1) {
            return null;
        }
        return new MediaFormat(encoding, (int) clockRate, (int) Math.max(1, channels), fmtp);
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
