package io.switchhook.media.session;

/**
 * How telephone events are sent under one payload type.
 *
 * @param payloadType 0 to 127
 * @param clockRate hertz of their durations (RFC 4733 §2.1); timestamps are those of the audio that they replace
 * @param flash whether a hook flash is taken too: event 16 of RFC 2833, which RFC 4733 reserves and gateways still send
 */
public record EventFormat(int payloadType, int clockRate, boolean flash) {
    /** For digits alone. */
    public EventFormat(int payloadType, int clockRate) {
        this(payloadType, clockRate, false);
    }

    public EventFormat {
        AudioPlan.checkType(payloadType);
        if (clockRate < 1) {
            throw new IllegalArgumentException("A clock has at least 1 Hz, not " + clockRate);
        }
    }
}
