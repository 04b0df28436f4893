package io.switchhook.media.session;

/**
 * How telephone events are sent under one payload type.
 *
 * @param payloadType 0 to 127
 * @param clockRate hertz of their durations (RFC 4733 §2.1); timestamps are those of the audio that they replace
 */
public record EventFormat(int payloadType, int clockRate) {
    public EventFormat {
        AudioPlan.checkType(payloadType);
        if (clockRate < 1) {
            throw new IllegalArgumentException("A clock has at least 1 Hz, not " + clockRate);
        }
    }
}
