package io.switchhook.media.codec;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An audio format by value, as {@code a=rtpmap} names it.
 *
 * @param encoding encoding name, compared without case (RFC 4855 §3) and kept in upper case
 * @param clockRate of the RTP timestamps in hertz
 * @param channels at least 1
 */
public record CodecName(String encoding, int clockRate, int channels) {
    public CodecName {
        if (encoding.isEmpty() || clockRate <= 0 || channels <= 0) {
            throw new IllegalArgumentException("Expected name, clock rate and channels, got '" + encoding + "/"
                    + clockRate + "/" + channels + "'");
        }
        encoding = encoding.toUpperCase(Locale.ROOT);
    }

    /** A name with one channel. */
    public CodecName(String encoding, int clockRate) {
        this(encoding, clockRate, 1);
    }

    @Override
    public String toString() {
        return encoding + "/" + clockRate + (channels == 1 ? "" : "/" + channels);
    }

    // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CodecName that
                && encoding.equals(that.encoding)
                && clockRate == that.clockRate
                && channels == that.channels;
    }

    @Override
    public int hashCode() {
        return Objects.hash(encoding, clockRate, channels);
    }
}
