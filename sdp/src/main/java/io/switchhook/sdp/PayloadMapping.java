package io.switchhook.sdp;

import java.util.Objects;

/**
 * A payload number and what it stands for on one media line of one side.
 *
 * @param payloadType 0 to 127
 */
public record PayloadMapping(int payloadType, MediaFormat format) {

    public PayloadMapping {
        Objects.requireNonNull(format);
        if (payloadType < 0 || payloadType > 127) {
            throw new IllegalArgumentException("a payload type must be 0 to 127, not " + payloadType);
        }
    }

    @Override
    public String toString() {
        return payloadType + " " + format.rtpmap() + (format.fmtp().isEmpty() ? "" : " (" + format.fmtp() + ")");
    }
}
